"""The reasons of a verdict as they are stored with it, made when the verdict was made.

They are stored and not computed anew when somebody asks, because the weights will have moved on by then. What is
stored is one flat list as JSON: of each reason its id, its weight in whole ten-thousandths, and its first spans, of
each how far it begins behind the one before it (or behind nought) and how long it is. One number alone, -n, is the
spans of the nth reason: signals often stand on the same words. The commonest heads of ids are one letter and "=".
Sentences are made from the ids (`filter/sentences.py`). Eight reasons take some 160 bytes; with sentences and names of
fields they took 1,000 (`docs/experiments/2026-11-27-reasons.md`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import accumulate

import msgspec

from rejoinder.filter import Reason
from rejoinder.filter.signals import SIGNALS

__all__ = ["decode", "encode"]

Spans = tuple[tuple[int, int], ...]

_SCALE = 10_000
_MOST_SPANS = 8  # a word that stands in more places is coloured in the first
# For ever, as they stand in what is stored.
_HEADS = {"signal": "s=", "words": "w=", "letters": "l=", "link-host": "h=", "part": "p="}
_HEADS_OF = {short: head for head, short in _HEADS.items()}
# Signals are stored by their numbers, which are for ever, too.
_NUMBERS = {f"signal:{signal.name}": signal.number for signal in SIGNALS}
_NAMES = {str(number): name for name, number in _NUMBERS.items()}
_AS_IS = "=="  # in front of an id that looks like a short one itself
_NEW = 2  # what stands in front of a list of this kind: lists without a number in front have spans as they are


class _Told(msgspec.Struct):
    """How a reason was stored before, with its sentence, which is left out now."""

    signal: str
    weight: float
    spans: list[tuple[int, int]]


_decoder = msgspec.json.Decoder(list[str | int | _Told])


def encode(reasons: tuple[Reason, ...]) -> str:
    """Reasons as they are stored."""
    flat: list[str | int] = [_NEW]
    known: dict[Spans, int] = {}
    for number, reason in enumerate(reasons, 1):
        weight = round(reason.weight * _SCALE) if math.isfinite(reason.weight) else 0
        spans = reason.spans[:_MOST_SPANS]
        flat += (_short(_sound(reason.signal)), weight)
        if spans and spans in known:
            flat.append(-known[spans])
            continue
        known[spans] = number
        before = 0
        for start, end in spans:
            flat += (start - before, end - start)
            before = start
    return msgspec.json.encode(flat).decode()


def decode(stored: str) -> tuple[Reason, ...]:
    """Reasons that `encode` wrote, in this way or as it was done before. Raises ValueError on anything else."""
    parts = _decoder.decode(stored)
    new = parts[:1] == [_NEW]
    found: list[Reason] = []
    for signal, numbers in _by_signal(parts[new:]):
        if isinstance(signal, _Told):
            found.append(Reason(signal.signal, signal.weight, tuple(signal.spans)))
        elif new:
            found.append(Reason(_long(signal), numbers[0] / _SCALE, _spans(numbers[1:], found)))
        else:
            found.append(Reason(signal, numbers[0] / _SCALE, _pairs(numbers[1:])))
    return tuple(found)


def _by_signal(parts: list[str | int | _Told]) -> Iterator[tuple[str | _Told, list[int]]]:
    """Each id with the numbers behind it, at least one but behind what has its weight in itself."""
    begins = [place for place, part in enumerate(parts) if not isinstance(part, int)]
    if parts and begins[:1] != [0]:
        raise ValueError("stored reasons begin with an id")
    for place, end in zip(begins, [*begins, len(parts)][1:], strict=True):
        signal, numbers = parts[place], [part for part in parts[place + 1 : end] if isinstance(part, int)]
        if isinstance(signal, int) or bool(numbers) == isinstance(signal, _Told):
            raise ValueError("a stored reason has an id and a weight")
        yield signal, numbers


def _spans(numbers: list[int], before: list[Reason]) -> Spans:
    if len(numbers) == 1:
        if not 0 < -numbers[0] <= len(before):
            raise ValueError("a stored reason stands on the words of one before it")
        return before[-numbers[0] - 1].spans
    starts = accumulate(numbers[::2])
    return _pairs([number for pair in zip(starts, numbers[1::2], strict=True) for number in pair])


def _pairs(numbers: list[int]) -> Spans:
    return tuple([(start, start + size) for start, size in zip(numbers[::2], numbers[1::2], strict=True)])


def _short(signal: str) -> str:
    if signal in _NUMBERS:
        return f"n={_NUMBERS[signal]}"
    if signal[1:2] == "=":
        return f"{_AS_IS}{signal}"
    head, colon, tail = signal.partition(":")
    return f"{_HEADS[head]}{tail}" if colon and head in _HEADS else signal


def _long(signal: str) -> str:
    start, rest = signal[:2], signal[2:]
    if start == "n=":
        return _NAMES.get(rest, f"signal:{rest}")
    if start == _AS_IS:
        return rest
    return f"{_HEADS_OF[start]}:{rest}" if start in _HEADS_OF else signal


def _sound(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
