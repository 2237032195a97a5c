"""How a fault of ours is logged: by kind and place, never in its own words, which may repeat what a reader wrote."""

from __future__ import annotations

import logging
import traceback

__all__ = ["log_fault"]


def log_fault(log: logging.Logger, error: Exception, where: str) -> None:
    """Log a fault. `where` says what was being done, in our words."""
    log.error("%s at %s\n%s", type(error).__name__, where, "".join(traceback.format_tb(error.__traceback__)))
