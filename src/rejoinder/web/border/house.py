"""The parts that stand behind a request."""

from __future__ import annotations

from starlette.requests import Request

from rejoinder.actions.installation import Installation

__all__ = ["house_of"]


def house_of(request: Request) -> Installation:
    """The installation that this server runs."""
    house: Installation = request.app.state.house
    return house
