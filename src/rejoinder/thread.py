"""The tree of a thread, pure: which comment hangs under which, in which order, and what is left of removed ones.

The tree is given as a flat list with depths. A chain of ten thousand replies is then a list of ten thousand lines, not
ten thousand nested calls, for us and for whoever draws it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

__all__ = ["MAX_DEPTH", "Hanging", "Placed", "arrange"]

MAX_DEPTH = 4  # deeper replies are drawn at this depth with the name of whom they answer


class Hanging(Protocol):
    """What can be arranged: it has a number and the number of what it answers."""

    @property
    def id(self) -> int: ...  # noqa: D102 - the class docstring says it
    @property
    def parent_id(self) -> int | None: ...  # noqa: D102


C = TypeVar("C", bound=Hanging)


@dataclass(frozen=True, slots=True)
class Placed(Generic[C]):
    """A comment at its place: `depth` from 0 to `MAX_DEPTH`, and what it answers if that can be seen."""

    comment: C
    depth: int
    parent: C | None


def arrange(comments: Iterable[C]) -> list[Placed[C]]:
    """Comments in the order in which they are read: each followed by its replies, in the order given.

    A reply whose parent is not among them (hidden, or deleted) stands at the top level. Circles cannot be made by
    replying, since a reply is younger than what it answers; if the data holds one all the same, it is left out.
    """
    listed = list(comments)
    known = {comment.id: comment for comment in listed}
    replies: defaultdict[Hashable, list[C]] = defaultdict(list)
    for comment in listed:
        replies[comment.parent_id if comment.parent_id in known else None].append(comment)
    placed: list[Placed[C]] = []
    waiting = [(comment, 0) for comment in reversed(replies[None])]
    while waiting:
        comment, depth = waiting.pop()
        parent = known.get(comment.parent_id) if comment.parent_id is not None else None
        placed.append(Placed(comment, min(depth, MAX_DEPTH), parent))
        waiting.extend((reply, depth + 1) for reply in reversed(replies[comment.id]))
    return placed
