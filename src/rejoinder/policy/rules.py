"""What an owner lets readers do, on a site, under a path of it (a section), or on one page; pure.

One table says it all: the fields of `Rules` with their defaults. A wider scope is overruled by a narrower one, field by
field, so that a section says only in what it differs (`resolve`). `read_rules` is the door for what owners type.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

from rejoinder.comment import Order
from rejoinder.errors import BadInput

__all__ = [
    "DEFAULTS",
    "Ask",
    "Held",
    "Hold",
    "Rules",
    "Votes",
    "held_for",
    "page_scope",
    "read_rules",
    "resolve",
    "unknown_rule",
]

Partial = Mapping[str, Any]


class Hold(StrEnum):
    """Whose comments wait for a moderator, whatever the filter says."""

    NOBODY = "nobody"  # post-moderation: the filter decides, and holds what it doubts
    NEWCOMERS = "newcomers"  # until `newcomer_comments` of somebody are published
    EVERYBODY = "everybody"  # pre-moderation


class Ask(StrEnum):
    """What the form asks of a reader's name or e-mail address."""

    NO = "no"
    OPTIONAL = "optional"
    REQUIRED = "required"


class Votes(StrEnum):
    """Which votes readers have."""

    NONE = "none"
    UP = "up"
    BOTH = "both"


class Held(StrEnum):
    """Why a comment waits, kept with it, so that "why is my comment waiting?" has an answer."""

    DOUBT = "doubt"  # the filter was not sure
    FAULT = "fault"  # the filter could not judge it
    NEWCOMER = "newcomer"
    LINKS = "links"
    EVERYBODY = "everybody"
    WRITER = "writer"  # a moderator has this writer's comments wait


def _told(told: str, most: int = 0) -> dict[str, Any]:
    return {"help": told, "most": most}


@dataclass(frozen=True, slots=True)
class Rules:
    """Every rule with its default and its help. Numbers and texts have the most that they may be in `most`."""

    hold: Hold = field(
        default=Hold.NOBODY, metadata=_told("Whose comments wait for a moderator: nobody, newcomers, or everybody.")
    )
    newcomer_comments: int = field(default=1, metadata=_told("How many published comments make a reader known.", 100))
    hold_links: bool = field(default=False, metadata=_told("Whether comments with links wait for a moderator."))
    name: Ask = field(default=Ask.OPTIONAL, metadata=_told("Whether readers give a name: no, optional, or required."))
    email: Ask = field(
        default=Ask.OPTIONAL,
        metadata=_told("Whether readers give an e-mail address, never published: no, optional, required."),
    )
    website: Ask = field(
        default=Ask.OPTIONAL, metadata=_told("Whether readers give a website: no, optional, or required.")
    )
    votes: Votes = field(default=Votes.UP, metadata=_told("Which votes readers have: none, up, or both."))
    order: Order = field(default=Order.OLDEST, metadata=_told("Which comments come first: oldest, newest, or best."))
    edit_minutes: int = field(
        default=15, metadata=_told("Minutes in which writers may change and delete a comment; 0: never.", 43_200)
    )
    close_after_days: int = field(
        default=0, metadata=_told("Days after its first comment until a page is closed; 0: never.", 36_500)
    )
    closed: bool = field(default=False, metadata=_told("Whether no more comments are taken."))
    notice: str = field(
        default="", metadata=_told("A line that stands where the form was, when comments are closed.", 300)
    )
    guidelines: str = field(default="", metadata=_told("A line above the form: what is welcome here.", 300))
    guidelines_url: str = field(default="", metadata=_told("Where the guidelines stand in full.", 500))
    language: str = field(
        default="", metadata=_told("The language of the thread where the page does not say its own, as in de.", 35)
    )


DEFAULTS = Rules()
_FIELDS = {one.name: one for one in fields(Rules)}
_SWITCH = {"yes": True, "true": True, "1": True, "on": True, "no": False, "false": False, "0": False, "off": False}


def resolve(partials: Iterable[Partial]) -> Rules:
    """The rules that hold where all of these were said, the widest scope first."""
    said: dict[str, Any] = {}
    for partial in partials:
        said |= partial
    return Rules(**{name: _kept(name, value) for name, value in said.items() if name in _FIELDS})


def read_rules(said: Mapping[str, str]) -> dict[str, Any]:
    """What an owner typed, as values to keep. Raises `BadInput`, which names the rule, for what is none."""
    return {name: _read(name, value.strip()) for name, value in said.items()}


def unknown_rule(name: str) -> BadInput:
    """The error for a rule that there is not, with what may have been meant."""
    close = get_close_matches(name.lower().replace("-", "_"), _FIELDS, n=1)
    meant = f"Did you mean “{close[0]}”? " if close else ""
    return BadInput("unknown_rule", f"There is no rule “{name[:40]}”.", f"{meant}There are: {', '.join(_FIELDS)}.")


def page_scope(page_id: int) -> str:
    """The scope of one page's own rules."""
    return f"page {page_id}"


def _read(name: str, value: str) -> Any:
    known = _FIELDS.get(name)
    if known is None:
        raise unknown_rule(name)
    default, most = known.default, known.metadata["most"]
    if isinstance(default, bool):
        if value.lower() not in _SWITCH:
            raise _bad(name, "yes or no")
        return _SWITCH[value.lower()]
    if isinstance(default, int):
        if not (value.isascii() and value.isdigit() and len(value) < 8 and int(value) <= most):
            raise _bad(name, f"a whole number up to {most:,}")
        return int(value)
    if isinstance(default, StrEnum):
        if value not in [*type(default)]:
            raise _bad(name, f"one of: {', '.join(type(default))}")
        return value
    return _text(name, value, most)


def _text(name: str, value: str, most: int) -> str:
    if len(value) > most or any(ord(character) < 32 for character in value):
        raise _bad(name, f"one line of at most {most} characters")
    if name == "guidelines_url" and value and not value.startswith(("https://", "http://")):
        raise _bad(name, "an address that begins with https://")
    return value


def _kept(name: str, value: Any) -> Any:
    """A kept value in the type of its rule; what a later release has kept otherwise is as if nobody had said it."""
    default = _FIELDS[name].default
    if isinstance(default, StrEnum):
        return type(default)(value) if value in [*type(default)] else default
    return value if type(value) is type(default) else default


def _bad(name: str, wanted: str) -> BadInput:
    return BadInput("bad_rule", f"The rule “{name}” must be {wanted}.", "Correct it; the others stay as they are.")


def held_for(rules: Rules, *, published: int, standing: str, linked: bool) -> Held | None:
    """Why a comment waits for a moderator whatever the filter says, or None.

    `published` is how many comments of the holder of this reader's key are published; `standing` is what a moderator
    has said of that reader ("hold" or "trust"), `linked` whether there is a link in it.
    """
    if standing == "trust":
        return None
    if standing == "hold":
        return Held.WRITER
    if rules.hold is Hold.EVERYBODY:
        return Held.EVERYBODY
    if rules.hold is Hold.NEWCOMERS and published < rules.newcomer_comments:
        return Held.NEWCOMER
    return Held.LINKS if rules.hold_links and linked else None
