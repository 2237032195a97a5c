"""A small picture beside each name, drawn here: nothing is fetched from anywhere, and nothing is told by it.

Five rows of five squares, the right half as the left, from a digest of what tells writers apart under one page: the
name as it is shown, and who holds the reader's own key. The digest is keyed with the installation's secret and names
the page, so that nobody can be followed from one page to another by it or found by trying names; only 18 bits of it
are shown, so that two people may well share a picture. No e-mail address has any part in it.
"""

from __future__ import annotations

from dataclasses import dataclass

from rejoinder.store.comments import StoredComment
from rejoinder.store.vault import Vault

__all__ = ["TINTS", "Icon", "icon_of"]

TINTS = 8  # colours, in the style sheet
_ROWS, _HALF = 5, 3


@dataclass(frozen=True, slots=True)
class Icon:
    """An SVG path on a ground of 5 by 5, and which of the colours it has."""

    path: str
    tint: int


def icon_of(vault: Vault, comment: StoredComment) -> Icon:
    """The picture of whoever wrote a comment."""
    who = f"{comment.page_id} {comment.reader_id or 0} {comment.author.casefold()}"
    bits = int.from_bytes(vault.digest("icon", who, 3), "big")
    return Icon(_path(bits >> 3), bits % TINTS)


def _path(bits: int) -> str:
    """The squares as one path, each row's neighbours as one rectangle."""
    drawn = []
    for row in range(_ROWS):
        left = [bits >> (row * _HALF + column) & 1 for column in range(_HALF)]
        cells = [*left, *left[-2::-1], 0]
        start = None
        for column, filled in enumerate(cells):
            if filled and start is None:
                start = column
            elif not filled and start is not None:
                drawn.append(f"M{start} {row}h{column - start}v1h{start - column}z")
                start = None
    return "".join(drawn) or "M2 2h1v1h-1z"
