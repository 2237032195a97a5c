"""Makes hostile requests, each from nothing but a seed and its number, so that any of them can be made again.

A request begins as an honest one to one of the server's addresses (`soak/doors.py`) and is spoilt in one of the ways
that the table at the end names. The server's own keys, tokens and numbers differ from run to run; all else is the same.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from soak.attacks import Attack, load_attacks, mutate
from soak.doors import FORM, JSON, Door, Draft, Known, doors, draft_of, rendered
from soak.journal import PAGE, SITE
from soak.oddities import oddities

__all__ = ["KINDS", "Forge", "Hostile"]

# To whom it goes, of ten; a sign-in costs a tenth of a second of work by intention, so there are few.
_ROOMS = ("1.1",) * 4 + ("page",) * 4 + ("desk",) * 2
_SIGN_IN = 0.2
_LONG_HEAD = 16_000  # bytes
_LONGEST_AHEAD = 300_000  # the same, of all that is sent ahead, or the sender would be the slower one

# Where a payload goes that is meant for a field of this name.
_ALIASES = {
    "comment_content": ("text",),
    "comment_author": ("author", "name"),
    "comment_author_email": ("email",),
    "comment_author_url": ("website",),
    "permalink": ("url",),
    "fetch_url": ("url", "website", "permalink"),
    "page_title": ("title",),
    "username": ("name", "author"),
    "login": ("name",),
    "site_id": ("site", "blog"),
}

_METHODS = oddities("methods")
_PATHS = oddities("paths")
_QUERIES = oddities("queries")
_HEADERS = tuple((name, value.lstrip()) for name, _, value in (line.partition(b":") for line in oddities("headers")))
_BODIES = oddities("bodies")  # that JSON is to be read from


@dataclass(frozen=True, slots=True)
class Hostile:
    """A request. `whole`: it begins and ends where an honest one would, so that one answer must come."""

    number: int
    kind: str
    door: Door
    attack: str  # the id of the line that it was made with
    method: bytes
    sent: bytes
    whole: bool


class Forge:
    """Makes the requests of one seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._attacks = load_attacks()
        self._rooms = {room: [door for door in doors() if door.room == room] for room in _ROOMS}

    def make(self, number: int, known: Known) -> Hostile:
        """The request of this number."""
        dice = random.Random(f"{self.seed}/{number}")
        # Every line has its turn, and none always the same kind.
        attack = self._attacks[number % len(self._attacks)]
        kind = dice.choice(tuple(KINDS))
        draft = draft_of(dice, self._door(dice), known)
        draft = KINDS[kind](dice, draft, self._keyed(attack, known), self._attacks)
        sent = rendered(dice, draft)
        # A long head is refused while it is still being sent, and whoever goes on sending may lose the answer.
        whole = draft.whole and 0 < sent.find(b"\r\n\r\n") < _LONG_HEAD
        return Hostile(number, kind, draft.door, attack.id, draft.method, sent, whole)

    def _door(self, dice: random.Random) -> Door:
        door = dice.choice(self._rooms[dice.choice(_ROOMS)])
        if (door.method, door.path) == ("POST", "/desk/sign-in") and dice.random() > _SIGN_IN:
            return self._door(dice)
        return door

    def _keyed(self, attack: Attack, known: Known) -> Attack:
        """In the file the letter K stands for a key that is good."""
        return replace(attack, payload=attack.payload.replace(b"api_key=K&", f"api_key={known.key}&".encode()))


_Kind: TypeAlias = Callable[[random.Random, Draft, Attack, tuple[Attack, ...]], Draft]


def _as_it_is(dice: random.Random, draft: Draft, attack: Attack, _others: tuple[Attack, ...]) -> Draft:
    return _put(dice, draft, attack.field, attack.payload)


def _mutated(dice: random.Random, draft: Draft, attack: Attack, others: tuple[Attack, ...]) -> Draft:
    return _put(dice, draft, attack.field, mutate(dice, attack.payload, dice.choice(others).payload))


