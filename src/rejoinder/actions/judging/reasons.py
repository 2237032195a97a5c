"""The reasons of a verdict as they are stored with it: JSON, made when the verdict was made.

They are stored and not computed anew when somebody asks, because the weights will have moved on by then.
"""

from __future__ import annotations

import msgspec

from rejoinder.filter import Reason

__all__ = ["decode", "encode"]


class _Stored(msgspec.Struct):
    signal: str
    weight: float
    text: str
    spans: list[tuple[int, int]]


_decoder = msgspec.json.Decoder(list[_Stored])


def encode(reasons: tuple[Reason, ...]) -> str:
    """Reasons as JSON."""
    rows = [
        _Stored(_sound(reason.signal), round(reason.weight, 4), _sound(reason.text), list(reason.spans))
        for reason in reasons
    ]
    return msgspec.json.encode(rows).decode()


def decode(stored: str) -> tuple[Reason, ...]:
    """Reasons from JSON that `encode` wrote."""
    return tuple(
        Reason(row.signal, row.weight, row.text, tuple((start, end) for start, end in row.spans))
        for row in _decoder.decode(stored)
    )


def _sound(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
