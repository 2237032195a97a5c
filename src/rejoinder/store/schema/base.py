"""What all tables share: the names of their constraints, and the kind of a large key."""

from __future__ import annotations

from sqlalchemy import BigInteger, Integer, MetaData

__all__ = ["BIG_KEY", "metadata"]

# Named constraints, so that a later migration can speak of them on both databases.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# An INTEGER primary key is SQLite's own row number, of 64 bits; a BIGINT one would be a second index beside it.
BIG_KEY = BigInteger().with_variant(Integer, "sqlite")
