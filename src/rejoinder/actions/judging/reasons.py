"""The reasons of a verdict as they are stored with it, made when the verdict was made.

They are stored and not computed anew when somebody asks, because the weights will have moved on by then. What is
stored is one flat list as JSON: of each reason its id, its weight in whole ten-thousandths, and where its first spans
begin and how long each is. Sentences are made from the ids (`filter/sentences.py`). Eight reasons take some 200 bytes;
with sentences and names of fields they took 1,000 (`docs/experiments/2026-11-27-reasons.md`).
"""

from __future__ import annotations

import math

import msgspec

from rejoinder.filter import Reason

__all__ = ["decode", "encode"]

_SCALE = 10_000
_MOST_SPANS = 16  # a word that stands in more places is coloured in the first


class _Told(msgspec.Struct):
    """How a reason was stored before, with its sentence, which is left out now."""

    signal: str
    weight: float
    spans: list[tuple[int, int]]


_decoder = msgspec.json.Decoder(list[str | int | _Told])


def encode(reasons: tuple[Reason, ...]) -> str:
    """Reasons as they are stored."""
    flat: list[str | int] = []
    for reason in reasons:
        weight = round(reason.weight * _SCALE) if math.isfinite(reason.weight) else 0
        flat += (_sound(reason.signal), weight)
        for start, end in reason.spans[:_MOST_SPANS]:
            flat += (start, end - start)
    return msgspec.json.encode(flat).decode()


def decode(stored: str) -> tuple[Reason, ...]:
    """Reasons that `encode` wrote, in this way or as it was done before. Raises ValueError on anything else."""
    found: list[Reason] = []
    signal = ""
    numbers: list[int] = []
    for part in _decoder.decode(stored):
        if isinstance(part, _Told):
            found.append(Reason(part.signal, part.weight, tuple(part.spans)))
        elif isinstance(part, str):
            found += _made(signal, numbers)
            signal, numbers = part, []
        else:
            numbers.append(part)
    return (*found, *_made(signal, numbers))


def _made(signal: str, numbers: list[int]) -> list[Reason]:
    """The reason with this id and the numbers behind it; none where nothing has begun yet."""
    if not signal and not numbers:
        return []
    if len(numbers) % 2 == 0:
        raise ValueError("a stored reason has an id, a weight, and two numbers for each place")
    weight, *places = numbers
    spans = zip(places[::2], places[1::2], strict=True)
    return [Reason(signal, weight / _SCALE, tuple([(start, start + size) for start, size in spans]))]


def _sound(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
