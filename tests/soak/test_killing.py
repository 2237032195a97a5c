"""A short share of the round with kill -9 (`python -m soak.killing`), and that its books would notice a loss."""

import asyncio
import random
import sqlite3
from contextlib import closing

import pytest

from soak.books import compare, faults_of
from soak.journal import Journal
from soak.killing import killing
from soak.places import place
from soak.served import Served
from soak.wire import Line


@pytest.mark.parametrize(
    ("kind", "workers"), [("sqlite", 1), pytest.param("postgresql", 2, marks=pytest.mark.postgres)]
)
def test_what_was_acknowledged_before_kill_9_is_there_once(kind, workers):
    sheet = killing(kind, rounds=1, clients=40, workers=workers, seed=7)
    # How long a start takes is measured by the long round: here it says how busy the machine is.
    missed = [figure for figure in sheet.figures if not figure.held and not figure.wanted.startswith("under")]
    assert not missed
    assert len(sheet.figures) > 8


@pytest.fixture(scope="module")
def booked():
    """An installation, and the journal of those who filled it."""
    with place("sqlite") as where:
        journal, served = Journal(where.key, random.Random(7)), Served(where)
        try:
            served.start()
            asyncio.run(fill(journal, served.port))
            served.stop()
        finally:
            served.remove()
        yield where, journal


async def fill(journal, port):
    line = await Line.open(port)
    while len(journal.acknowledged("report")) < 5 or len(journal.acknowledged("post")) < 5:
        job = journal.draw()
        assert journal.note(job, await line.ask(job.sent))
    line.close()


@pytest.fixture
def tamper(booked):
    """Changes the database behind the journal's back, for one test."""
    where, _journal = booked
    path = where.folder / "rejoinder.db"
    sound = path.read_bytes()

    def change(sql):
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(sql)

    yield change
    path.write_bytes(sound)


def test_books_that_agree_hold_every_row(booked):
    where, journal = booked
    found = compare(where, journal)
    assert (found.lost, found.doubled, faults_of(where)) == ([], [], [])
    assert found.rows > 10


@pytest.mark.parametrize(
    ("sql", "lost"),
    [
        ("DELETE FROM checks WHERE source = 'akismet' AND id NOT IN (SELECT check_id FROM ledger)", "check"),
        ("DELETE FROM comments WHERE id = 1", "post"),
        ("UPDATE ledger SET voided_at = 1, void_number = 1 WHERE position = 1", "report"),
        ("UPDATE ledger SET label = CASE label WHEN 'spam' THEN 'ham' ELSE 'spam' END", "report"),
    ],
)
def test_a_loss_is_noticed(booked, tamper, sql, lost):
    tamper(sql)
    assert lost in " ".join(compare(*booked).lost)


@pytest.mark.parametrize(
    ("columns", "table", "doubled"),
    [
        ("*", "checks", "judged 2 times"),
        ("*", "comments", "is 2 comments"),
    ],
)
def test_what_is_there_twice_is_noticed(booked, tamper, columns, table, doubled):
    where, _journal = booked
    names = [name for _, name, *_ in where.rows(f"PRAGMA table_info({table})") if name != "id"]
    listed = ", ".join(names)
    tamper(f"INSERT INTO {table} (id, {listed}) SELECT 99, {listed} FROM {table} ORDER BY id LIMIT 1")
    assert doubled in " ".join(compare(*booked).doubled)


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("UPDATE ledger_head SET position = position + 1", "its head is"),
        ("DELETE FROM ledger_columns WHERE position = 1", "have no columns"),
        ("UPDATE comments SET page_id = 999", "broken reference"),
    ],
)
def test_a_database_that_breaks_its_laws_is_noticed(booked, tamper, sql, fault):
    tamper(sql)
    assert fault in " ".join(faults_of(booked[0]))
