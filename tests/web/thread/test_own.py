"""The private page of a comment: preview, edit and delete by plain forms, and nothing that tells its address."""

import re

import httpx
import pytest

from rejoinder.filter import VerdictLabel
from rejoinder.moderation import Status
from tests.web.thread.readers import THREAD, count, give_status, judging
from tests.web.thread.scripts import rule


@pytest.fixture
def receipt(server):
    """The receipt of a published comment."""
    with judging(server.house, VerdictLabel.HAM):
        answer = httpx.post(f"{server.url}/thread", data={**THREAD, "text": "The first words", "author": "Ada"})
    return re.search("receipt/([^?]+)", answer.headers["location"])[1]


def post(server, path, origin="null", **fields):
    headers = {"origin": origin} if origin else {}
    return httpx.post(f"{server.url}/thread/{path}", data=fields, headers=headers)


def own_page(server, receipt, **more):
    return httpx.get(f"{server.url}/thread/receipt/{receipt}", params=more)


def test_it_can_be_changed_while_there_is_time(server, receipt):
    assert "You can change or delete it until" in own_page(server, receipt).text
    with judging(server.house, VerdictLabel.UNSURE):
        answer = post(server, "edit", receipt=receipt, text="Other words")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/thread/receipt/{receipt}?lang=en"
    text = own_page(server, receipt).text
    assert "Other words" in text
    assert "<h1>Your comment is waiting for a moderator.</h1>" in text
    assert "Other words" not in httpx.get(f"{server.url}/thread", params=THREAD).text.partition("<form")[0]


def test_a_preview_changes_nothing(server, receipt):
    answer = post(server, "edit", receipt=receipt, text="*Other* words", preview="1")
    assert answer.status_code == 200
    assert "<p><em>Other</em> words</p>" in answer.text
    assert "*Other* words</textarea>" in answer.text
    assert "The first words" in own_page(server, receipt).text


@pytest.mark.parametrize(("text", "status"), [("", 400), ("x" * 10_001, 413), ("a\x00", 400)])
def test_what_cannot_be_taken_stays_in_the_form(server, receipt, text, status):
    answer = post(server, "edit", receipt=receipt, text=text)
    assert answer.status_code == status
    assert 'role="alert"' in answer.text
    assert f"\n{text}</textarea>" in answer.text.replace("&#0;", "\x00")


def test_deleting_takes_two_steps(server, receipt):
    asked = post(server, "delete", receipt=receipt)
    assert "<h1>Delete this comment for good?</h1>" in asked.text
    assert own_page(server, receipt).status_code == 200
    done = post(server, "delete", receipt=receipt, sure="1")
    assert "<h1>Your comment was deleted.</h1>" in done.text
    assert own_page(server, receipt).status_code == 404
    assert "No comments yet" in httpx.get(f"{server.url}/thread", params=THREAD).text


def test_no_address_changes_anything_by_being_opened(server, receipt):
    own_page(server, receipt, sure="1", text="x", delete="1")
    for path in ("edit", "delete"):
        assert httpx.get(f"{server.url}/thread/{path}", params={"receipt": receipt, "sure": "1"}).status_code == 405
    assert "The first words" in own_page(server, receipt).text


def test_what_is_sent_to_its_forms_from_elsewhere_is_refused(server, receipt):
    """Its own forms have the origin "null", since the page tells nobody its address."""
    for path in ("edit", "delete"):
        answer = post(server, path, "https://evil.example", receipt=receipt, text="x", sure="1")
        assert answer.status_code == 403
    assert "The first words" in own_page(server, receipt).text


@pytest.mark.parametrize("path", ["edit", "delete"])
def test_a_receipt_that_is_not_ours_changes_nothing(server, receipt, path):
    # The last sign is left alone: of its six bits two say nothing, so that another may mean the same.
    other = receipt[:-2] + ("A" if receipt[-2] != "A" else "B") + receipt[-1]
    assert post(server, path, receipt=other, text="x", sure="1").status_code == 404
    assert post(server, path, text="x", sure="1").status_code == 400
    assert count(server.house) == 1


def test_after_its_time_there_is_no_form_and_what_is_sent_is_refused(server, receipt):
    rule(server.house, edit_minutes=0)
    text = own_page(server, receipt).text
    assert "edit-form" not in text
    assert "delete-form" not in text
    answer = post(server, "edit", receipt=receipt, text="Too late")
    assert answer.status_code == 403
    assert "cannot change or delete their comments here" in answer.text
    assert post(server, "delete", receipt=receipt, sure="1").status_code == 403


def test_every_page_with_a_receipt_is_private(server, receipt):
    pages = [own_page(server, receipt), post(server, "edit", receipt=receipt, text="x", preview="1")]
    pages += [post(server, "delete", receipt=receipt)]
    for answer in pages:
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "noindex" in answer.text


def test_it_says_why_it_waits_and_why_it_was_refused(server):
    rule(server.house, hold="everybody")
    with judging(server.house, VerdictLabel.HAM):
        answer = httpx.post(f"{server.url}/thread", data={**THREAD, "text": "words"})
    address = server.url + answer.headers["location"]
    assert "All comments here are read by a moderator" in httpx.get(address).text
    give_status(server.house, 1, Status.PUBLISHED)
    assert "read by a moderator" not in httpx.get(address).text


def test_it_speaks_the_language_of_the_form(server):
    answer = httpx.post(f"{server.url}/thread", data={**THREAD, "text": "words", "lang": "ar"})
    text = httpx.get(server.url + answer.headers["location"]).text
    assert '<html lang="ar" dir="rtl">' in text
