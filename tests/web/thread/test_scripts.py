"""`/embed/…`: what the script asks, and what it is answered."""

import httpx
import pytest

from rejoinder.actions.owning.sites import add_site
from rejoinder.filter import VerdictLabel
from rejoinder.moderation import Status
from tests.serving import SITE
from tests.web.thread.readers import THREAD, count, give_status, judging, put
from tests.web.thread.scripts import READER, all_in, ask, marked, rule, send, text_of

WAITS = "Your comment is waiting for a moderator."


def test_the_thread_comes_as_a_section_with_its_articles(server):
    number = put(server.house, "the words", author="Ada")
    answer = ask(server)
    told = answer.json()
    assert (told["count"], told["heading"], told["following"]) == (1, "1 comment", None)
    [section] = told["nodes"]
    assert section[:2] == ["section", section[1]]
    assert section[1]["class"] == "rejoinder"
    article = next(node for node in all_in([section]) if node[1].get("id") == f"comment-{number}")
    assert article[1] == {
        "class": "rejoinder-comment rejoinder-depth-0",
        "id": f"comment-{number}",
        "data-id": str(number),
    }
    assert "the words" in text_of([article])


@pytest.mark.parametrize("status", [Status.PENDING, Status.SPAM, Status.REJECTED])
def test_what_is_not_published_is_at_no_address_that_can_be_guessed(server, status):
    hidden = put(server.house, "seen by nobody", author="Nobody", status=status)
    places = [ask(server), ask(server, at=hidden), ask(server, after=hidden), ask(server, "report", comment=hidden)]
    places += [
        httpx.get(f"{server.url}{path}", params={**THREAD, "comment": hidden, "reply": hidden, "at": hidden})
        for path in ("/thread", "/thread/part", "/thread/report", "/api/v1/thread")
    ]
    places += [send(server, "report", comment=hidden, reason="spam"), send(server, "vote", comment=hidden, value=1)]
    for answer in places:
        assert answer.status_code in (200, 404)
        assert "seen by nobody" not in answer.text
        assert "Nobody" not in answer.text


def test_a_published_comment_comes_back_as_its_article(server):
    parent = put(server.house, "the one", author="Ada")
    with judging(server.house, VerdictLabel.HAM):
        answer = send(server, "thread", text="my *answer*", author="Bea", parent=parent, lang="de")
    told = answer.json()
    assert (answer.status_code, told["status"], told["heading"]) == (201, "published", "2 Kommentare")
    [article] = told["nodes"]
    assert article[1]["class"] == "rejoinder-comment rejoinder-depth-1"
    assert article[1]["data-parent"] == str(parent)
    assert "my answer" in text_of([article])
    assert "rejoinder-note" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_a_waiting_comment_comes_back_with_its_note_for_its_writer_alone(server):
    with judging(server.house, VerdictLabel.UNSURE):
        told = send(server, "thread", text="hold this", author="Bea").json()
    assert told["status"] == "pending"
    assert WAITS in told["told"]
    assert "The spam filter was not sure about it" in text_of(told["nodes"])
    assert marked(told["nodes"], "reply") == []
    assert "hold this" not in ask(server).text


def test_a_reader_learns_what_became_of_it_and_nobody_else(server):
    with judging(server.house, VerdictLabel.UNSURE):
        receipt = send(server, "thread", text="hold this").json()["receipt"]
    [mine] = send(server, "mine", receipt=receipt).json()["mine"]
    assert (mine["id"], mine["status"]) == ("1", "pending")
    assert WAITS in text_of(mine["nodes"])
    give_status(server.house, 1, Status.REJECTED)
    [mine] = send(server, "mine", receipt=[receipt, "forged.x"]).json()["mine"]
    assert "decided not to publish" in text_of(mine["nodes"])
    give_status(server.house, 1, Status.PUBLISHED)
    [mine] = send(server, "mine", receipt=receipt).json()["mine"]
    assert (mine["status"], mine["nodes"]) == ("published", [])
    assert send(server, "mine", receipt="forged.x").json() == {"mine": []}


def test_a_comment_is_edited_and_judged_again(server):
    with judging(server.house, VerdictLabel.HAM):
        receipt = send(server, "thread", text="first words").json()["receipt"]
    form = send(server, "edit", receipt=receipt).json()["nodes"]
    assert [node[1]["value"] for node in all_in(form) if node[1].get("name") == "receipt"] == [receipt]
    assert text_of([node for node in all_in(form) if node[0] == "textarea"]) == "first words"
    with judging(server.house, VerdictLabel.UNSURE):
        told = send(server, "edit", receipt=receipt, text="other words").json()
    assert told["status"] == "pending"
    assert "other words" in text_of(told["nodes"])
    assert "words" not in text_of([n for n in all_in(ask(server).json()["nodes"]) if n[0] == "article"])


