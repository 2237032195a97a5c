"""What an owner decides about the border of an installation; `cli` makes it from the settings."""

from __future__ import annotations

from dataclasses import dataclass, field

from rejoinder.web.border.patience import Patience
from rejoinder.web.border.peers import Proxies

__all__ = ["Rules"]


@dataclass(frozen=True, slots=True)
class Rules:
    """Whom to believe, and how long to wait."""

    proxies: Proxies = field(default_factory=Proxies)
    patience: Patience = field(default_factory=Patience)
