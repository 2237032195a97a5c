"""How often anybody may do what is costly: post, vote, report, get a password wrong, ask in the name of a site.

Reading is not limited: it costs little, and readers behind one address are many. Posting is limited by address, in two
steps. Of more than `BRISK` comments within ten minutes the next ones are told to be part of a crowd, which is a weak
reason for the filter and no refusal; only far beyond are they refused. Two people who discuss write one every two
minutes each, which is ten; a robot writes ten in a minute. Both steps count comments that show a sign of robots apart
from those that show none, so that a robot in a newsroom uses up no share but its own. (One that fetches the form and
takes its time is not told apart from the people beside it: they share with it.)

Votes are limited by the key of the browser that gives them and, five times as generously, by address: one robot in a
newsroom uses up its own share and not that of the others, and one that makes itself a new key for every vote comes no
further than the address does (then the others there cannot vote for a while, which a vote is worth). Reports carry no
key and are limited by address alone. Neither counts as a comment.

Wrong sign-ins are limited by address and, ten times as generously, by the name that was tried, so that neither one
machine gets to try many names nor many machines one name, and one machine alone cannot keep a moderator out. Calls of
Akismet clients are limited by their key, that one site in a loop may not starve the others.

An address that stands for many people (a proxy that nobody has named, this machine, a local network, none at all on a
unix socket) has no limit of its own: with one, whoever uses it up would silence everybody else. The names and keys
still have theirs, and the owner is told to name the proxy (`peers.Hint`).

What somebody may do `number` times an hour they may do as often at once, and then evenly: that is GCRA (`table`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil

from rejoinder.errors import NotSignedIn, TooMany
from rejoinder.text.addresses import read_address, tells_apart, together
from rejoinder.web.border.peers import Proxies
from rejoinder.web.border.table import LONGEST, Table

__all__ = ["BRISK", "BRISK_S", "Allowances", "Rates"]

BRISK, BRISK_S = 10, 600  # so many comments from one address in so many seconds are no crowd

_NAME_TIMES = 10  # as generous as for an address
_HOUSEHOLD_TIMES = 5  # as generous as for one browser in it
_TOLD = {
    b"post": "posts",
    b"odd post": "posts",
    b"vote by": "votes",
    b"vote from": "votes",
    b"report": "reports",
    b"sign in from": "sign_ins",
    b"sign in as": "sign_ins",
    b"call": "calls",
}
_KEY = 64  # characters of a key that are looked at; ours have twelve, in capitals or not, and readers' 64 at most


@dataclass(frozen=True, slots=True)
class Allowances:
    """How often; 0 is without a limit. The defaults are those of the settings."""

    posts_per_hour: int = 120
    votes_per_hour: int = 100
    reports_per_hour: int = 30
    wrong_sign_ins_per_hour: int = 30
    calls_per_minute: int = 60_000


class Rates:
    """The limits of one installation, in all its processes on this machine."""

    def __init__(self, table: Table, allowances: Allowances, proxies: Proxies) -> None:
        self._table = table
        self._allowed = allowances
        self._proxies = proxies
        self._refused: Callable[[str], object] | None = None

    def watched_by(self, refused: Callable[[str], object]) -> None:
        """Tell of each refusal which limit it was."""
        self._refused = refused

    def post(self, address: str, *, odd: bool = False) -> bool:
        """Count a comment that is posted, and say whether it is part of a crowd. Raises `TooMany`.

        `odd` ones, which show a sign of robots, are counted apart.
        """
        what, who = b"odd post" if odd else b"post", self._person(address)
        wait = self._take(what, who, self._allowed.posts_per_hour)
        if wait:
            raise TooMany(
                "too_many_posts", "Too many comments come from your address.", "Wait, and send it again.", wait
            )
        return bool(who) and self._is_crowd(what + b" of a crowd " + who)

    def _is_crowd(self, sender: bytes) -> bool:
        interval = BRISK_S * 1_000_000 // BRISK
        # Twice as many are remembered, so that a crowd is none any more when it has been quiet for ten minutes.
        return self._table.count(sender, interval, 2 * BRISK) > interval * BRISK

    def vote(self, address: str, reader_key: str) -> None:
        """Count a vote, also one that is taken back. Raises `TooMany`."""
        number = self._allowed.votes_per_hour
        wait = self._take(b"vote by", reader_key[:_KEY].encode("utf-8", "replace"), number)
        if not wait:
            wait = self._take(b"vote from", self._person(address), number * _HOUSEHOLD_TIMES)
        if wait:
            raise TooMany("votes_too_fast", "Too many votes come from you.", "Wait, and vote again.", wait)

    def report(self, address: str) -> None:
        """Count a report of a comment. Raises `TooMany`."""
        wait = self._take(b"report", self._person(address), self._allowed.reports_per_hour)
        if wait:
            raise TooMany(
                "too_many_reports", "Too many reports come from your address.", "Wait, and send it again.", wait
            )

    @contextmanager
    def signing_in(self, address: str, name: str) -> Iterator[None]:
        """Count an attempt to sign in, which is made in the block, if it is wrong. Raises `TooMany`.

        It counts from the beginning, so that many attempts at once are as few as one after the other.
        """
        self._sign_in(address, name)
        try:
            yield
        except NotSignedIn:
            raise
        except BaseException:
            self._forgive(address, name)
            raise
        self._forgive(address, name)

    @property
    def calls_per_minute(self) -> int:
        """How often a key may be used, 0 for without a limit."""
        return self._allowed.calls_per_minute

    def call(self, key: str) -> None:
        """Count a call of an Akismet client. Raises `TooMany`."""
        who = key[:_KEY].lower().encode("utf-8", "replace")
        wait = self._take(b"call", who, self._allowed.calls_per_minute, LONGEST // 60)
        if wait:
            raise TooMany("too_many_calls", "Too many calls with this key.", "Wait, and send it again.", wait)

    def _sign_in(self, address: str, name: str) -> None:
        number = self._allowed.wrong_sign_ins_per_hour
        wait = self._take(b"sign in from", self._person(address), number)
        if not wait:
            wait = self._take(b"sign in as", name.encode("utf-8", "replace"), number * _NAME_TIMES)
        if wait:
            raise TooMany("too_many_sign_ins", "Too many wrong passwords were tried.", "Wait, and try again.", wait)

    def _forgive(self, address: str, name: str) -> None:
        number = self._allowed.wrong_sign_ins_per_hour
        self._give_back(b"sign in from", self._person(address), number)
        self._give_back(b"sign in as", name.encode("utf-8", "replace"), number * _NAME_TIMES)

    def _take(self, what: bytes, who: bytes, number: int, span: int = LONGEST) -> int:
        """Seconds to wait, 0 for none."""
        if not number or not who:
            return 0
        interval = max(1, span // number)
        wait = self._table.take(what + b" " + who, interval, number)
        if wait and self._refused is not None:
            self._refused(_TOLD[what])
        return ceil(wait / 1_000_000)

    def _give_back(self, what: bytes, who: bytes, number: int) -> None:
        if number and who:
            self._table.give_back(what + b" " + who, max(1, LONGEST // number))

    def _person(self, address: str) -> bytes:
        """The address, or what it shares with those that belong to the same people; empty where it stands for many."""
        found = read_address(address)
        alone = found is not None and tells_apart(found) and not self._proxies.trust(found)
        return together(found) if found and alone else b""
