"""Write settings into `rejoinder.toml` and leave all other lines of it, comments too, as its owner wrote them.

It is no editor of TOML: it puts a line where a line with that name stands, or else at the end, reads the result, and
refuses to write one in which anything but the named settings has changed.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from rejoinder.errors import SettingError
from rejoinder.settings import FILE, Value, read_settings

__all__ = ["stands_in", "with_settings", "write_settings"]


def stands_in(folder: Path) -> dict[str, Value]:
    """The settings that the file itself names, whatever the environment says. The file has been read before."""
    path = folder / FILE
    told = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}


def write_settings(folder: Path, values: Mapping[str, Value]) -> None:
    """Write these settings, whole or not at all, readable by their owner alone where the file is new."""
    path = folder / FILE
    text = with_settings(path.read_text("utf-8") if path.exists() else "", values)
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o600
    beside = path.with_name(f".{FILE}.{os.getpid()}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as file:
            file.write(text)
            os.fchmod(file.fileno(), mode)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        with suppress(FileNotFoundError):
            beside.unlink()


def with_settings(text: str, values: Mapping[str, Value]) -> str:
    """The text of the file with these settings in it. Raises `SettingError` for a value or a file that cannot be."""
    before = tomllib.loads(text)
    for name, value in values.items():
        line = f"{name} = {_toml(value)}"
        found = re.search(rf"^[ \t]*{name}[ \t]*=.*$", text, re.MULTILINE)
        start, end = found.span() if found else (len(text), len(text))
        ahead = text[:start] + ("" if found or not text or text.endswith("\n") else "\n")
        text = ahead + line + (text[end:] if found else "\n")
    wanted = before | {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
    try:
        kept = tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        kept = False
    if not kept:
        lines = "; ".join(f"{name} = {_toml(value)}" for name, value in values.items())
        raise SettingError("settings_unchanged", f"{FILE} is written in a way that only a person can change.", lines)
    read_settings(text, {})
    return text


def _toml(value: Value) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(_toml(one) for one in value)}]"
    # A basic string of TOML is one of JSON, but for DEL and for characters written as two surrogates.
    return str(value) if isinstance(value, int) else json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
