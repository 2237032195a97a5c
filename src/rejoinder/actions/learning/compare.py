"""Compare the live weights, as their snapshot has them, with weights made anew from the ledger."""

from __future__ import annotations

from dataclasses import dataclass

from rejoinder.actions.installation import Installation
from rejoinder.actions.learning import snapshot
from rejoinder.actions.learning.fold import rebuild
from rejoinder.errors import Damaged
from rejoinder.store.ledger import Head

__all__ = ["Compared", "compare"]


_SENTENCES = {
    True: "They equal the live ones, bit for bit.",
    False: "They DIFFER from the live ones.",
    None: "The live ones have not read as far; a running server catches up within a second.",
}


@dataclass(frozen=True, slots=True)
class Compared:
    """What a rebuild found. `equal` is None when there is nothing to compare with."""

    lines: int
    head: Head
    rebuilt: str
    live: str | None
    live_head: Head | None
    equal: bool | None
    sentence: str


def compare(house: Installation) -> Compared:
    """Rebuild and compare. Weights that differ, and a missing or damaged snapshot, are replaced by the rebuilt ones."""
    anew = rebuild(house.store, house.judge)
    rebuilt, head = anew.digest()
    live, live_head, equal = None, None, None
    try:
        live, live_head = _live(house)
    except FileNotFoundError:
        sentence = "There were no live ones yet."
    except Damaged as error:
        sentence = f"{error.sentence} It is replaced."
    else:
        equal = live == rebuilt if live_head == head else None
        sentence = _SENTENCES[equal]
    if equal is not True:
        house.judge.weights = anew
        snapshot.save(house)
    return Compared(anew.filter.learned, head, rebuilt, live, live_head, equal, sentence)


def _live(house: Installation) -> tuple[str, Head]:
    if house.snapshot is None:
        raise FileNotFoundError
    kept, head = snapshot.read(house.snapshot, house.judge.key, snapshot.lineage_of(house))
    return kept.digest(), head
