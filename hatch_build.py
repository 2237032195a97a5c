"""What the build does beyond copying files: it compiles the catalogues of src/rejoinder/locale for the package.

A wheel gets a .mo for each .po. An editable installation needs none: from a checkout the program reads the .po files
themselves, so that nothing there can be older than its source.
"""

from __future__ import annotations

import runpy
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOM = Path("src/rejoinder/locale")


class Catalogues(BuildHookInterface[Any]):
    """Compiles them into a folder that is gone after the build."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Ask for a .mo in the place of each .po; a broken one stops the build."""
        self.folder = Path(tempfile.mkdtemp(prefix="rejoinder-catalogues-"))
        if version == "editable":
            return
        # The module alone: the package around it wants more than a build has.
        catalogue = runpy.run_path(str(Path(self.root) / ROOM / "catalogue.py"))
        for source in sorted((Path(self.root) / ROOM / "catalogues").glob("*.po")):
            target = self.folder / f"{source.stem}.mo"
            target.write_bytes(catalogue["compiled"](catalogue["read"](source)))
            build_data["force_include"][str(target)] = f"rejoinder/locale/catalogues/{target.name}"

    def finalize(self, *_: object) -> None:
        """Take the folder away."""
        shutil.rmtree(self.folder)
