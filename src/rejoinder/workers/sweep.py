"""Sweep by retention, and say in the log how much went."""

from __future__ import annotations

import logging

from rejoinder.actions.installation import Installation
from rejoinder.actions.rights.sweep import sweep

__all__ = ["sweep_old"]

_log = logging.getLogger(__name__)


def sweep_old(house: Installation) -> None:
    """Carry out the retention once."""
    done = {rule: count for rule, count in sweep(house).items() if count}
    if done:
        _log.info("swept: %s", ", ".join(f"{rule} {count}" for rule, count in done.items()))
