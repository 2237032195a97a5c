"""How a form was filled in, as a few signs: what robots do otherwise than people.

Two kinds. A *honeypot* is a field that people do not see, so whoever fills it in is a robot, or a browser that fills in
everything; it holds nothing of a person and is always looked at. *Typing and mouse* are what the WordPress plugin's
script counts while somebody writes; that is behaviour of a person, and is read only where the owner of a site has
switched it on. What is read, and nothing else, stands in `TYPING`; of each field a rough number is kept and not the
field. `privacy/data_map.py` has a line for each sign, and a test compares the two.
"""

from __future__ import annotations

from collections.abc import Callable
from statistics import fmean, pstdev

from rejoinder.web.akismet.forms import Form

__all__ = ["TYPING", "signs"]

_LONGEST = 15  # digits; a time in milliseconds has thirteen
_READ = 4_000  # characters of a list
_STEADY = 0.1  # how much the pauses between keys vary, against their mean; people's vary by a half and more


def signs(form: Form, *, typing: bool) -> tuple[str, ...]:
    """The signs, in a fixed order: names, or names and rough numbers ("keys:6")."""
    found = ["honeypot"] if _honeypot(form) else []
    if typing:
        values = {name: read(form) for name, read in TYPING.items()}
        found += [f"{name}:{value}" for name, value in values.items() if value]
    return tuple(found)


def _honeypot(form: Form) -> bool:
    named = form.text("honeypot_field_name").strip()
    traps = [named, f"POST_{named}"] if named else []
    return any(form.text(name).strip() for name in (*traps, "hidden_honeypot_field", "POST_ak_hp_textarea"))


def _rough(number: int) -> str:
    """A number by its binary digits, so that 40 keys and 60 are the same."""
    return str(min(number, 1_023).bit_length())


def _number(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST else None


def _count(*names: str) -> Callable[[Form], str]:
    """Reads fields that hold counts, which add up."""

    def read(form: Form) -> str:
        counts = [number for number in (_number(form.text(name)) for name in names) if number is not None]
        return _rough(sum(counts)) if counts else ""

    return read


def _items(name: str) -> Callable[[Form], str]:
    """Reads a field that holds a list, of which the length counts."""

    def read(form: Form) -> str:
        given = form.text(name)[:_READ]
        return _rough(sum(1 for item in given.split(";") if item.strip())) if form.has(name) else ""

    return read


def _script(form: Form) -> str:
    """Whether the script ran: it writes a time, where the page has a small number."""
    number = _number(form.text("POST_ak_js"))
    return "" if number is None else "ran" if number > 1_000_000 else "did-not-run"


def _seconds(form: Form) -> str:
    began, ended = _number(form.text("POST_ak_bib")), _number(form.text("POST_ak_bfs"))
    return _rough((ended - began) // 1_000) if began is not None and ended is not None and ended >= began else ""


def _rhythm(form: Form) -> str:
    """Whether the pauses between keys, the second number of each pair, are all alike."""
    pairs = (item.partition(",")[2] for item in form.text("POST_ak_bkp")[:_READ].split(";"))
    pauses = [number for number in map(_number, pairs) if number is not None]
    if len(pauses) < 5 or not (mean := fmean(pauses)):
        return ""
    return "steady" if pstdev(pauses) < _STEADY * mean else "uneven"


TYPING: dict[str, Callable[[Form], str]] = {
    "script": _script,
    "seconds": _seconds,
    "keys": _count("POST_ak_bkpc"),
    "rhythm": _rhythm,
    "corrections": _items("POST_ak_bck"),
    "modifiers": _items("POST_ak_bmk"),
    "mouse": _count("POST_ak_bmmc"),
    "clicks": _count("POST_ak_bmcc"),
    "touches": _count("POST_ak_btmc", "POST_ak_btec"),
    "scrolls": _count("POST_ak_bsc"),
}
