"""How stored values are shown, the same on every face."""

from __future__ import annotations

from datetime import UTC, datetime

__all__ = ["iso_time", "link"]


def link(address: str) -> str:
    """An address as it may be linked to: whatever way it came into the database, only http and https are links."""
    return address if address.startswith(("https://", "http://")) else ""


def iso_time(milliseconds: int) -> str:
    """A time of ours as ISO 8601 in UTC, to the second."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
