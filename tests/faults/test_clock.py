"""The clock jumps: forward a year, back a day, back to 1970; for a minute, or for good."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from rejoinder.actions.clock import MADE, SteadyClock
from rejoinder.actions.owning.people import add_moderator, identify, sign_in
from rejoinder.actions.owning.sites import add_site
from rejoinder.actions.reading.receipt import look_up
from rejoinder.actions.reading.submit import Draft, submit
from rejoinder.actions.rights.doubt import Doubt
from rejoinder.cli.common import opened
from rejoinder.errors import NotSignedIn, SettingError
from rejoinder.privacy.retention import DAY_MS
from rejoinder.store import schema
from rejoinder.workers.once import Sweeping
from tests.serving import PAGE, PASSWORD, SITE

START = MADE + 300 * DAY_MS
MINUTE = 60_000
HOUR = 60 * MINUTE
JUMPS = {"forward a year": 365 * DAY_MS, "forward ten years": 3_650 * DAY_MS, "back a day": -DAY_MS, "1970": -START}


class Machine:
    """A machine whose clock may be set, and on which time passes when it is told to."""

    def __init__(self):
        self.passed, self.wrong_by = HOUR, 0

    def wall(self):
        return START + self.passed + self.wrong_by

    def elapsed(self):
        return self.passed


@pytest.fixture
def machine():
    return Machine()


@pytest.fixture
def house(house, machine):
    """An installation on that machine, with a comment and a moderator."""
    house = replace(house, clock=SteadyClock(machine.wall, machine.elapsed))
    add_site(house, SITE)
    add_moderator(house, "Ada", PASSWORD)
    return house


def leave(house, text):
    return submit(house, Draft(SITE, PAGE, text))


@pytest.mark.parametrize("jump", JUMPS.values(), ids=JUMPS)
def test_a_clock_that_is_wrong_for_a_minute_changes_nothing(house, machine, jump):
    token, receipt = sign_in(house, "Ada", PASSWORD), leave(house, "Before.").receipt
    machine.wrong_by = jump
    machine.passed += MINUTE
    assert identify(house, token).name == "Ada"
    assert look_up(house, receipt).text == "Before."
    leave(house, "During.")
    machine.wrong_by = 0
    machine.passed += MINUTE
    assert identify(house, token).name == "Ada"
    leave(house, "After.")
    with house.store.read() as connection:
        times = connection.scalars(select(schema.comments.c.created_at).order_by(schema.comments.c.id)).all()
        ids = connection.scalars(select(schema.checks.c.id).order_by(schema.checks.c.received_at)).all()
    assert [at - START - HOUR for at in times] == [0, MINUTE, 2 * MINUTE]
    assert ids == sorted(set(ids))


def test_a_clock_that_has_been_set_is_believed_after_ten_minutes(machine):
    clock = SteadyClock(machine.wall, machine.elapsed)
    machine.wrong_by = DAY_MS
    assert clock() == machine.wall() - DAY_MS
    machine.passed += 9 * MINUTE
    assert clock() == machine.wall() - DAY_MS
    machine.passed += 2 * MINUTE
    assert clock() == machine.wall()


def test_a_clock_before_the_program_was_made_is_never_believed(machine):
    clock = SteadyClock(machine.wall, machine.elapsed)
    machine.wrong_by = -START
    clock()
    machine.passed += DAY_MS
    assert clock() == START + HOUR + DAY_MS


def test_nobody_begins_on_a_machine_whose_clock_says_1970(folder, monkeypatch):
    monkeypatch.setattr("time.time_ns", lambda: 0)
    with pytest.raises(SettingError, match="years behind"), opened(folder):
        pass


def test_a_session_from_the_future_is_not_good_until_then(house, machine):
    ahead = replace(house, clock=lambda: house.clock() + 365 * DAY_MS)
    token = sign_in(ahead, "Ada", PASSWORD)
    assert identify(ahead, token).name == "Ada"
    with pytest.raises(NotSignedIn):
        identify(house, token)


def swept(house, doubt):
    """Whether a sweep deletes a session that has long been idle by the clock."""
    Sweeping(house, doubt)()
    with house.store.read() as connection:
        return connection.scalar(select(func.count()).select_from(schema.sessions)) == 0


def test_a_sweep_by_a_clock_that_has_jumped_deletes_nothing_and_says_so(house, machine):
    sign_in(house, "Ada", PASSWORD)
    doubt = Doubt(machine.elapsed)
    assert not swept(house, doubt)  # the first of all only notes the time
    ahead = replace(house, clock=lambda: house.clock() + 3_650 * DAY_MS)
    for _ in range(20):
        machine.passed += HOUR
        assert not swept(ahead, doubt)
    assert "If the clock is wrong, set it" in ahead.troubles.now()["retention"]
    assert not swept(house, doubt)  # the clock is right again
    assert ahead.troubles.now() == {}
    machine.passed += 15 * DAY_MS
    restarted = Doubt(machine.elapsed)
    assert not swept(house, restarted)  # a machine that was off for two weeks …
    machine.passed += DAY_MS
    assert swept(house, restarted)  # … deletes after a day


def test_of_two_machines_on_one_database_the_one_with_the_wrong_clock_never_sweeps(house, machine):
    sign_in(house, "Ada", PASSWORD)
    right, wrong = Doubt(machine.elapsed), Doubt(machine.elapsed)
    ahead = replace(house, clock=lambda: house.clock() + 3_650 * DAY_MS)
    swept(house, right)
    for _ in range(30):
        machine.passed += HOUR
        assert not swept(house, right)
        assert not swept(ahead, wrong)


def test_a_clock_that_runs_unevenly_is_not_trusted_with_deleting(machine):
    doubt = Doubt(machine.elapsed)
    for day in range(1, 30):
        machine.passed += DAY_MS
        assert doubt.about(START + day * 40 * DAY_MS, START)
