"""A comment comes to the door: what its form betrays, whether its address has sent too many, whether it is a crowd.

Both doors, the form and JSON, ask this before anything else is done, so that whoever is refused has cost nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request

from rejoinder.web.border.house import house_of, rates_of
from rejoinder.web.border.peers import address_of
from rejoinder.web.thread.trap import signs

__all__ = ["admit"]


def admit(request: Request, sent: Mapping[str, str]) -> tuple[str, ...]:
    """Count the comment with these fields, and return the signs that the filter is to weigh. Raises `TooMany`."""
    house = house_of(request)
    found = signs(house, sent, house.clock())
    crowded = rates_of(request).post(address_of(request), odd=bool(found))
    return (*found, "crowd") if crowded else found
