"""`GET /api/v1/thread` and `POST /api/v1/comments`: what is told to programs, and what is told to nobody."""

import json

import httpx
import pytest

from rejoinder.filter import VerdictLabel
from rejoinder.moderation import Status
from tests.serving import PAGE, SITE
from tests.web.thread.readers import THREAD, count, give_status, judging, put


def read(server, **more):
    return httpx.get(f"{server.url}/api/v1/thread", params={**THREAD, **more})


def send(server, **more):
    return httpx.post(f"{server.url}/api/v1/comments", json={**THREAD, "text": "words", **more})


def test_a_thread_is_a_list_in_reading_order(server):
    first = put(server.house, "It **is**.", author="Ada", url="ada.example", title="The bridge")
    second = put(server.house, "two", author="")
    reply = put(server.house, "answer", parent_id=first)
    told = read(server).json()
    assert {name: told[name] for name in ("site", "url", "title", "count")} == {
        "site": SITE,
        "url": PAGE,
        "title": "The bridge",
        "count": 3,
    }
    assert [comment["id"] for comment in told["comments"]] == [str(first), str(reply), str(second)]
    top, answer, _ = told["comments"]
    assert top | {"time": ""} == {
        "id": str(first),
        "parent": None,
        "depth": 0,
        "author": "Ada",
        "website": "https://ada.example",
        "time": "",
        "body": [["p", {}, ["It ", ["strong", {}, ["is"]], "."]], "\n"],
        "html": "<p>It <strong>is</strong>.</p>\n",
        "removed": False,
        "edited": None,
        "ups": 0,
        "downs": 0,
        "featured": False,
        "moderator": False,
    }
    assert (answer["parent"], answer["depth"]) == (str(first), 1)


def test_a_removed_comment_is_a_place_without_words(server):
    gone = put(server.house, "what was written", author="Gone", url="gone.example")
    put(server.house, "an answer", parent_id=gone)
    give_status(server.house, gone, Status.REMOVED)
    told = read(server).json()
    assert told["count"] == 1
    place = told["comments"][0]
    assert place["removed"]
    assert (place["author"], place["website"], place["body"], place["html"]) == ("", "", [], "")


@pytest.mark.parametrize("status", [Status.PENDING, Status.SPAM, Status.REJECTED])
def test_what_is_not_published_is_not_told(server, status):
    put(server.house, "seen by nobody", status=status)
    assert read(server).json()["comments"] == []


def test_no_answer_holds_more_than_everybody_may_know(server):
    """The list of names is written out here, so that a new field of a stored comment is noticed."""
    put(server.house, "words", author="Ada", email="ada@example.org", ip="192.0.2.7", user_agent="Agent/7")
    answer = read(server)
    assert set(answer.json()["comments"][0]) == {
        *("id", "parent", "depth", "author", "website", "time", "body", "html", "removed"),
        *("edited", "ups", "downs", "featured", "moderator"),
    }
    for private in ("ada@", "192.0.2.7", "Agent/7", "score", "probab", "verdict", "reason"):
        assert private not in answer.text


@pytest.mark.parametrize(
    ("verdict", "status", "message"),
    [
        (VerdictLabel.HAM, "published", "Your comment is published."),
        (VerdictLabel.UNSURE, "pending", "Your comment is waiting for a moderator."),
        (VerdictLabel.SPAM, "spam", "The spam filter is holding your comment back."),
        (VerdictLabel.DISCARD, "spam", "The spam filter is holding your comment back."),
    ],
)
def test_a_comment_is_taken_and_its_writer_told(server, verdict, status, message):
    with judging(server.house, verdict):
        answer = send(server, author="Ada", email="ada@example.org", website="ada.example")
    assert answer.status_code == 201
    told = answer.json()
    assert set(told) == {"id", "status", "message", "receipt", "receipt_url"}
    assert told["status"] == status
    assert told["message"].startswith(message)
    assert told["receipt_url"] == f"{server.url}/thread/receipt/{told['receipt']}"
    assert message in httpx.get(told["receipt_url"]).text
    assert len(read(server).json()["comments"]) == (status == "published")


def test_a_reply_names_its_parent_by_a_string(server):
    parent = put(server.house, "one")
    with judging(server.house, VerdictLabel.HAM):
        assert send(server, parent=str(parent)).status_code == 201
    assert read(server).json()["comments"][1]["parent"] == str(parent)


def test_a_comment_sent_twice_is_stored_once(server):
    assert send(server).json()["id"] == send(server).json()["id"]
    assert count(server.house) == 1


def test_answers_are_not_kept_nor_shown_as_pages(server):
    for answer in (read(server), send(server), read(server, site="")):
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]
        assert "set-cookie" not in answer.headers


def test_get_stores_nothing(server):
    read(server, text="words", author="Ada")
    assert count(server.house) == 0


def test_a_comment_needs_no_more_than_site_page_and_text(server):
    body = json.dumps({**THREAD, "text": "words"})
    headers = {"content-type": "application/json; charset=UTF-8"}
    assert httpx.post(f"{server.url}/api/v1/comments", content=body, headers=headers).status_code == 201
