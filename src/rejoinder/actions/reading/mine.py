"""A reader comes back with the receipts of their comments and asks what became of all of them at once."""

from __future__ import annotations

from collections.abc import Sequence

from rejoinder.actions.installation import Installation
from rejoinder.actions.reading.receipt import Fate, fates, number_in
from rejoinder.errors import TooLarge

__all__ = ["MOST", "look_up_all"]

MOST = 50


def look_up_all(house: Installation, receipts: Sequence[str]) -> list[Fate]:
    """What became of them, in this order, each once. Receipts that are not ours, or of deleted comments, are left out.

    Raises `TooLarge` for more than `MOST`.
    """
    if len(receipts) > MOST:
        raise TooLarge("too_many_receipts", f"These are more than {MOST} receipts.", "Ask for fewer at once.")
    numbers = [number for receipt in receipts if (number := number_in(house, receipt)) is not None]
    with house.store.read() as connection:
        return fates(house, connection, list(dict.fromkeys(numbers)))
