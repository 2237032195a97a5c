"""`POST /thread` and the receipt: what becomes of a comment, and that nothing typed is lost."""

import html
import re
from contextlib import contextmanager

import httpx
import pytest

from rejoinder.errors import Unavailable
from rejoinder.filter import VerdictLabel
from rejoinder.moderation import Status
from tests.serving import PAGE, SITE
from tests.web.thread.readers import THREAD, count, give_status, judging, put

TYPED = {"author": "Ada «A»", "email": "ada@example.org", "website": "ada.example", "text": "Line 1\n\n<Line> 2 & more"}


def post(server, headers=None, **fields):
    return httpx.post(f"{server.url}/thread", data={**THREAD, **fields}, headers=headers)


def value(text, name):
    """What a field of the form holds."""
    if name == "text":
        return html.unescape(re.search(r"<textarea[^>]*>\n(.*?)</textarea>", text, re.DOTALL)[1])
    return html.unescape(re.search(rf'<input name="{name}"[^>]* value="([^"]*)"', text)[1])


def test_a_comment_is_stored_and_leads_to_its_receipt(server):
    answer = post(server, **TYPED)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/thread/receipt/")
    assert count(server.house) == 1


@pytest.mark.parametrize(
    ("verdict", "headline"),
    [
        (VerdictLabel.HAM, "Your comment is published."),
        (VerdictLabel.UNSURE, "Your comment is waiting for a moderator."),
        (VerdictLabel.SPAM, "The spam filter is holding your comment back."),
        (VerdictLabel.DISCARD, "The spam filter is holding your comment back."),
    ],
)
def test_the_receipt_says_what_became_of_it_and_shows_the_text(server, verdict, headline):
    with judging(server.house, verdict):
        address = post(server, text="My **own** words", author="Ada").headers["location"]
    answer = httpx.get(server.url + address)
    assert answer.status_code == 200
    assert f"<h1>{headline}</h1>" in answer.text
    assert "My <strong>own</strong> words" in answer.text
    assert (f'href="{PAGE}#comment-1"' in answer.text) == (verdict is VerdictLabel.HAM)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in answer.text
    assert not re.search(r"probab|score|reason|unsure|discard", answer.text, re.IGNORECASE)


def test_the_receipt_follows_what_moderators_decide(server):
    address = server.url + post(server, text="words").headers["location"]
    for status, words in ((Status.PUBLISHED, "is published"), (Status.REJECTED, "decided not to publish")):
        give_status(server.house, 1, status)
        assert words in httpx.get(address).text
    give_status(server.house, 1, Status.REMOVED)
    assert httpx.get(address).status_code == 404


@pytest.mark.parametrize("receipt", ["1", "MQ.x", "MQ." + "A" * 27, "%00", "%ff", "a" * 5000, ".eJw."])
def test_a_receipt_that_is_not_ours_opens_nothing(server, receipt):
    put(server.house, "secret words", status=Status.PENDING)
    answer = httpx.get(f"{server.url}/thread/receipt/{receipt}")
    assert answer.status_code == 404
    assert "secret words" not in answer.text


def test_a_reply_hangs_under_what_it_answers(server):
    parent = put(server.house, "the one")
    with judging(server.house, VerdictLabel.HAM):
        post(server, text="my answer", parent=str(parent))
    text = httpx.get(f"{server.url}/thread", params=THREAD).text
    assert re.search(r"rejoinder-depth-1.*?my answer", text, re.DOTALL)


def test_a_form_that_was_sent_twice_is_one_comment(server):
    first, second = (post(server, **TYPED).headers["location"] for _ in range(2))
    assert first == second
    assert count(server.house) == 1


