"""What is particular to PostgreSQL: its server comes and goes and hangs while ours runs on."""

import os
import signal
import threading
import time

import pytest
from sqlalchemy import insert, text

from rejoinder.errors import SettingError, Unavailable
from rejoinder.store import postgres
from rejoinder.store.engine import Store
from rejoinder.store.schema import sites
from rejoinder.store.sites import add_site, all_sites
from tests.postgres import Cluster

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def cluster():
    """A server that a test may stop, as long as it starts it again."""
    made = Cluster(durable=True)
    made.start()
    yield made
    made.remove()


@pytest.fixture
def url(cluster):
    with cluster.connect() as connection:
        connection.execute("DROP DATABASE IF EXISTS here WITH (FORCE)")
        connection.execute("CREATE DATABASE here")
    return cluster.url("here")


def add(store, name):
    with store.write() as connection:
        add_site(connection, f"https://{name}.example", name, "enforce", 0)


def names(store):
    with store.read() as connection:
        return [site.name for site in all_sites(connection)]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["in good order", "at once"])
def test_after_a_restart_the_next_transaction_works_without_a_restart_of_ours(cluster, store, how):
    """Every connection of the pool is dead then; the first read and the first write must not be what finds out."""
    with store.read(), store.read(), store.read():
        add(store, "before")
    cluster.stop(how)
    with pytest.raises(Unavailable, match="nothing was stored"):
        names(store)
    cluster.start()
    add(store, "after")
    assert names(store) == ["before", "after"]


def test_a_restart_that_nobody_asked_anything_in_costs_nobody_anything(cluster, store):
    with store.read(), store.read():
        add(store, "before")
    cluster.stop(signal.SIGINT)
    cluster.start()
    assert names(store) == ["before"]
    add(store, "after")


def test_a_transaction_that_loses_its_connection_is_not_tried_again(cluster, store):
    tries = []

    def lose():
        with store.write() as connection:
            tries.append(1)
            add_site(connection, "https://a.example", "a", "enforce", 0)
            end(cluster, connection)
            add_site(connection, "https://b.example", "b", "enforce", 0)

    with pytest.raises(Unavailable, match="nothing was stored"):
        lose()
    assert len(tries) == 1
    assert names(store) == []


def test_a_commit_whose_answer_is_lost_is_called_uncertain(cluster, store):
    """Neither "stored" nor "nothing was stored" would be true."""

    def lose():
        with store.write() as connection:
            add_site(connection, "https://a.example", "a", "enforce", 0)
            end(cluster, connection)

    with pytest.raises(Unavailable, match="may be there or not") as raised:
        lose()
    assert raised.value.code == "database_uncertain"


def end(cluster, connection):
    """End a connection from the server's side."""
    number = connection.scalar(text("SELECT pg_backend_pid()"))
    with cluster.connect() as other:
        other.execute("SELECT pg_terminate_backend(%s, 10000)", [number])


def test_a_server_that_hangs_is_unavailable_in_bounded_time_and_used_again_when_it_comes_round(
    cluster, store, monkeypatch
):
    monkeypatch.setattr(postgres, "_PING_S", 0.2)
    monkeypatch.setattr(postgres._Patient, "patience", 0.2)
    add(store, "before")
    with store.read() as connection:
        hung = [cluster.pid, connection.scalar(text("SELECT pg_backend_pid()"))]
    began = time.monotonic()
    try:
        for number in hung:
            os.kill(number, signal.SIGSTOP)
        with pytest.raises(Unavailable, match="nothing was stored"):
            names(store)
    finally:
        for number in hung:
            os.kill(number, signal.SIGCONT)
    assert time.monotonic() - began < 10
    assert names(store) == ["before"]


