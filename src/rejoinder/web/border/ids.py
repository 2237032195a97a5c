"""Our own numbers, as they come back in addresses and forms.

`int` would take blanks, underscores, Arabic digits and a sign, and raises on more than 4,300 digits; the router's
`{id:int}` answers 500 to those. So addresses carry strings, and this reads them.
"""

from __future__ import annotations

import re

from rejoinder.errors import NotFound

__all__ = ["number_in"]

_NUMBER = re.compile("[1-9][0-9]{0,17}")  # fits the 63 bits of an id on both databases


def number_in(text: str, what: str) -> int:
    """A number of ours, written as we write it. Raises `NotFound` for anything else: we gave out no such number."""
    if not _NUMBER.fullmatch(text):
        raise NotFound("no_such_number", f"There is no {what} of that number.", "Follow a link instead of typing it.")
    return int(text)
