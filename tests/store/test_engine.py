"""What the store promises of a transaction, on both databases, and what it says when a database fails."""

import threading

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from rejoinder.errors import SettingError, Unavailable
from rejoinder.store.engine import Store
from rejoinder.store.schema import sites
from rejoinder.store.sites import add_site, all_sites


def add(store, url="https://a.example", name="a"):
    with store.write() as connection:
        add_site(connection, url, name, "enforce", 0)


def count(store):
    with store.read() as connection:
        return len(all_sites(connection))


def test_a_write_that_raises_leaves_nothing(store):
    def fail():
        with store.write() as connection:
            add_site(connection, "https://a.example", "a", "enforce", 0)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert count(store) == 0


def test_a_read_sees_one_state_whatever_is_written_beside_it(store):
    add(store)
    with store.read() as connection:
        assert len(all_sites(connection)) == 1
        add(store, "https://b.example")
        assert len(all_sites(connection)) == 1
    assert count(store) == 2


def test_a_write_sees_what_the_one_before_it_has_left_also_when_it_had_to_wait(store, url):
    """Each adds one to what it finds: were two at work at once, or on an old state, one of them would be lost."""
    add(store, name="0")
    others = [Store(url) for _ in range(4)]

    def step(other):
        for _ in range(10):
            with other.write() as connection:
                found = int(connection.scalar(select(sites.c.name)))
                connection.execute(sites.update().values(name=str(found + 1)))

    threads = [threading.Thread(target=step, args=[other]) for other in others for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for other in others:
        other.close()
    with store.read() as connection:
        assert connection.scalar(select(sites.c.name)) == "80"


def test_a_database_that_cannot_be_used_is_unavailable_not_a_traceback(store):
    with pytest.raises(Unavailable, match="nothing was stored"), store.read() as connection:
        connection.execute(text("SELECT * FROM no_such_table"))


def test_a_broken_constraint_stays_what_it_is_and_does_not_repeat_what_was_to_be_stored(store):
    add(store, "https://private.example", "PRIVATE WORDS")
    with pytest.raises(IntegrityError) as raised:
        add(store, "https://private.example", "PRIVATE WORDS")
    for error in (raised.value, raised.value.orig):
        assert "PRIVATE" not in str(error)
        assert "private" not in str(error)
    assert count(store) == 1


@pytest.mark.parametrize(
    "url", ["mysql://ada:secret@host/x", "ada:secret@host", "", "sqlite", "postgresql://ada:secret@host:port/x"]
)
def test_what_is_no_database_of_ours_is_refused_and_no_password_repeated(url):
    with pytest.raises(SettingError, match="Not a database") as raised:
        Store(url)
    assert "secret" not in str(raised.value)
    assert raised.value.__cause__ is None