@pytest.mark.parametrize(
    ("changed", "status", "sentence", "wrong"),
    [
        ({"text": ""}, 400, "Your comment is empty.", "text"),
        ({"text": " \n "}, 400, "Your comment is empty.", "text"),
        ({"text": "x" * 10_001}, 413, "at most 10,000", "text"),
        ({"text": "a\x00b"}, 400, "not text", "text"),
        ({"author": "n" * 81}, 413, "at most 80", "author"),
        ({"author": "n\x07"}, 400, "not text", "author"),
        ({"email": "nobody"}, 400, "not an e-mail address", "email"),
        ({"email": "a@b@c"}, 400, "not an e-mail address", "email"),
        ({"website": "javascript:alert(1)"}, 400, "That is not a web address.", "website"),
        ({"website": "https://a.example/" + "w" * 500}, 413, "at most 500", "website"),
        ({"parent": "99"}, 404, "no longer there", None),
        ({"parent": "9" * 5000}, 404, "There is no such comment.", None),
        ({"parent": "-1"}, 404, "There is no such comment.", None),
    ],
)
def test_a_refused_comment_comes_back_with_all_that_was_typed(server, changed, status, sentence, wrong):
    sent = {**TYPED, **changed}
    answer = post(server, **sent)
    assert answer.status_code == status
    assert re.search(rf'role="alert" id="rejoinder-problem"><strong>[^<]*{sentence}', answer.text)
    for name in TYPED:
        assert value(answer.text, name) == sent[name]
    marked = re.findall(r'name="(\w+)"[^>]*aria-invalid="true"', answer.text)
    assert marked == ([wrong] if wrong else [])
    assert count(server.house) == 0


@contextmanager
def failing_store(server, verb):
    """The database refuses `verb`, read or write, as it does when it is locked or full."""

    def fail():
        raise Unavailable("database_unavailable", "The database does not answer just now.", "Try again in a minute.")

    store = server.house.store
    setattr(store, verb, fail)
    try:
        yield
    finally:
        delattr(store, verb)


@pytest.mark.parametrize("verb", ["write", "read"])
def test_a_database_that_fails_loses_nothing_that_was_typed(server, verb):
    with failing_store(server, verb):
        answer = post(server, **TYPED)
    assert answer.status_code == 503
    for name, typed in TYPED.items():
        assert value(answer.text, name) == typed


def test_a_page_address_that_was_never_checked_is_not_a_link(server):
    """It is shown again when the database fails before anybody has looked at it."""
    with failing_store(server, "read"):
        answer = post(server, url="javascript:alert(1)", text="x")
    assert answer.status_code == 503
    assert 'href="javascript' not in answer.text


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"site": ""}, 400),
        ({"site": "https://else.example"}, 404),
        ({"url": ""}, 400),
        ({"url": "https://else.example/"}, 400),
        ({"url": "javascript:alert(1)"}, 400),
    ],
)
def test_a_comment_for_no_page_of_ours_is_refused(server, changed, status):
    answer = post(server, **{**TYPED, **changed})
    assert answer.status_code == status
    assert count(server.house) == 0


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (None, 303),
        ("{own}", 303),
        (SITE, 303),
        ("null", 403),
        ("https://evil.example", 403),
        (f"{SITE}.evil.example", 403),
        (f"{SITE}:8443", 403),
        (SITE.upper(), 403),
        ("", 403),
        ("http://paper.example", 303),
        ("http://paper.example:8443", 403),
        ("ftp://paper.example", 403),
    ],
)
def test_a_comment_is_taken_from_our_own_pages_and_those_of_the_site(server, origin, status):
    headers = {} if origin is None else {"origin": origin.format(own=server.url)}
    assert post(server, headers, **TYPED).status_code == status
    assert count(server.house) == (status == 303)


def test_our_own_pages_count_under_whatever_name_they_were_asked_for(server):
    named = server.url.replace("127.0.0.1", "localhost")
    assert post(server, {"origin": named, "host": named.partition("//")[2]}, text="x").status_code == 303
    assert post(server, {"origin": named}, text="y").status_code == 403


def test_links_never_come_from_the_host_header(server):
    answer = post(server, {"host": "evil.example"}, text="x")
    assert "evil.example" not in answer.headers["location"]
    assert (
        "evil.example" not in httpx.get(server.url + answer.headers["location"], headers={"host": "evil.example"}).text
    )


def test_get_stores_nothing(server):
    httpx.get(f"{server.url}/thread", params={**THREAD, **TYPED})
    assert count(server.house) == 0


@pytest.mark.parametrize("character", ["я", "語", "🙂"])
def test_a_comment_of_the_greatest_length_is_taken_in_any_script(server, character):
    form = {"site": SITE, "url": PAGE, "text": character * 10_000, "author": character * 80}
    answer = httpx.post(f"{server.url}/thread", data=form)
    assert answer.status_code == 303