def _put(dice: random.Random, draft: Draft, place: str, payload: bytes) -> Draft:
    """Into the place that the line names, whatever the request was about to be."""
    kind, _, name = place.partition(":")
    put = _PLACES.get(kind)
    return put(dice, draft, name, payload) if put else _in_field(dice, draft, place, payload)


def _place_header(_dice: random.Random, draft: Draft, name: str, payload: bytes) -> Draft:
    return _with_header(draft, name.encode(), payload)


def _place_cookie(_dice: random.Random, draft: Draft, _name: str, payload: bytes) -> Draft:
    return _with_header(draft, b"Cookie", b"rejoinder-desk=" + payload)


def _place_raw(_dice: random.Random, draft: Draft, _name: str, payload: bytes) -> Draft:
    return replace(draft, raw=payload or b"\n", whole=False)


def _place_json(_dice: random.Random, draft: Draft, _name: str, payload: bytes) -> Draft:
    return _body_to(draft, "/api/v1/comments", JSON, payload)


def _place_form(dice: random.Random, draft: Draft, _name: str, payload: bytes) -> Draft:
    return _body_to(draft, dice.choice(("/1.1/comment-check", "/1.1/submit-ham", "/thread")), FORM, payload)


def _place_address(_dice: random.Random, draft: Draft, _name: str, payload: bytes) -> Draft:
    method, _, path = payload.partition(b" ")
    return replace(draft, method=method, path=path, whole=False)


_PLACES = {
    "header": _place_header,
    "cookie": _place_cookie,
    "raw_request": _place_raw,
    "json_body": _place_json,
    "raw body": _place_form,
    "POST /1.1/comment-check": _place_form,
    "request": _place_address,
    "route": _place_address,
}


def _in_field(dice: random.Random, draft: Draft, place: str, payload: bytes) -> Draft:
    wanted = {place, *_ALIASES.get(place, ())}
    fitting = [name for name, _ in draft.values if name in wanted] or [name for name, _ in draft.values]
    if not fitting:
        return replace(draft, values=[(place, payload)])
    chosen = dice.choice(fitting)
    return replace(draft, values=[(name, payload if name == chosen else value) for name, value in draft.values])


def _with_header(draft: Draft, name: bytes, value: bytes) -> Draft:
    others = [header for header in draft.headers if header[0] != name]
    return replace(draft, headers=[*others, (name, value)], whole=False)


def _body_to(draft: Draft, path: str, type_: str, body: bytes) -> Draft:
    door = next(door for door in doors() if door.path == path and door.method == "POST")
    headers = [header for header in draft.headers if header[0] != b"Content-Type"]
    headers.append((b"Content-Type", type_.encode()))
    return replace(draft, door=door, method=b"POST", path=path.encode(), headers=headers, body=body)


def _fields(dice: random.Random, draft: Draft, attack: Attack, others: tuple[Attack, ...]) -> Draft:
    """Fields left out, sent twice, renamed, made arrays, or thousands of them; each value may be any payload."""
    values: list[tuple[str, bytes]] = []
    for name, value in draft.values or [(attack.field, attack.payload)]:
        payload = dice.choice((value, value, dice.choice(others).payload[:20_000], b"", dice.randbytes(40)))
        renamed = dice.choice((*[name] * 3, f"{name}[]", f"{name}[{dice.randrange(3)}][a]", name.upper(), f" {name}"))
        values += [(renamed, payload)] * dice.choice((0, 1, 1, 1, 1, 2))
    if dice.random() < 0.1:
        values += [(f"f{number}", b"1") for number in range(dice.choice((40, 51, 999, 1_001, 20_000)))]
    dice.shuffle(values)
    return replace(draft, values=values, whole=draft.method == b"POST")


