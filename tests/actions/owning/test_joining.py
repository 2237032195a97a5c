"""A process joins an installation with the right secret only, and with a number of its own."""

import pytest
from sqlalchemy import func, select

from rejoinder.actions.owning.joining import join
from rejoinder.errors import SettingError
from rejoinder.store import schema
from rejoinder.store.vault import Vault

NOW = 1_790_000_000_000


def test_ids_of_processes_that_start_at_once_never_meet(house):
    makers = [join(house.store, house.vault, NOW) for _ in range(5)]
    ids = [maker(NOW) for maker in makers for _ in range(100)]
    assert len(set(ids)) == len(ids)


def test_a_secret_that_is_not_the_databases_is_refused_and_nothing_is_written(house):
    join(house.store, house.vault, NOW)
    with pytest.raises(SettingError, match=r"secret\.key"):
        join(house.store, Vault(b"x" * 32), NOW)
    join(house.store, house.vault, NOW)
    with house.store.read() as connection:
        assert connection.scalar(select(func.count()).select_from(schema.processes)) == 2


def test_numbers_of_processes_long_gone_are_not_kept(house, monkeypatch):
    monkeypatch.setattr("rejoinder.store.processes._KEPT", 2)
    for _ in range(5):
        join(house.store, house.vault, NOW)
    with house.store.read() as connection:
        kept = list(connection.scalars(select(schema.processes.c.number).order_by(schema.processes.c.number)))
    assert kept == [4, 5]
