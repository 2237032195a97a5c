"""The hostile strings that the rounds throw at the server, and what can be made of them.

`tests/data/attacks.jsonl` has 250 of them, an object a line: an id, the field it is meant for, and the payload. Another
file of the same form, with longer ones and with other fields, is named by the variable REJOINDER_ATTACKS.
"""

from __future__ import annotations

import json
import os
import random
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes, urlencode

from soak.oddities import oddities

__all__ = ["Attack", "load_attacks", "load_texts", "mutate"]

_OURS = Path(__file__).parents[1] / "tests" / "data" / "attacks.jsonl"
_LONGEST = 2_000_000  # bytes; the largest body that any route takes is half of it
_LONGEST_MADE = 200_000  # what grows in a mutation stays below, or the sender would be the slower one

# What is inserted into others: ends of lines and strings, characters that disappear, turn round or become several.
_SPLINTERS = oddities("splinters")


@dataclass(frozen=True, slots=True)
class Attack:
    """One line of the file. `field` is where it is meant to go: a field's name, `header:NAME`, `raw_request`."""

    id: str
    field: str
    payload: bytes


def load_attacks() -> tuple[Attack, ...]:
    """All lines of the file that REJOINDER_ATTACKS names, or of our own."""
    return tuple(Attack(line["id"], line["field"], _payload(line["payload"])[:_LONGEST]) for line in _lines())


def load_texts() -> list[str]:
    """The same as a reader could type them into any field, each once: bytes as UTF-8 with what can be made of them.

    Of a form it is what stands in its fields, a line each; whatever field a string is meant for, it is one.
    """
    texts = [_text(line["payload"]) for line in _lines()]
    return [*dict.fromkeys(text[:_LONGEST_MADE] for text in texts if text.strip())]


def _lines() -> list[dict[str, Any]]:
    path = Path(os.environ.get("REJOINDER_ATTACKS") or _OURS)
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _text(told: Any) -> str:
    if not isinstance(told, str) and "form" in told:
        return "\n".join(value for _, value in told["form"])
    return _payload(told).decode("utf-8", "replace") if not isinstance(told, str) else told


def _payload(told: Any) -> bytes:
    """A payload is a text, bytes, something many times, a form, or a description of several steps."""
    if isinstance(told, str):
        return told.encode("utf-8", "surrogatepass")
    if "b64" in told:
        return b64decode(told["b64"])
    if "rep" in told:
        return f"{told['pre']}{told['rep'] * told['n']}{told['suf']}".encode("utf-8", "surrogatepass")
    if "form" in told:
        return urlencode([tuple(pair) for pair in told["form"]], errors="surrogatepass").encode()
    return json.dumps(told).encode()


def mutate(dice: random.Random, payload: bytes, other: bytes) -> bytes:
    """One to three changes to a payload; `other` is one that parts may be taken from."""
    for _ in range(dice.choice((1, 1, 2, 3))):
        payload = dice.choice(_MUTATIONS)(dice, payload, other[:_LONGEST_MADE])[:_LONGEST]
    return payload


def _truncate(dice: random.Random, payload: bytes, _other: bytes) -> bytes:
    return payload[: dice.randrange(len(payload) + 1)]


def _repeat(dice: random.Random, payload: bytes, _other: bytes) -> bytes:
    return (payload * dice.choice((2, 3, 10, 100)))[: max(_LONGEST_MADE, len(payload))]


def _flip(dice: random.Random, payload: bytes, _other: bytes) -> bytes:
    changed = bytearray(payload)
    for _ in range(dice.randint(1, 8) if payload else 0):
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def _case(dice: random.Random, payload: bytes, _other: bytes) -> bytes:
    return dice.choice((payload.upper, payload.lower, payload.swapcase))()


def _encode(dice: random.Random, payload: bytes, _other: bytes) -> bytes:
    """Percent-encoded once more than anybody decodes, or as the entities of a page."""
    if dice.random() < 0.5:
        return quote_from_bytes(payload[:_LONGEST_MADE], safe="").encode()
    return b"".join(b"&#%d;" % byte for byte in payload[: _LONGEST_MADE // 6])


def _splice(dice: random.Random, payload: bytes, other: bytes) -> bytes:
    return payload[: dice.randrange(len(payload) + 1)] + other[dice.randrange(len(other) + 1) :]


def _insert(dice: random.Random, payload: bytes, _other: bytes) -> bytes:
    where, piece = dice.randrange(len(payload) + 1), dice.choice(_SPLINTERS)
    return payload[:where] + piece + payload[where:]


def _recode(dice: random.Random, payload: bytes, _other: bytes) -> bytes:
    """As somebody sends it who knows only other encodings than ours."""
    text = payload[:_LONGEST_MADE].decode("utf-8", "replace")
    return text.encode(dice.choice(("utf-16", "utf-16-be", "utf-7", "cp1252", "shift_jis", "utf-8-sig")), "replace")


_MUTATIONS: tuple[Callable[[random.Random, bytes, bytes], bytes], ...] = (
    *(_truncate, _repeat, _flip, _flip, _case, _encode, _splice, _splice, _insert, _insert, _insert, _recode),
)
