"""The settings of an installation: one table, read once at start by `cli` and handed down as values.

They come from `rejoinder.toml` in the data folder and from the environment (`REJOINDER_` and the name in capitals),
which wins. docs/settings.md lists them; a test compares the two.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeAlias

from rejoinder.errors import BadInput, SettingError
from rejoinder.text.addresses import read_network
from rejoinder.text.urls import site_address

__all__ = ["FILE", "Settings", "load_settings", "read_settings", "variable"]

FILE = "rejoinder.toml"
_PREFIX = "REJOINDER_"
# A number that is no address ("10.0.0.0/8" without its slash, 127.1) must not pass as the name of a host.
_NAME = re.compile(r"(?=.{1,253}$)(?!.*\.?[0-9]+$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9-]{1,63})*")


Value: TypeAlias = str | int | bool | tuple[str, ...]


def _setting(default: Value, told: str, kind: str = "text") -> Any:
    return field(default=default, metadata={"help": told, "kind": kind})


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default, its help, and the kind that says how it is read (`_READERS`)."""

    base_url: str = _setting(
        "", "Where readers reach this server, as in https://comments.example.org. Links use it.", "base_url"
    )
    contact: str = _setting("", "How readers reach whoever answers for their data; shown on the data page.")
    database: str = _setting("", "Where everything is stored: postgresql://…, or SQLite in the data folder when empty.")
    trusted_proxies: tuple[str, ...] = _setting(
        (),
        'Addresses and networks of web servers in front, which say who their clients are; "unix" for a socket.',
        "proxies",
    )
    outgoing_allowed: tuple[str, ...] = _setting(
        (),
        "Private hosts, addresses and networks that this server may connect to; otherwise only public ones.",
        "hosts",
    )
    metrics_token: str = _setting("", "What a monitor sends to read /metrics; without one nobody may read it.", "token")
    log_format: str = _setting("text", "How the log is written: text, or json for an object a line.", "format")
    access_log: bool = _setting(
        default=False, told="Whether the log has a line for each request: route, status and time.", kind="flag"
    )
    posts_per_hour: int = _setting(
        120, "Comments that one address may send at once, and again within each hour; 0: any.", "number"
    )
    votes_per_hour: int = _setting(
        100, "Votes from one browser, and five times as many from one address; 0: any.", "number"
    )
    reports_per_hour: int = _setting(30, "Reports of comments from one address; 0: any.", "number")
    wrong_sign_ins_per_hour: int = _setting(
        30, "Wrong passwords from one address, and ten times as many for one name; 0: any.", "number"
    )
    calls_per_minute: int = _setting(60_000, "Calls that an Akismet client may make with one key; 0: any.", "number")
    address_days: int = _setting(30, "Days until IP address, browser and referring page are forgotten.", "days")
    check_days: int = _setting(90, "Days until what Akismet clients sent is deleted.", "days")
    hidden_days: int = _setting(90, "Days until spam and rejected comments are deleted.", "days")
    label_days: int = _setting(730, "Days until the filter forgets a label.", "days")
    audit_days: int = _setting(730, "Days until lines of the audit trail are deleted.", "days")
    outbox_days: int = _setting(7, "Days until undelivered messages are dropped.", "days")
    session_days: int = _setting(14, "Days until an unused session is deleted.", "days")
    posted_days: int = _setting(1, "Days in which a post that is sent twice with one key is answered once.", "days")
    vote_days: int = _setting(30, "Days until it is forgotten who voted for what; the sums stay.", "days")
    report_days: int = _setting(180, "Days until what readers reported is deleted.", "days")
    reader_days: int = _setting(365, "Days until a reader's own key is forgotten, from its last use.", "days")


def variable(name: str) -> str:
    """What the setting of this name is called in the environment."""
    return _PREFIX + name.upper()


def load_settings(folder: Path, environment: Mapping[str, str]) -> Settings:
    """The settings of the installation in `folder`. Raises `SettingError`, which names the setting, for a wrong one."""
    path = folder / FILE
    try:
        text = path.read_text("utf-8") if path.exists() else ""
    except UnicodeDecodeError as error:
        raise SettingError("settings_unreadable", f"{FILE} is not valid UTF-8: {error}.", "Correct it.") from None
    return read_settings(text, environment)


