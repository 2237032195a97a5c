"""To which secret a database belongs, and which of its histories it is living.

The first process that opens a database writes down a digest of its secret, and draws the lineage. A restore draws
another one: what was folded from the ledger before it, and lies on some machine, would otherwise be taken for a fold of
the lines that are written after it under the same numbers.
"""

from __future__ import annotations

import secrets

from sqlalchemy import Connection, insert, select, update

from rejoinder.store.schema import installation

__all__ = ["bind_secret", "bound_secret", "lineage", "new_lineage"]


def bound_secret(connection: Connection) -> bytes | None:
    """The digest of the secret that the database belongs to, None while nobody has opened it."""
    return connection.execute(select(installation.c.secret_digest)).scalar()


def bind_secret(connection: Connection, digest: bytes) -> None:
    """Write down the digest. Inside a `write`, after `bound_secret` has found none."""
    connection.execute(insert(installation).values(id=1, secret_digest=digest, lineage=_draw()))


def lineage(connection: Connection) -> str:
    """The lineage, in hex digits; empty while nobody has opened the database."""
    return (connection.execute(select(installation.c.lineage)).scalar() or b"").hex()


def new_lineage(connection: Connection) -> None:
    """Begin another history."""
    connection.execute(update(installation).values(lineage=_draw()))


def _draw() -> bytes:
    return secrets.token_bytes(16)
