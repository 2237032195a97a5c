"""Work that has to be done once is done by one, and goes on when that one has died."""

import pytest

from rejoinder.errors import Unavailable
from rejoinder.store import leases
from rejoinder.workers.leased import Leased


def holds(lease):
    with lease.held() as hold:
        return hold is not None


def test_one_holds_and_the_other_waits(house):
    one, other = Leased(house.store, "sweep"), Leased(house.store, "sweep")
    with one.held() as hold:
        assert hold is not None
        assert not holds(other)
    assert holds(other)
    assert holds(one)


def test_leases_of_other_names_do_not_meet(house):
    with Leased(house.store, "sweep").held():
        assert holds(Leased(house.store, "upgrade"))


def dead(house):
    """A lease whose holder died: taken and never let go."""
    lease = Leased(house.store, "sweep", patience=0.0)
    assert lease._take()
    return lease


def test_the_lease_of_a_dead_holder_is_taken_over_after_patience_and_not_before(house):
    dead(house)
    patient, hasty = Leased(house.store, "sweep"), Leased(house.store, "sweep", patience=0.0)
    assert not holds(patient)
    assert not holds(patient)
    assert holds(hasty)


def test_a_holder_that_shows_that_it_lives_keeps_its_lease(house):
    slow, other = dead(house), Leased(house.store, "sweep", patience=3600)
    assert not holds(other)
    since = other._since
    with house.store.write() as connection:
        slow._beat(connection)
    assert not holds(other)
    assert other._since > since  # its patience begins anew with each sign of life


def test_whoever_was_only_slow_loses_its_next_transaction(house):
    slow = dead(house)
    with Leased(house.store, "sweep", patience=0.0).held() as hold:
        assert hold is not None
        with pytest.raises(Unavailable, match="taken this work over"), house.store.write() as connection:
            slow._beat(connection)


def test_of_many_that_want_a_dead_lease_one_gets_it(house):
    dead(house)
    with house.store.read() as connection:
        found = leases.look(connection, "sweep")
    with house.store.write() as connection:
        taken = [leases.move(connection, found, f"process {number}") for number in range(5)]
    assert [lease is not None for lease in taken] == [True, False, False, False, False]
