"""The parts that stand behind a request: the installation, and the limits that hold for whoever asks."""

from __future__ import annotations

from starlette.requests import Request

from rejoinder.actions.installation import Installation
from rejoinder.web.border.rates import Rates

__all__ = ["house_of", "rates_of"]


def house_of(request: Request) -> Installation:
    """The installation that this server runs."""
    house: Installation = request.app.state.house
    return house


def rates_of(request: Request) -> Rates:
    """The limits on how often anybody may ask."""
    rates: Rates = request.app.state.rates
    return rates