def _json(dice: random.Random, draft: Draft, attack: Attack, _others: tuple[Attack, ...]) -> Draft:
    """JSON that is none, or too much of it."""
    body = dice.choice(_BODIES)
    if dice.random() < 0.4:
        text = attack.payload[:9_000].decode("latin-1").encode("unicode_escape").replace(b'"', b'\\"')
        body = b'{"site":"%s","url":"%s","text":"%s"}' % (SITE.encode(), PAGE.encode(), text)
    if dice.random() < 0.3:
        body = mutate(dice, body, attack.payload)
    if dice.random() < 0.8:
        return _body_to(draft, "/api/v1/comments", JSON, body)
    # The same to an address that takes none.
    headers = [*(header for header in draft.headers if header[0] != b"Content-Type"), (b"Content-Type", JSON.encode())]
    return replace(draft, method=b"POST", headers=headers, body=body, whole=False)


def _headers(dice: random.Random, draft: Draft, _attack: Attack, others: tuple[Attack, ...]) -> Draft:
    """Headers that say too much, twice, or what no header says."""
    headers = list(draft.headers)
    for _ in range(dice.choice((1, 1, 2, 3))):
        name, value = dice.choice(_HEADERS)
        if dice.random() < 0.2:
            value = mutate(dice, value, dice.choice(others).payload[:5_000])[:80_000]
        if dice.random() < 0.6:
            headers = [header for header in headers if header[0].lower() != name.lower()]
        headers.insert(dice.randrange(len(headers) + 1), (name, value))
    if dice.random() < 0.05:
        headers += [(b"X-%d" % number, b"1") for number in range(dice.choice((90, 101, 2_000)))]
    if dice.random() < 0.05:
        headers = [header for header in headers if header[0] != b"Host"]
    return replace(draft, headers=headers, whole=False)


def _address(dice: random.Random, draft: Draft, attack: Attack, _others: tuple[Attack, ...]) -> Draft:
    """Methods, paths and queries that nobody would type."""
    if dice.random() < 0.3:
        draft = replace(draft, method=dice.choice(_METHODS))
    if dice.random() < 0.6:
        path = dice.choice(_PATHS)
        draft = replace(draft, path=mutate(dice, path, attack.payload[:5_000]) if dice.random() < 0.3 else path)
    elif dice.random() < 0.5:
        steps = draft.path.split(b"/")
        steps[dice.randrange(len(steps))] = attack.payload[:5_000]
        draft = replace(draft, path=b"/".join(steps))
    if dice.random() < 0.5:
        draft = replace(draft, values=[] if draft.method != b"POST" else draft.values, query=dice.choice(_QUERIES))
    return replace(draft, whole=False)


def _bytes(dice: random.Random, draft: Draft, attack: Attack, others: tuple[Attack, ...]) -> Draft:
    """The bytes of a request, mutated as if they were a payload; two of them spliced; or no request at all."""
    sent = rendered(dice, draft)
    other = dice.choice((attack.payload, dice.choice(others).payload, sent))
    raw = dice.randbytes(dice.randrange(1, 300)) if dice.random() < 0.05 else mutate(dice, sent, other)
    return replace(draft, raw=raw or b"\n", whole=False)


def _ahead(dice: random.Random, draft: Draft, _attack: Attack, _others: tuple[Attack, ...]) -> Draft:
    """Several requests at once, before the first has been answered."""
    one = rendered(dice, draft)
    return replace(draft, raw=one * max(2, min(dice.choice((2, 5, 12, 100)), _LONGEST_AHEAD // len(one))), whole=False)


# How a request is spoilt, and how often.
KINDS: dict[str, _Kind] = {
    "a line as it is": _as_it_is,
    "a line mutated": _mutated,
    "a line mutated, again": _mutated,
    "fields": _fields,
    "JSON": _json,
    "headers": _headers,
    "address": _address,
    "bytes": _bytes,
    "sent ahead": _ahead,
}
