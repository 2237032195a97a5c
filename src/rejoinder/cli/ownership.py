"""Whose the data folder is: what root writes there, the user who serves from it cannot read."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

from rejoinder.errors import SettingError

__all__ = ["another_owner", "refuse_in_folder_of_another"]


def another_owner(folder: Path) -> str | None:
    """The name of the user whom the folder belongs to, if that is not who we are; None else, or without a folder."""
    if not folder.is_dir() or (owner := folder.stat().st_uid) == os.geteuid():
        return None
    try:
        return pwd.getpwuid(owner).pw_name
    except KeyError:
        return str(owner)


def refuse_in_folder_of_another(folder: Path) -> None:
    """Raise `SettingError` where we are root and the folder is somebody else's."""
    owner = another_owner(folder)
    if owner is not None and os.geteuid() == 0:
        raise SettingError(
            "folder_of_another",
            f"{folder} belongs to {owner}, who could not read what root writes there.",
            f"Run it as {owner}: sudo -u {owner} rejoinder …",
        )