def test_a_comment_is_deleted_and_leaves_a_place_where_replies_hang(server):
    with judging(server.house, VerdictLabel.HAM):
        alone = send(server, "thread", text="alone here").json()
        answered = send(server, "thread", text="with an answer").json()
    put(server.house, "the answer", parent_id=int(answered["id"]))
    told = send(server, "delete", receipt=alone["receipt"]).json()
    assert (told["told"], told["nodes"], told["heading"]) == ("Your comment was deleted.", [], "2 comments")
    told = send(server, "delete", receipt=answered["receipt"]).json()
    assert text_of(told["nodes"]) == "This comment was removed."
    assert "with an answer" not in ask(server).text


def test_a_vote_counts(server):
    number = put(server.house, "words")
    assert send(server, "vote", comment=number, value="1", reader=READER).json() == {"ups": 1, "downs": 0, "mine": 1}
    [button] = marked(ask(server).json()["nodes"], "up")
    assert text_of([button]).split() == ["▲", "Vote", "for", "this", "comment", "1"]
    assert send(server, "vote", comment=number, value="0", reader=READER).json() == {"ups": 0, "downs": 0, "mine": 0}
    assert send(server, "vote", comment=number, value="2", reader=READER).status_code == 400
    rule(server.house, votes="none")
    assert marked(ask(server).json()["nodes"], "up") == []


def test_a_report_reaches_the_moderators(server):
    number = put(server.house, "words", author="Ada")
    form = ask(server, "report", comment=number, lang="de").json()["nodes"]
    assert "spam" in [node[1].get("value") for node in all_in(form) if node[1].get("name") == "reason"]
    answer = send(server, "report", comment=number, reason="spam", text="look at it")
    assert (answer.status_code, answer.json()["told"]) == (200, "Thank you. A moderator will look at the comment.")
    refused = send(server, "report", comment=number, reason="")
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "unknown_reason")


def test_a_preview_is_shown_and_not_stored(server):
    assert send(server, "preview", text="*a*").json() == {"nodes": [["p", {}, [["em", {}, ["a"]]]]]}
    assert count(server.house) == 0


WRITES = [
    ("thread", {"text": "words"}),
    ("edit", {"text": "other"}),
    ("delete", {}),
    ("vote", {"comment": 1, "value": 1, "reader": READER}),
    ("report", {"comment": 1, "reason": "spam"}),
]


@pytest.fixture
def written(server):
    """A published comment and the receipt of it."""
    with judging(server.house, VerdictLabel.HAM):
        return send(server, "thread", text="first words").json()["receipt"]


@pytest.mark.parametrize(("path", "fields"), WRITES)
@pytest.mark.parametrize(
    "origin", ["https://evil.example", f"{SITE}.evil.example", f"{SITE}:8443", "ftp://paper.example"]
)
def test_a_page_of_nobody_writes_nothing_and_reads_no_answer(server, written, path, fields, origin):
    answer = send(server, path, origin, receipt=written, **fields)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "other_site")
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["vary"] == "Origin"


@pytest.mark.parametrize(("path", "fields"), [one for one in WRITES if one[0] not in ("edit", "delete")])
def test_a_page_without_an_origin_of_its_own_writes_nothing(server, written, path, fields):
    assert send(server, path, "null", **fields).status_code == 403


@pytest.mark.parametrize("origin", [SITE, SITE.replace("https", "http")])
def test_a_page_of_the_site_reads_its_answers_by_https_and_by_http(server, origin):
    put(server.house, "words")
    for answer in (
        ask(server, origin=origin),
        ask(server, origin=origin, site="https://unknown.example"),
        send(server, "thread", origin, text="words"),
        send(server, "thread", origin, text=""),
        send(server, "preview", origin, text="x"),
    ):
        assert answer.headers["access-control-allow-origin"] == origin
        assert "access-control-allow-credentials" not in answer.headers


def test_a_page_of_another_site_is_told_that_it_may_not(server):
    add_site(server.house, "https://other.example")
    assert "access-control-allow-origin" not in ask(server, origin="https://other.example").headers
    answer = send(server, "thread", "https://other.example", text="words")
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (403, "https://other.example")


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", "application/json"])
def test_other_types_than_a_form_are_refused(server, kind):
    """A browser asks nobody before it sends text or parts: they must not be a way around the form."""
    answer = httpx.post(f"{server.url}/embed/thread", content=b"text=x", headers={"content-type": kind, "origin": SITE})
    assert (answer.status_code, answer.json()["error"]["code"]) == (415, "wrong_type")


def test_errors_are_told_in_the_language_of_the_form(server):
    refused = send(server, "thread", text="", lang="de").json()["error"]
    assert refused["code"] == "text_missing"
    assert refused["sentence"] != "There is nothing in the comment."
