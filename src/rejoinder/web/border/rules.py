"""What an owner decides about the border of an installation; `cli` makes it from the settings."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from rejoinder.metrics.shared import Figures
from rejoinder.web.border.patience import Patience
from rejoinder.web.border.peers import Proxies
from rejoinder.web.border.rates import Allowances, Rates
from rejoinder.web.border.table import Table

__all__ = ["Rules"]


def _alone() -> Rates:
    return Rates(Table(None, secrets.token_bytes(32)), Allowances(), Proxies())


@dataclass(frozen=True, slots=True)
class Rules:
    """Whom to believe, how long to wait, how often is too often, and who may watch.

    `figures` are those of all processes where there are several; `access_log` is for a line on each request.
    """

    proxies: Proxies = field(default_factory=Proxies)
    patience: Patience = field(default_factory=Patience)
    rates: Rates = field(default_factory=_alone)
    metrics_token: str = ""
    figures: Figures | None = None
    access_log: bool = False
