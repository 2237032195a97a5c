"""A whole ledger is folded in great portions, and its last lines one by one, so that they can be taken back."""

import pytest

from rejoinder.actions.judging.report import report
from rejoinder.actions.learning import weights
from rejoinder.actions.learning.fold import rebuild
from rejoinder.actions.owning.sites import add_site
from rejoinder.comment import Comment, Label
from rejoinder.filter import NEWEST, SpamFilter
from rejoinder.store import ledger, schema
from tests.serving import SITE

COUNT = 12


@pytest.fixture
def lines(house):
    """A house with a dozen labels, and their lines."""
    site, _key = add_site(house, SITE)
    for number in range(COUNT):
        report(house, site, Comment(text=f"Comment {number} about bridges"), Label.SPAM if number % 2 else Label.HAM)
    with house.store.read() as connection:
        return house, list(ledger.lines(connection, NEWEST, 0, COUNT))


def with_steps(monkeypatch, count):
    monkeypatch.setattr(weights, "_WITH_STEPS", count)


@pytest.mark.parametrize("count", [0, 5, COUNT, COUNT + 1])
def test_however_many_lines_are_folded_at_once_the_weights_are_the_same(lines, monkeypatch, count):
    house, _lines = lines
    with_steps(monkeypatch, count)
    made = rebuild(house.store, house.judge)
    assert made.head == house.judge.head
    assert made.digest() == house.judge.digest()


def test_lines_folded_one_by_one_can_be_taken_back_and_those_before_them_not(lines, monkeypatch):
    house, _lines = lines
    with_steps(monkeypatch, 5)
    made = rebuild(house.store, house.judge)
    assert not made.go_back(COUNT - 5, 0)
    assert made.digest() == house.judge.digest()
    assert made.go_back(COUNT - 4, 0)
    assert made.filter.learned == COUNT - 5


@pytest.mark.parametrize("bad", [0, COUNT - 1])
def test_a_line_that_cannot_be_read_is_left_out_and_named_wherever_it_stands(lines, monkeypatch, caplog, bad):
    house, found = lines
    with_steps(monkeypatch, 5)
    with house.store.write() as connection:
        here = schema.ledger_columns.c.position == found[bad].position
        connection.execute(schema.ledger_columns.update().where(here).values(example=b"rubbish"))
    made = rebuild(house.store, house.judge)
    assert (made.filter.learned, made.unreadable) == (COUNT - 1, 1)
    assert f"line {bad + 1} of the ledger is left out" in caplog.text


@pytest.mark.parametrize("missing", [2, COUNT - 1])
def test_folding_stops_before_a_line_whose_columns_are_still_to_be_made(lines, monkeypatch, missing):
    house, found = lines
    with_steps(monkeypatch, 5)
    made = weights.Weights(SpamFilter(key=house.judge.key))
    unready = [ledger.Line(line.position, line.label, None) if line is found[missing] else line for line in found]
    assert made.learn(unready, ledger.Head(COUNT, 0)) == missing
    assert made.head.position == missing
    assert made.filter.learned == missing
    assert made.learn(found[missing:], ledger.Head(COUNT, 0)) == COUNT - missing
    assert made.digest() == house.judge.digest()
