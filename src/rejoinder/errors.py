"""Every error that Rejoinder raises on purpose, in one tree.

    RejoinderError
    ├── BadInput           the sender can mend it: 400
    │   ├── WrongMethod    not what this address takes: 405
    │   ├── TooSlow        the rest did not come in time: 408
    │   ├── TooLarge       over a stated limit; refused, never cut: 413
    │   │   ├── TooFar     … the address: 414
    │   │   └── TooHeavy   … the headers: 431
    │   └── WrongType      a content type this address does not take: 415
    ├── NotSignedIn        no session, or it has ended: 401
    ├── Refused            known who asks, not allowed: 403
    ├── NotFound           no such site, page, comment: 404
    ├── Conflict           somebody else was faster, or the status does not allow it: 409
    ├── TooMany            too often; wait `retry_after` seconds: 429
    ├── Unavailable        a part of ours fails; try again later: 503
    ├── Unreachable        another server that we ask does not answer: 502
    ├── Fault              something of ours is wrong; the log says what: 500
    ├── Damaged            a file or a stored value is not what was written
    └── SettingError       the installation's settings do not make sense

Each carries a `code` that programs may compare, a sentence for people, and what to do about it. Only `web` turns them
into HTTP statuses and only `cli` into exit codes; both read `status` from here so that there is one table, not two.
"""

from __future__ import annotations

from typing import ClassVar

__all__ = [
    "BadInput",
    "Conflict",
    "Damaged",
    "Fault",
    "NotFound",
    "NotSignedIn",
    "Refused",
    "RejoinderError",
    "SettingError",
    "TooFar",
    "TooHeavy",
    "TooLarge",
    "TooMany",
    "TooSlow",
    "Unavailable",
    "Unreachable",
    "WrongMethod",
    "WrongType",
]


class RejoinderError(Exception):
    """The base of all; never raised itself.

    `sentence` says what is wrong in plain words, `remedy` what the reader of the sentence can do.
    """

    status: ClassVar[int] = 500

    def __init__(self, code: str, sentence: str, remedy: str = "") -> None:
        super().__init__(f"{sentence} {remedy}".strip())
        self.code = code
        self.sentence = sentence
        self.remedy = remedy

    def __reduce__(self) -> tuple[object, ...]:
        # An exception is made anew from `args`, which is the whole message: it would not come out of another process.
        return type(self), (self.code, self.sentence, self.remedy)


class BadInput(RejoinderError):
    """What was sent cannot be taken as it is; the sender can mend it."""

    status = 400


class WrongMethod(BadInput):
    """The address does not take this method."""

    status = 405


class TooSlow(BadInput):
    """The rest of the request did not come in time."""

    status = 408


class TooLarge(BadInput):
    """Over a stated limit. Nothing is cut, because cut text is not what its author wrote."""

    status = 413


class TooFar(TooLarge):
    """The address of the request is over its limit."""

    status = 414


class TooHeavy(TooLarge):
    """The headers are over their limit."""

    status = 431


class WrongType(BadInput):
    """The content type is not one that this address takes."""

    status = 415


class NotSignedIn(RejoinderError):
    """There is no session, or it has ended."""

    status = 401


class Refused(RejoinderError):
    """The one who asks is known, or need not be, and may not do this."""

    status = 403


class NotFound(RejoinderError):
    """There is no such thing, or none that the asker may know of."""

    status = 404


class Conflict(RejoinderError):
    """The state of things does not allow it, mostly because somebody else was faster."""

    status = 409


class TooMany(RejoinderError):
    """The sender asks too often. It may ask again after `retry_after` seconds."""

    status = 429

    def __init__(self, code: str, sentence: str, remedy: str, retry_after: int) -> None:
        super().__init__(code, sentence, remedy)
        self.retry_after = retry_after

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.code, self.sentence, self.remedy, self.retry_after)


class Unavailable(RejoinderError):
    """A part of ours fails. Nothing was stored; the sender may try again after `retry_after` seconds."""

    status = 503
    retry_after: ClassVar[int] = 10


class Unreachable(RejoinderError):
    """Another server that we asked gave no answer. Whoever needed it does without, or tries again."""

    status = 502


class Fault(RejoinderError):
    """Something of ours is wrong. What it is stands in the log, and never in an answer."""


class Damaged(RejoinderError):
    """A file or stored value is not what was written. It must not be used."""


class SettingError(RejoinderError):
    """The installation's settings do not make sense; the program does not start."""
