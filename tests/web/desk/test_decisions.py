"""Deciding, being too late, and undoing, through the forms of the desk."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from html import unescape

import pytest
from sqlalchemy import select

from rejoinder.actions.judging.report import report
from rejoinder.actions.learning.fold import rebuild
from rejoinder.comment import Comment, Label
from rejoinder.moderation import Status
from rejoinder.store.schema import decisions, ledger
from tests.web.desk.desk import SPAM, Desk, say, status


def _digests(desk: Desk) -> tuple[str, str]:
    """The live weights, and those that the ledger alone gives."""
    house = desk.server.house
    return house.judge.digest()[0], rebuild(house.store, house.judge).digest()[0]


def _rows(desk: Desk, table) -> list:
    with desk.server.house.store.read() as connection:
        return list(connection.execute(select(table)))


@pytest.mark.parametrize(
    ("decision", "becomes", "says", "learned"),
    [
        ("approve", Status.PUBLISHED, "Approved:", 1),
        ("spam", Status.SPAM, "Marked as spam:", 1),
        ("reject", Status.REJECTED, "Rejected:", 0),
    ],
)
def test_a_decision_is_carried_out_and_told_with_its_way_back(desk, decision, becomes, says, learned):
    comment = say(desk.server)
    answer = desk.decide(comment, decision)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/?done=1")
    assert status(desk.server, comment) is becomes
    page = unescape(desk.client.get(answer.headers["location"]).text)
    assert says in page
    assert "I live beside that bridge." in page
    assert "/desk/decisions/1/undo" in page
    assert f"<b data-learned>{learned}</b>" in page
    assert _digests(desk)[0] == _digests(desk)[1]


@pytest.mark.parametrize("decision", ["approve", "spam", "reject"])
def test_an_undo_restores_status_and_weights_bit_for_bit(desk, decision):
    desk.decide(say(desk.server, SPAM, "Pills"), "spam", "/desk/spam")
    before = _digests(desk)
    comment = say(desk.server)
    desk.decide(comment, decision)
    answer = desk.undo(2)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/decided?done=2#comment-{comment}")
    assert status(desk.server, comment) is Status.PENDING
    assert _digests(desk) == before
    assert "Undone" in desk.client.get("/desk/decided").text


def test_an_undo_restores_the_label_that_stood_before(desk):
    comment = say(desk.server)
    desk.decide(comment, "approve")
    once = _digests(desk)
    desk.decide(comment, "spam", "/desk/published")
    assert _digests(desk) != once
    desk.undo(2)
    assert status(desk.server, comment) is Status.PUBLISHED
    live, rebuilt = _digests(desk)
    assert live == rebuilt
    assert [row.label for row in _rows(desk, ledger) if row.voided_at is None] == ["ham"]


def test_a_second_undo_is_refused_and_explained(desk):
    comment = say(desk.server)
    desk.decide(comment, "spam")
    fields = desk.form("/desk/decided", "/decisions/1/undo")
    assert desk.client.post("/desk/decisions/1/undo", data=fields).status_code == 303
    again = desk.client.post("/desk/decisions/1/undo", data=fields)
    assert again.status_code == 409
    assert "This decision is undone already, or a newer one stands on it." in again.text
    assert f'id="comment-{comment}"' in again.text
    assert status(desk.server, comment) is Status.PENDING


def test_only_the_newest_decision_offers_an_undo(desk):
    comment = say(desk.server)
    desk.decide(comment, "approve")
    fields = desk.form("/desk/decided", "/decisions/1/undo")
    desk.decide(comment, "spam", "/desk/published")
    page = desk.client.get("/desk/decided").text
    assert "/decisions/2/undo" in page
    assert "/decisions/1/undo" not in page
    assert "A newer decision stands" in page
    assert desk.client.post("/desk/decisions/1/undo", data=fields).status_code == 409
    assert status(desk.server, comment) is Status.SPAM


def test_whoever_is_too_late_is_told_and_sees_the_comment_as_it_stands(desk):
    comment = say(desk.server)
    stale = desk.form("/desk/", f"/{comment}/decide") | {"decision": "spam"}
    desk.decide(comment, "approve")
    late = desk.client.post(f"/desk/comments/{comment}/decide", data=stale)
    assert late.status_code == 409
    assert "Somebody else has decided on this comment meanwhile." in late.text
    assert '<span class="status">published</span>' in late.text
    assert 'name="version" value="2"' in late.text
    assert status(desk.server, comment) is Status.PUBLISHED


def test_what_the_law_does_not_know_is_refused_and_explained(desk):
    comment = say(desk.server)
    desk.decide(comment, "reject")
    fields = desk.form("/desk/rejected", f"/{comment}/decide") | {"decision": "reject"}
    again = desk.client.post(f"/desk/comments/{comment}/decide", data=fields)
    assert again.status_code == 409
    assert "A comment that is rejected cannot be: reject." in again.text


def test_of_twenty_who_decide_at_once_one_decides(desk):
    comment = say(desk.server)
    fields = desk.form("/desk/", f"/{comment}/decide")

    def decide(number: int) -> int:
        one = desk.other(desk.token)
        decision = {"decision": ("approve", "spam", "reject")[number % 3]}
        return one.client.post(f"/desk/comments/{comment}/decide", data=fields | decision).status_code

    with ThreadPoolExecutor(20) as pool:
        answers = sorted(pool.map(decide, range(20)))
    assert answers == [303] + [409] * 19
    made = _rows(desk, decisions)
    assert len(made) == 1
    stands = {"approve": Status.PUBLISHED, "spam": Status.SPAM, "reject": Status.REJECTED}[made[0].event]
    assert status(desk.server, comment) is stands
    assert len(_rows(desk, ledger)) == (0 if made[0].event == "reject" else 1)
    assert _digests(desk)[0] == _digests(desk)[1]


def test_of_twenty_who_undo_at_once_one_undoes(desk):
    comment = say(desk.server)
    desk.decide(comment, "spam")
    fields = desk.form("/desk/decided", "/decisions/1/undo")

    def undo(_number: int) -> int:
        return desk.other(desk.token).client.post("/desk/decisions/1/undo", data=fields).status_code

    with ThreadPoolExecutor(20) as pool:
        answers = sorted(pool.map(undo, range(20)))
    assert answers == [303] + [409] * 19
    assert status(desk.server, comment) is Status.PENDING
    assert _digests(desk)[0] == _digests(desk)[1]


def test_a_client_s_report_is_listed_and_can_be_undone(desk):
    empty = _digests(desk)
    report(desk.server.house, desk.server.site, Comment(text=SPAM, author="<i>Pills</i>"), Label.SPAM)
    page = desk.client.get("/desk/decided").text
    assert "Reported as spam" in page
    assert "A client of The Paper" in page
    assert "&lt;i&gt;Pills&lt;/i&gt;" in page
    assert desk.undo(1).status_code == 303
    assert _digests(desk) == empty
    fields = {"token": desk.form("/desk/", "/desk/sign-out")["token"]}
    assert desk.client.post("/desk/decisions/1/undo", data=fields).status_code == 409


def test_the_answer_to_the_script_is_the_same_as_to_the_form(desk):
    comment = say(desk.server)
    fields = desk.form("/desk/", f"/{comment}/decide") | {"decision": "spam"}
    answer = desk.client.post(f"/desk/comments/{comment}/decide", data=fields, headers={"Accept": "application/json"})
    assert answer.json() == {
        "decision": 1,
        "status": "spam",
        "what": "Marked as spam",
        "words": "I live beside that bridge.",
        "counts": {"published": 0, "pending": 0, "spam": 1, "rejected": 0, "removed": 0, "reports": 0},
        "learned": 1,
        "back": "/desk/?done=1",
    }
    assert answer.headers["cache-control"] == "no-store"


def test_a_made_up_flash_shows_nothing(desk):
    for done in ("7", "x", "9" * 5_000, "<b>"):
        page = desk.client.get("/desk/", params={"done": done})
        assert page.status_code == 200
        assert "<b>:" not in page.text


def test_a_decision_on_a_single_page_comes_back_to_it(desk):
    comment = say(desk.server)
    answer = desk.decide(comment, "approve", f"/desk/comments/{comment}")
    assert answer.headers["location"] == f"/desk/comments/{comment}?done=1"
