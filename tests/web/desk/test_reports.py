"""Reported comments at the desk: a queue of their own, the words of the reporters, and two ways to keep a comment."""

from __future__ import annotations

import re
from html import unescape

from rejoinder.actions.reading.report import report
from rejoinder.moderation import Status
from tests.web.desk.desk import Desk, publish, say, status


def _reported(desk: Desk, text: str = "I live beside that bridge.", *why: tuple[str, str]) -> int:
    comment = publish(desk.server, text)
    for at, (reason, words) in enumerate(why or (("insult", "He calls me names."),)):
        report(desk.server.house, comment, reason, words, f"203.0.113.{at + 1}")
    return comment


def _counts(page: str) -> dict[str, str]:
    return dict(re.findall(r'data-count="(\w+)">(\d+)<', page))


def test_reported_comments_have_a_queue_the_first_reported_first(desk):
    one = _reported(desk)
    two = _reported(desk, "Another.", ("spam", ""), ("insult", "Rude."), ("insult", ""))
    say(desk.server, "Nobody reports this.")
    page = unescape(desk.client.get("/desk/reports").text)
    assert re.findall(r'<article class="card" id="comment-(\d+)"', page) == [str(one), str(two)]
    assert _counts(page)["reports"] == "2"
    for shown in ("Reported once", "Reported 3 times", "He calls me names.", "Rude.", "2 × It insults somebody."):
        assert shown in page
    assert page.count('value="settle"') == 2


def test_settling_keeps_it_and_teaches_nothing_and_can_be_undone(desk):
    comment = _reported(desk)
    answer = desk.decide(comment, "settle", "/desk/reports")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/reports?done=1")
    page = desk.client.get(answer.headers["location"]).text
    assert "Reports settled:" in page
    assert "Nothing is reported." in page
    assert "<b data-learned>0</b>" in page
    assert status(desk.server, comment) is Status.PUBLISHED
    assert desk.undo(1).status_code == 303
    assert _counts(desk.client.get("/desk/reports").text)["reports"] == "1"


def test_approving_keeps_it_and_teaches_that_it_is_genuine(desk):
    comment = _reported(desk)
    assert desk.decide(comment, "approve", "/desk/reports").status_code == 303
    page = desk.client.get("/desk/reports").text
    assert "<b data-learned>1</b>" in page
    assert "Nothing is reported." in page
    assert status(desk.server, comment) is Status.PUBLISHED


def test_taking_it_down_settles_the_reports(desk):
    comment = _reported(desk)
    desk.decide(comment, "reject", "/desk/reports", why="insult")
    assert "Nothing is reported." in desk.client.get("/desk/reports").text
    assert "Its writer is told: It insults somebody." in desk.client.get(f"/desk/comments/{comment}").text


def test_settling_what_is_settled_is_refused_and_explained(desk):
    comment = _reported(desk)
    fields = desk.form("/desk/reports", f"/{comment}/decide") | {"decision": "settle"}
    assert desk.client.post(f"/desk/comments/{comment}/decide", data=fields).status_code == 303
    again = desk.client.post(f"/desk/comments/{comment}/decide", data=fields)
    assert again.status_code == 409
    assert "No report of this comment waits any more." in again.text


def test_the_page_of_a_reported_comment_shows_the_reports(desk):
    page = unescape(desk.client.get(f"/desk/comments/{_reported(desk)}").text)
    assert "Reported once" in page
    assert "He calls me names." in page


def test_a_comment_that_waits_says_why(desk):
    comment = say(desk.server)
    assert status(desk.server, comment) is Status.PENDING
    page = desk.client.get("/desk/").text
    assert '<p class="held">It waits because the filter was not sure.</p>' in page
    desk.decide(comment, "approve")
    assert 'class="held"' not in desk.client.get("/desk/published").text


def test_a_reason_that_is_none_is_refused_and_changes_nothing(desk):
    comment = say(desk.server)
    assert desk.decide(comment, "reject", why="rude").status_code == 400
    assert status(desk.server, comment) is Status.PENDING
    assert desk.decide(comment, "spam", why="").status_code == 303
