"""A process joins an installation: its secret must be the database's, and it gets a number of its own."""

from __future__ import annotations

from rejoinder.errors import SettingError
from rejoinder.store.engine import Store
from rejoinder.store.ids import IdMaker
from rejoinder.store.installation import bind_secret, bound_secret
from rejoinder.store.processes import new_number
from rejoinder.store.vault import Vault

__all__ = ["join"]


def join(store: Store, vault: Vault, now: int) -> IdMaker:
    """What hands out ids unlike those of any other process.

    Raises `SettingError` when the secret is not the one that this database was filled with: addresses could not be
    opened, keys would be unknown, and labels would be learned under other columns. Nothing is written then.
    """
    digest = vault.digest("installation", b"")
    with store.write() as connection:
        found = bound_secret(connection)
        if found is None:
            bind_secret(connection, digest)
        elif found != digest:
            raise SettingError(
                "secret_of_another",
                "The secret.key in this folder is not that of the database.",
                "Copy secret.key from a data folder that has served this database.",
            )
        return IdMaker(new_number(connection, now))
