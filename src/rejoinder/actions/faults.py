"""How a fault of ours is logged: by kind and place, never in its own words, which may repeat what a reader wrote."""

from __future__ import annotations

import logging
import traceback
from contextvars import ContextVar

__all__ = ["REQUEST", "log_fault"]

# The number of the request that is being answered: what the process began with, and how many came before.
REQUEST: ContextVar[tuple[str, int] | None] = ContextVar("request", default=None)


def log_fault(log: logging.Logger, error: BaseException, where: str) -> None:
    """Log a fault. `where` says what was being done, in our words."""
    log.error("%s at %s\n%s", type(error).__name__, where, "".join(traceback.format_tb(error.__traceback__)))
