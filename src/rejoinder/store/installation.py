"""To which secret a database belongs: a digest of it, written by the first process that opened the database."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from rejoinder.store.schema import installation

__all__ = ["bind_secret", "bound_secret"]


def bound_secret(connection: Connection) -> bytes | None:
    """The digest of the secret that the database belongs to, None while nobody has opened it."""
    return connection.execute(select(installation.c.secret_digest)).scalar()


def bind_secret(connection: Connection, digest: bytes) -> None:
    """Write down the digest. Inside a `write`, after `bound_secret` has found none."""
    connection.execute(insert(installation).values(id=1, secret_digest=digest))
