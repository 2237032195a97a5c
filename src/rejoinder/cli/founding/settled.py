"""The settings of a new installation: what was given or answered, written where the file does not say otherwise."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from rejoinder.cli.founding.questions import Questions
from rejoinder.cli.founding.settings_file import stands_in, write_settings
from rejoinder.settings import Settings, Value, load_settings, read_settings, variable
from rejoinder.store.copies import copier_of

__all__ = ["Given", "Settled", "settle"]

_HERE = "http://127.0.0.1:8080"  # where `serve` listens when nobody says otherwise


@dataclass(frozen=True, slots=True)
class Given:
    """What the call itself says; None is to be asked, or taken from the file."""

    base_url: str | None = None
    contact: str | None = None
    trusted_proxies: tuple[str, ...] | None = None
    database: str | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """The settings in force, the names of those written now, and of those the file has otherwise and keeps."""

    settings: Settings
    written: tuple[str, ...]
    kept: tuple[str, ...]


def settle(folder: Path, given: Given, questions: Questions, *, replace: bool) -> Settled:
    """Ask, compare and write. Raises `SettingError` for what cannot be taken; nothing is written then."""
    present, stands = load_settings(folder, os.environ), stands_in(folder)
    wanted = _wanted(present, given, questions)
    changed = {
        name: value
        for name, value in wanted.items()
        if value != stands.get(name, _UNSAID.get(name)) and not _by_environment(name, given)
    }
    kept = [name for name in changed if _says_otherwise(folder, name, stands, wanted)]
    if kept:
        told = ", ".join(f"{name} ({_shown(name, stands)})" for name in kept)
        if questions.agree(f"There is another value already for {told}. Replace it?", unasked=replace):
            kept = []
    written = {name: value for name, value in changed.items() if name not in kept}
    if written:
        write_settings(folder, written)
    return Settled(load_settings(folder, os.environ), tuple(written), tuple(kept))


def _by_environment(name: str, given: Given) -> bool:
    """Whether the environment says it, which goes before the file and need not stand in both."""
    return getattr(given, name) is None and variable(name) in os.environ


_UNSAID: dict[str, Value] = {"contact": "", "trusted_proxies": ()}  # left out of the file when they are empty


def _wanted(present: Settings, given: Given, questions: Questions) -> dict[str, Value]:
    base_url = given.base_url or present.base_url or None
    read = _reader("base_url")
    url = questions.ask("--base-url", "Base URL", base_url, _HERE, read, "Where will readers reach this server?")
    wanted: dict[str, Value] = {"base_url": url}
    hint = "How do readers reach whoever answers for their data (shown on the data page)? May be left empty."
    contact = given.contact if given.contact is not None else present.contact or None
    wanted["contact"] = questions.ask("--contact", "Contact", contact, "", _reader("contact"), hint)
    wanted["trusted_proxies"] = _proxies(present, given, questions, str(url))
    if given.database:
        copier_of(given.database)  # refuses what is no database
        wanted["database"] = given.database
    return wanted


def _proxies(present: Settings, given: Given, questions: Questions, url: str) -> Value:
    """Whom to believe. TLS is ended by a web server in front, so who has https has one."""
    if given.trusted_proxies is not None:
        return _reader("trusted_proxies")(", ".join(given.trusted_proxies))
    if present.trusted_proxies or urlsplit(url).scheme != "https" or not questions.person:
        return present.trusted_proxies
    hint = "From which addresses does the web server in front come? unix for a socket; they are believed about readers."
    return questions.ask("--trusted-proxy", "Web server", None, "127.0.0.1, ::1", _reader("trusted_proxies"), hint)


def _reader(name: str) -> Callable[[str], Value]:
    """What reads an answer as the setting of this name, and refuses what cannot be one."""

    def read(answer: str) -> Value:
        value: Value = getattr(read_settings("", {variable(name): answer}), name)
        return value

    return read


def _says_otherwise(folder: Path, name: str, stands: dict[str, Value], wanted: dict[str, Value]) -> bool:
    """Whether somebody has decided this already: in the file, or by filling a database in the folder."""
    if name in stands:
        return stands[name] != wanted[name]
    return name == "database" and (folder / "rejoinder.db").exists()


def _shown(name: str, stands: dict[str, Value]) -> str:
    """What stands in the file; a database's address may hold a password."""
    if name == "database":
        return "another database" if name in stands else "SQLite in the folder"
    value = stands[name]
    return ", ".join(value) if isinstance(value, tuple) else str(value)
