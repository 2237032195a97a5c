"""What is said of a stored column: whose data it is, what for, on what legal basis, who sees it, how long it stays."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Basis", "Entry", "Kept", "Subject"]


class Subject(StrEnum):
    """Whose data it is."""

    READER = "reader"  # somebody who comments here, or on another site that asks our filter
    MODERATOR = "moderator"
    NOBODY = "nobody"  # numbers and settings of the installation itself


class Basis(StrEnum):
    """Why the law allows it to be stored."""

    PUBLISH = "you asked us to publish it (GDPR, Article 6(1)(b))"
    PROTECT = "our interest in keeping spam and abuse out (GDPR, Article 6(1)(f))"
    ACCOUNT = "our interest in knowing who moderates (GDPR, Article 6(1)(f))"
    NONE = "it is not about a person"


@dataclass(frozen=True, slots=True)
class Kept:
    """How long. `rule` names a number of days in `privacy/retention.py`, `words` says it with `{days}` filled in."""

    words: str
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One column."""

    table: str
    column: str
    what: str
    purpose: str
    basis: Basis
    seen_by: str
    kept: Kept
    subject: Subject