def test_an_answer_that_does_not_come_within_a_transaction_is_not_waited_for(cluster, store, monkeypatch):
    monkeypatch.setattr(postgres._Patient, "patience", 0.2)

    closed = []

    def hang():
        with store.read() as connection:
            driven = connection.connection.driver_connection
            number = connection.scalar(text("SELECT pg_backend_pid()"))
            os.kill(number, signal.SIGSTOP)
            try:
                connection.scalar(text("SELECT 1"))
            finally:
                closed.append(driven.closed)  # at once, before anybody can take the late answer for theirs
                os.kill(number, signal.SIGCONT)

    with pytest.raises(Unavailable):
        hang()
    assert closed == [True]
    assert names(store) == []


def test_who_waits_too_long_for_the_lock_or_for_a_connection_is_told_so(cluster, url, monkeypatch):
    monkeypatch.setitem(postgres._SESSION, "lock_timeout", "50ms")
    monkeypatch.setattr(postgres, "_POOL", 2)
    monkeypatch.setattr(postgres, "_POOL_WAIT_S", 0.05)
    store = Store(url)
    with store.write():
        with pytest.raises(Unavailable):
            add(store, "second")
        with store.read(), pytest.raises(Unavailable):
            names(store)
    add(store, "third")
    assert names(store) == ["third"]
    store.close()


def test_a_statement_that_takes_too_long_is_ended(url, monkeypatch):
    monkeypatch.setitem(postgres._SESSION, "statement_timeout", "50ms")
    store = Store(url)
    with pytest.raises(Unavailable), store.read() as connection:
        connection.execute(text("SELECT pg_sleep(60)"))
    store.close()


def test_a_process_that_hangs_in_a_write_does_not_hold_up_the_others_for_ever(url, monkeypatch):
    with monkeypatch.context() as patient:
        patient.setitem(postgres._SESSION, "idle_in_transaction_session_timeout", "1s")
        hanging = Store(url)
    store = Store(url)
    with pytest.raises(Unavailable, match="may be there or not"), hanging.write():
        add(store, "second")
    assert names(store) == ["second"]
    hanging.close()
    store.close()


def test_rows_that_depend_on_nothing_need_not_wait_for_the_lock(store):
    row = {"url": "https://a.example", "name": "a", "mode": "enforce", "created_at": 0}
    with store.write():
        assert store.together(insert(sites), [row]) == [None]
    assert names(store) == ["a"]


def test_a_read_cannot_write(store):
    with pytest.raises(Unavailable), store.read() as connection:
        add_site(connection, "https://a.example", "a", "enforce", 0)


def test_what_is_acknowledged_is_on_disk_also_where_the_server_is_set_otherwise(cluster, url):
    with cluster.connect() as connection:
        connection.execute("ALTER DATABASE here SET synchronous_commit = off")
    store = Store(url)
    with store.write() as connection:
        assert connection.scalar(text("SHOW synchronous_commit")) == "on"
    store.close()


def test_the_options_of_the_url_win(url):
    store = Store(f"{url}&options=-c%20statement_timeout%3D1234&connect_timeout=2")
    with store.read() as connection:
        assert connection.scalar(text("SHOW statement_timeout")) == "1234ms"
        assert connection.scalar(text("SHOW lock_timeout")) == "5s"
    store.close()


@pytest.mark.parametrize("wrong", ["/nowhere?host={0}", "/here?host=/nowhere", "/here?host={0}&sslmode=nonsense"])
def test_a_server_that_does_not_let_us_in_is_named_with_its_reason_and_without_the_password(cluster, url, wrong):
    with pytest.raises((SettingError, Unavailable)) as raised:
        Store(f"postgresql://rejoinder:pass-word@{wrong.format(cluster.folder)}")
    assert "nothing was stored" not in str(raised.value)
    assert "nowhere" in str(raised.value) or "sslmode" in str(raised.value)
    assert "pass-word" not in str(raised.value)


def test_a_commit_waits_for_the_sync_of_the_disk(cluster):
    with cluster.connect() as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("on",)


def test_many_threads_share_the_pool(store):
    """More of them than connections: each waits its turn for a moment and nobody is refused."""
    failed = []

    def read():
        try:
            for _ in range(5):
                names(store)
        except Unavailable as error:
            failed.append(error)

    threads = [threading.Thread(target=read) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
