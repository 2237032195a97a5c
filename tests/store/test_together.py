"""Group commit: what arrives together shares a transaction, returns when it is on disk, and fails alone."""

import threading
from contextlib import contextmanager

import pytest
from sqlalchemy import event, func, insert, select, text
from sqlalchemy.exc import IntegrityError

from rejoinder.store import together
from rejoinder.store.schema import audit, sites

INSERT = insert(sites)
OTHER = insert(audit)
THREADS = 20
ROWS = [(number, {"id": number, "url": str(number), "name": "", "mode": "", "created_at": 0}) for number in (1, 2, 3)]


def site(number, **more):
    return {"id": number, "url": f"https://{number}.example", "name": "x", "mode": "x", "created_at": 0, **more}


def write(store, values, statement=INSERT):
    """Write one row; raises what went wrong with it."""
    [error] = store.together(statement, [values])
    if error is not None:
        raise error


def count(store, table=sites):
    with store.read() as connection:
        return connection.scalar(select(func.count()).select_from(table))


class Callers:
    """Threads that write one row each, and what each was told."""

    def __init__(self, store, rows):
        self.store, self.told = store, {}
        self.threads = [threading.Thread(target=self.write, args=row) for row in rows]
        for thread in self.threads:
            thread.start()

    def write(self, number, values, statement=INSERT):
        try:
            write(self.store, values, statement)
        except Exception as error:  # noqa: BLE001 - the test looks at what it was
            self.told[number] = error
        else:
            self.told[number] = None

    def join(self):
        for thread in self.threads:
            thread.join(60)
        return self.told


@contextmanager
def nobody_can_write(store):
    """Hold up whoever writes to `sites`, so that rows gather."""
    with store.write() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("LOCK TABLE sites IN EXCLUSIVE MODE"))
        yield


def gather(store, count):
    """Wait until there is a leader, and so many rows wait behind it."""
    while not store._together._led or len(store._together._waiting) != count:
        threading.Event().wait(0.001)


@pytest.fixture
def commits(store):
    counted = []
    event.listen(store.engine, "commit", counted.append)
    return counted


def test_what_arrives_together_is_written_by_two_transactions_and_returns_after_them(store, commits):
    """The first caller commits its own row; all who come meanwhile are one batch."""
    with nobody_can_write(store):
        callers = Callers(store, [(number, site(number)) for number in range(THREADS)])
        gather(store, THREADS - 1)
        assert callers.told == {}
    assert callers.join() == dict.fromkeys(range(THREADS))
    assert count(store) == THREADS
    assert len(commits) == 1 + 2  # the one that held the others up, and two for twenty rows


def test_rows_of_several_tables_share_a_transaction(store, commits):
    line = {"at": 0, "actor": "", "action": "", "subject": "", "detail": ""}
    with nobody_can_write(store):
        callers = Callers(store, [(0, site(0))])
        gather(store, 0)
        more = Callers(store, [(number, site(number)) for number in range(1, 9)])
        lines = Callers(store, [(number, line, OTHER) for number in range(9)])
        gather(store, 17)
    for one in (callers, more, lines):
        assert set(one.join().values()) == {None}
    assert (count(store), count(store, audit)) == (9, 9)
    assert len(commits) == 1 + 2


