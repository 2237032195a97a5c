"""A reader comes back with the receipts of their comments and asks what became of all of them at once."""

from __future__ import annotations

from collections.abc import Sequence

from rejoinder.actions.installation import Installation
from rejoinder.actions.reading.own import Own, read_own_all
from rejoinder.actions.reading.receipt import number_in
from rejoinder.errors import TooLarge

__all__ = ["MOST", "read_mine"]

MOST = 40


def read_mine(house: Installation, receipts: Sequence[str]) -> list[Own]:
    """The comments, in this order, each once. Receipts that are not ours, or of deleted comments, are left out.

    Raises `TooLarge` for more than `MOST`.
    """
    if len(receipts) > MOST:
        raise TooLarge("too_many_receipts", f"These are more than {MOST} receipts.", "Ask for fewer at once.")
    numbers = dict.fromkeys(number for receipt in receipts if (number := number_in(house, receipt)) is not None)
    own = read_own_all(house, numbers)
    return [own[number] for number in numbers if number in own]
