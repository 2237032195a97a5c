"""Which of our languages a browser asks for: the header Accept-Language (RFC 9110, 12.5.4)."""

from __future__ import annotations

import re

from rejoinder.locale.speech import Speech, nearest, speak

__all__ = ["choose"]

_MOST = 20  # ranges that are looked at; browsers send as many as their owner has chosen, rarely five
_RANGE = re.compile(r"\s*([A-Za-z0-9_*-]{1,35})\s*(?:;\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?", re.IGNORECASE)


def choose(header: str, default: str = "en") -> Speech:
    """The language that is liked best among those we speak; `default` where there is none, or any will do ("*")."""
    for tag in _wanted(header):
        speech = speak(default) if tag == "*" else nearest(tag)
        if speech:
            return speech
    return speak(default)


def _wanted(header: str) -> list[str]:
    """The tags, the best liked first and those as much liked in their order; what is no range is passed over."""
    ranges = filter(None, map(_RANGE.fullmatch, header.split(",", _MOST)[:_MOST]))
    weights = [(float(found[2] or 1), found[1]) for found in ranges]
    return [tag for weight, tag in sorted(weights, key=lambda one: -one[0]) if weight]