def test_whoever_writes_much_at_once_finds_every_row_once(store):
    def write_some(first):
        for number in range(first, first + 20):
            write(store, site(number))
        assert store.together(INSERT, [site(number) for number in range(first + 20, first + 25)]) == [None] * 5

    threads = [threading.Thread(target=write_some, args=[first]) for first in range(0, 1000, 25)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(store) == 1000


def test_a_row_that_breaks_a_constraint_fails_alone(store):
    write(store, site(7))
    with nobody_can_write(store):
        callers = Callers(store, [(number, site(number)) for number in range(THREADS)])
        gather(store, THREADS - 1)
    told = callers.join()
    assert isinstance(told.pop(7), IntegrityError)
    assert set(told.values()) == {None}
    assert count(store) == THREADS


def test_of_rows_that_one_call_writes_a_bad_one_fails_alone(store):
    write(store, site(7))
    with nobody_can_write(store):
        callers = Callers(store, [(0, site(0))])
        gather(store, 0)
        told = []
        one = threading.Thread(target=lambda: told.append(store.together(INSERT, [site(6), site(7), site(8)])))
        one.start()
        gather(store, 1)
    one.join(60)
    [(before, wrong, after)] = told
    assert (callers.join(), before, after) == ({0: None}, None, None)
    assert isinstance(wrong, IntegrityError)
    assert count(store) == 4


@pytest.mark.parametrize("value", ["\ud800", 2**70], ids=["a lone surrogate", "a number beyond 64 bits"])
def test_a_row_that_the_database_cannot_hold_fails_alone(store, value):
    with nobody_can_write(store):
        callers = Callers(store, [(number, site(number)) for number in range(9)])
        gather(store, 8)
        bad = Callers(store, [(9, site(9, **({"name": value} if isinstance(value, str) else {"created_at": value})))])
        gather(store, 9)
    assert set(callers.join().values()) == {None}
    assert isinstance(bad.join()[9], Exception)
    assert count(store) == 9


def test_a_database_that_fails_fails_for_all_who_wait_and_stores_nothing(store, monkeypatch):
    leaders = []

    @contextmanager
    def failing():
        leaders.append(1)
        if len(leaders) == 1:
            gather(store, THREADS - 1)
        raise together.unavailable()
        yield

    with monkeypatch.context() as broken:
        broken.setattr(store._together, "_append", failing)
        told = Callers(store, [(number, site(number)) for number in range(THREADS)]).join()
    assert {error.code for error in told.values()} == {"database_unavailable"}
    assert len(set(map(id, told.values()))) == THREADS, "threads that share an error share its traceback"
    assert len(leaders) == 2, "nothing is tried again"
    assert count(store) == 0
    write(store, site(1))
    assert count(store) == 1


def test_who_waits_too_long_behind_a_leader_that_hangs_is_told_so_and_its_row_does_not_come_later(store, monkeypatch):
    monkeypatch.setattr(together, "_WAIT_S", 0.01)
    with nobody_can_write(store):
        leader = Callers(store, [(0, site(0))])
        gather(store, 0)
        waited = Callers(store, [(1, site(1)), (2, site(2))]).join()
        assert {error.code for error in waited.values()} == {"database_unavailable"}
    assert leader.join() == {0: None}
    assert count(store) == 1


def test_whose_row_a_leader_that_hangs_has_taken_is_told_that_nobody_knows(store, monkeypatch):
    taken, go_on = threading.Event(), threading.Event()
    ordinary = store._together._append

    @contextmanager
    def hanging():
        with ordinary() as connection:
            taken.set()
            go_on.wait(60)
            yield connection

    with nobody_can_write(store):
        callers = Callers(store, [(0, site(0)), (1, site(1)), (2, site(2))])
        gather(store, 2)
        monkeypatch.setattr(store._together, "_append", hanging)
        monkeypatch.setattr(together, "_WAIT_S", 0.3)
        late = Callers(store, [(3, site(3))])
        gather(store, 3)
    taken.wait(60)
    assert late.join()[3].code == "database_uncertain"
    go_on.set()
    assert set(callers.join().values()) == {None}
    assert count(store) == 4


def test_a_leader_that_is_interrupted_leaves_nobody_waiting_for_ever(store, monkeypatch):
    others = []

    @contextmanager
    def interrupted():
        others.append(Callers(store, ROWS))
        gather(store, 3)
        monkeypatch.undo()
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr(store._together, "_append", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(store, site(0))
    assert set(others[0].join().values()) == {None}
    assert count(store) == 3
