"""The tree of a thread, pure: which comment hangs under which, in which order, and what is left of removed ones.

The tree is given as a flat list with depths. A chain of ten thousand replies is then a list of ten thousand lines, not
ten thousand nested calls, for us and for whoever draws it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from math import sqrt
from typing import Generic, Protocol, TypeVar

from rejoinder.comment import Order

__all__ = ["MAX_DEPTH", "Hanging", "Placed", "arrange"]

MAX_DEPTH = 4  # deeper replies are drawn at this depth with the name of whom they answer


class Hanging(Protocol):
    """What can be arranged: it has a number, the number of what it answers, and votes."""

    @property
    def id(self) -> int: ...  # noqa: D102 - the class docstring says it
    @property
    def parent_id(self) -> int | None: ...  # noqa: D102
    @property
    def ups(self) -> int: ...  # noqa: D102
    @property
    def downs(self) -> int: ...  # noqa: D102


C = TypeVar("C", bound=Hanging)


@dataclass(frozen=True, slots=True)
class Placed(Generic[C]):
    """A comment at its place: `depth` from 0 to `MAX_DEPTH`, and what it answers if that can be seen."""

    comment: C
    depth: int
    parent: C | None


def arrange(comments: Iterable[C], order: Order = Order.OLDEST) -> list[Placed[C]]:
    """Comments in the order in which they are read: each followed by its replies.

    They are given the oldest first. Replies are read the oldest first too, as a conversation is, unless the best are
    asked for.

    A reply whose parent is not among them (hidden, or deleted) stands at the top level. Circles cannot be made by
    replying, since a reply is younger than what it answers; if the data holds one all the same, it is left out.
    """
    listed = list(comments)
    known = {comment.id: comment for comment in listed}
    replies: defaultdict[Hashable, list[C]] = defaultdict(list)
    for comment in listed:
        replies[comment.parent_id if comment.parent_id in known else None].append(comment)
    if order is Order.NEWEST:
        replies[None].reverse()
    elif order is Order.BEST:
        for siblings in replies.values():
            siblings.sort(key=_worth, reverse=True)  # stable: of two that are as good, the older
    placed: list[Placed[C]] = []
    waiting = [(comment, 0) for comment in reversed(replies[None])]
    while waiting:
        comment, depth = waiting.pop()
        parent = known.get(comment.parent_id) if comment.parent_id is not None else None
        placed.append(Placed(comment, min(depth, MAX_DEPTH), parent))
        waiting.extend((reply, depth + 1) for reply in reversed(replies[comment.id]))
    return placed


def _worth(comment: Hanging) -> float:
    """The lower end of the Wilson interval (1927) of its share of votes up, at 80 %: how good it is for sure.

    A share alone would put one vote of one before ninety of a hundred. Nobody's vote is worth nothing, so that what is
    new stands before what many voted down.
    """
    votes, z = comment.ups + comment.downs, 1.2816
    if not votes:
        return 0.0
    share = comment.ups / votes
    middle, spread = share + z * z / (2 * votes), z * sqrt((share * (1 - share) + z * z / (4 * votes)) / votes)
    return (middle - spread) / (1 + z * z / votes) - (comment.downs > comment.ups)
