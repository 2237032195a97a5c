"""What arrived at Rejoinder, read from its database."""

from __future__ import annotations

from sqlalchemy import select

from rejoinder.store import checks
from rejoinder.store.checks import StoredCheck
from rejoinder.store.schema import ledger
from tests.serving import Server

__all__ = ["labels", "stored"]


def stored(server: Server) -> list[StoredCheck]:
    """The checks of clients, the newest first."""
    with server.house.store.read() as connection:
        return checks.of_clients(connection, 50)


def labels(server: Server) -> list[tuple[str, str]]:
    """The reports that stand: text and label, in the order in which they came."""
    query = select(ledger.c.check_id, ledger.c.label).where(ledger.c.voided_at.is_(None)).order_by(ledger.c.position)
    with server.house.store.read() as connection:
        found = [(checks.by_id(connection, row.check_id), row.label) for row in connection.execute(query)]
    return [(check.text if check else "", label) for check, label in found]