def read_settings(text: str, environment: Mapping[str, str]) -> Settings:
    """The settings that a file with this text makes. Raises `SettingError` as `load_settings` does."""
    try:
        told: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingError("settings_unreadable", f"{FILE} is not valid TOML: {error}.", "Correct it.") from None
    known = {one.name: one for one in fields(Settings)}
    for name in told:
        if name not in known:
            near = get_close_matches(name, known, 1)
            remedy = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(known)}."
            raise SettingError("unknown_setting", f"{FILE} has an unknown setting: {name}.", remedy)
    for name in known:
        if variable(name) in environment:
            told[name] = environment[variable(name)]
    values: dict[str, Any] = {name: _READERS[known[name].metadata["kind"]](name, given) for name, given in told.items()}
    return Settings(**values)


def _text(name: str, given: object) -> str:
    if not isinstance(given, str):
        raise SettingError("bad_setting", f"{name} must be a text.", "Put it in quotation marks.")
    return given


def _base_url(name: str, given: object) -> str:
    text = _text(name, given)
    try:
        return site_address(text) if text else ""
    except BadInput as error:
        raise SettingError("bad_setting", f"base_url: {error.sentence}", error.remedy) from None


def _proxies(name: str, given: object) -> tuple[str, ...]:
    found = _list(name, given)
    for one in found:
        if one != "unix" and read_network(one) is None:
            raise SettingError(
                "bad_setting", f"{name}: {one!r} is no address and no network.", "As in 127.0.0.1 or 10.0.0.0/8."
            )
    return found


def _hosts(name: str, given: object) -> tuple[str, ...]:
    """Names without scheme, port and path, addresses, and networks."""
    found = _list(name, given)
    for one in found:
        if read_network(one) is None and not _NAME.fullmatch(one):
            raise SettingError(
                "bad_setting", f"{name}: {one!r} is no host and no network.", "As in blog.lan, 127.0.0.1 or 10.0.0.0/8."
            )
    return found


def _list(name: str, given: object) -> tuple[str, ...]:
    """A list in the file, words with commas between them in the environment."""
    listed = [one.strip() for one in given.split(",")] if isinstance(given, str) else given
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        raise SettingError("bad_setting", f"{name} must be a list of texts.", 'As in ["127.0.0.1", "10.0.0.0/8"].')
    return tuple(one for one in listed if one)


def _number(name: str, given: object) -> int:
    text = str(given)
    if isinstance(given, bool) or not (text.isascii() and text.isdigit() and len(text) <= 7):
        raise SettingError("bad_setting", f"{name} must be a number from 0 to 9,999,999.", f"It is {text!r} now.")
    return int(text)


def _days(name: str, given: object) -> int:
    text = str(given)
    if isinstance(given, bool) or not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= 36_500):
        raise SettingError("bad_setting", f"{name} must be a number of days, at least 1.", f"It is {text!r} now.")
    return int(text)


def _flag(name: str, given: object) -> bool:
    """True or false in the file, words in the environment."""
    found = _FLAGS.get(str(given).lower())
    if found is None:
        raise SettingError("bad_setting", f"{name} must be true or false.", f"It is {str(given)!r} now.")
    return found


def _format(name: str, given: object) -> str:
    if given not in _FORMATS:
        raise SettingError(
            "bad_setting", f"{name} must be one of: {', '.join(_FORMATS)}.", f"It is {str(given)!r} now."
        )
    return str(given)


def _token(name: str, given: object) -> str:
    """Empty, or long enough that nobody guesses it. It is never repeated: a wrong one may be most of a right one."""
    if not isinstance(given, str) or (given and not _TOKEN.fullmatch(given)):
        raise SettingError(
            "bad_setting",
            f"{name} must be 16 to 200 visible ASCII characters, without blanks.",
            "Make one with: openssl rand -hex 24.",
        )
    return given


_FLAGS = {"true": True, "false": False, "1": True, "0": False, "on": True, "off": False, "yes": True, "no": False}
_FORMATS = ("text", "json")
_TOKEN = re.compile("[!-~]{16,200}")
_READERS: dict[str, Callable[[str, object], Value]] = {
    "base_url": _base_url,
    "days": _days,
    "flag": _flag,
    "format": _format,
    "hosts": _hosts,
    "number": _number,
    "proxies": _proxies,
    "text": _text,
    "token": _token,
}
