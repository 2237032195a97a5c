"""Deciding and undoing as verbs: status, ledger, decision, audit and outbox change together or not at all."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select, update

from rejoinder.actions.deciding import queue
from rejoinder.actions.deciding.decide import allowed, decide, event_named
from rejoinder.actions.deciding.undo import undo
from rejoinder.actions.installation import Installation
from rejoinder.actions.learning.fold import rebuild
from rejoinder.actions.owning.people import add_moderator
from rejoinder.actions.owning.sites import add_site
from rejoinder.actions.reading.submit import Draft, submit
from rejoinder.errors import BadInput, Conflict, NotFound
from rejoinder.moderation import DECISIONS, LAW, Event, Status
from rejoinder.store.people import Moderator
from rejoinder.store.schema import audit, checks, comments, decisions, ledger, outbox
from tests.serving import PAGE, PASSWORD, SITE, house  # noqa: F401

LAWFUL = [(status, event) for status in LAW if status for event in DECISIONS if event in LAW[status]]
UNLAWFUL = [(status, event) for status in LAW if status for event in DECISIONS if event not in LAW[status]]


@pytest.fixture
def ada(house: Installation) -> Moderator:  # noqa: F811
    """A moderator of a house with one site."""
    add_site(house, SITE, "The Paper")
    return add_moderator(house, "Ada", PASSWORD)


def _say(house: Installation, text: str = "I live beside that bridge.", stands: Status | None = None) -> int:  # noqa: F811
    number = submit(house, Draft(site=SITE, page_url=PAGE, text=text, author=text[:20])).comment_id
    if stands:
        _set(house, number, stands)
    return number


def _set(house: Installation, number: int, stands: Status) -> None:  # noqa: F811
    with house.store.write() as connection:
        connection.execute(update(comments).where(comments.c.id == number).values(status=stands))


def _state(house: Installation) -> dict[str, list]:  # noqa: F811
    """Every row that a decision may touch."""
    with house.store.read() as connection:
        tables = (comments, decisions, ledger, audit, outbox)
        return {table.name: list(connection.execute(select(table))) for table in tables}


def _count(house: Installation, table) -> int:  # noqa: F811
    with house.store.read() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _digest(house: Installation) -> str:  # noqa: F811
    live = house.judge.digest()[0]
    assert live == rebuild(house.store, house.judge).digest()[0]
    return live


@pytest.mark.parametrize(("stands", "event"), LAWFUL)
def test_what_the_law_allows_is_done_and_undone(house, ada, stands, event):  # noqa: F811
    comment = _say(house, stands=stands)
    empty = _digest(house)
    number, status = decide(house, ada, comment, event, 1)
    assert status is LAW[stands][event].status
    assert (_digest(house) == empty) is (LAW[stands][event].label is None)
    state = _state(house)
    assert [row.status for row in state["comments"]] == [status]
    assert [(row.id, row.event, row.status_before) for row in state["decisions"]] == [(number, event, stands)]
    assert [json.loads(row.payload) for row in state["outbox"]] == [{"comment": comment, "status": status}]
    assert (state["audit"][-1].actor, state["audit"][-1].detail) == ("Ada", f"{stands} -> {status}")
    undo(house, ada, number)
    assert [row.status for row in _state(house)["comments"]] == [stands]
    assert _digest(house) == empty


@pytest.mark.parametrize(("stands", "event"), UNLAWFUL)
def test_what_the_law_does_not_allow_changes_nothing(house, ada, stands, event):  # noqa: F811
    comment = _say(house, stands=stands)
    before = _state(house)
    assert event not in allowed(stands)
    with pytest.raises(Conflict):
        decide(house, ada, comment, event)
    assert _state(house) == before


def test_only_decisions_can_be_named():
    assert [event_named(name) for name in ("approve", "spam", "reject")] == list(DECISIONS)
    for name in ("", "remove", "judged spam", "Spam", "spam\x00"):
        with pytest.raises(BadInput):
            event_named(name)


def test_an_old_version_changes_nothing(house, ada):  # noqa: F811
    comment = _say(house)
    decide(house, ada, comment, Event.APPROVE, 1)
    before = _state(house)
    with pytest.raises(Conflict, match="Somebody else"):
        decide(house, ada, comment, Event.SPAM, 1)
    assert _state(house) == before


def test_a_comment_that_is_judged_anew_meanwhile_is_not_learned_as_the_old_one(house, ada, monkeypatch):  # noqa: F811
    """Its author edits it while the columns of the old text are made; they must not stand for the new text."""
    comment, edited = _say(house), _say(house, "Edited.")
    make = house.judge.examples

    def edit_meanwhile(judged):
        with house.store.write() as connection:
            newer = select(comments.c.check_id).where(comments.c.id == edited).scalar_subquery()
            connection.execute(update(comments).where(comments.c.id == comment).values(check_id=newer))
        return make(judged)

    monkeypatch.setattr(house.judge, "examples", edit_meanwhile)
    with pytest.raises(Conflict):
        decide(house, ada, comment, Event.SPAM)
    assert (_count(house, decisions), _count(house, ledger)) == (0, 0)


def test_unknown_numbers_are_not_found(house, ada):  # noqa: F811
    with pytest.raises(NotFound):
        decide(house, ada, 7, Event.SPAM)
    with pytest.raises(NotFound):
        undo(house, ada, 7)


def test_undoing_goes_back_step_by_step(house, ada):  # noqa: F811
    comment = _say(house)
    states = [(Status.PENDING, _digest(house))]
    numbers = []
    for event in (Event.APPROVE, Event.SPAM, Event.SPAM, Event.APPROVE, Event.REJECT):
        number, status = decide(house, ada, comment, event)
        states.append((status, _digest(house)))
        for older in numbers:
            with pytest.raises(Conflict, match="undone already, or a newer one"):
                undo(house, ada, older)
        numbers.append(number)
    for number in reversed(numbers):
        states.pop()
        undo(house, ada, number)
        status, digest = states[-1]
        assert queue.one_card(house, comment).comment.status is status
        assert _digest(house) == digest


def test_an_undo_does_not_bring_back_what_was_removed(house, ada):  # noqa: F811
    """Its author took it back after the decision; an undo of the decision must not publish it again."""
    comment = _say(house, stands=Status.PUBLISHED)
    number, _ = decide(house, ada, comment, Event.REJECT)
    _set(house, comment, Status.REMOVED)
    before = _state(house)
    with pytest.raises(Conflict, match="no longer stands"):
        undo(house, ada, number)
    assert _state(house) == before


def test_a_comment_that_the_filter_cannot_take_apart_is_hidden_all_the_same(house, ada, monkeypatch):  # noqa: F811
    comment, other = _say(house), _say(house, "Another.")

    def broken(comment):
        raise ZeroDivisionError

    monkeypatch.setattr(house.judge, "examples", broken)
    number, status = decide(house, ada, comment, Event.SPAM)
    assert status is Status.SPAM
    assert _count(house, ledger) == 0
    assert _state(house)["audit"][-1].detail == "pending -> spam, not learned"
    decide(house, ada, other, Event.REJECT)
    assert _state(house)["audit"][-1].detail == "pending -> rejected"
    undo(house, ada, number)
    assert queue.one_card(house, comment).comment.status is Status.PENDING


def test_a_comment_whose_address_cannot_be_opened_is_hidden_all_the_same(house, ada):  # noqa: F811
    """As after a restored database without its secret: the desk must go on."""
    comment = _say(house)
    with house.store.write() as connection:
        connection.execute(update(checks).values(email_sealed=b"x" * 40))
    card = queue.look(house, Status.PENDING).cards[0]
    assert (card.readable, card.reasons) == (False, ())
    assert decide(house, ada, comment, Event.SPAM)[1] is Status.SPAM


def test_highlights_of_another_text_are_not_shown(house, ada):  # noqa: F811
    comment = _say(house)
    with house.store.write() as connection:
        told = '[{"signal":"x","weight":1.0,"text":"x","spans":[[0,3]]}]'
        connection.execute(update(checks).values(reasons=told))
    assert queue.one_card(house, comment).reasons[0].spans == ((0, 3),)
    with house.store.write() as connection:
        connection.execute(update(comments).values(text="Edited."))
    assert queue.one_card(house, comment).reasons[0].spans == ()


def test_who_has_waited_longest_comes_first_and_the_newest_spam(house, ada):  # noqa: F811
    numbers = [_say(house, f"Comment {number}.") for number in range(3)]
    assert [card.comment.id for card in queue.look(house, Status.PENDING).cards] == numbers
    for number in numbers:
        _set(house, number, Status.SPAM)
    assert [card.comment.id for card in queue.look(house, Status.SPAM).cards] == numbers[::-1]
    assert queue.counts(house)[Status.SPAM] == 3
    assert queue.counts(house)[Status.PENDING] == 0


def test_lately_names_the_site_and_the_one_that_can_be_undone(house, ada):  # noqa: F811
    comment = _say(house)
    decide(house, ada, comment, Event.APPROVE)
    decide(house, ada, comment, Event.SPAM)
    found = queue.lately(house)
    assert [(entry.decision.event, entry.newest, entry.site) for entry in found] == [
        ("spam", True, "The Paper"),
        ("approve", False, "The Paper"),
    ]
    undo(house, ada, found[0].decision.id)
    assert [entry.newest for entry in queue.lately(house)] == [False, True]
    assert queue.entry(house, 99) is None
