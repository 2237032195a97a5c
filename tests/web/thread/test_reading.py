"""`GET /thread`: what a reader without JavaScript sees, and what nobody sees."""

import html
import re
import socket
from dataclasses import replace

import httpx
import pytest

from rejoinder.actions.owning.sites import add_site
from rejoinder.moderation import Status
from rejoinder.thread import MAX_DEPTH
from tests.serving import PAGE, SITE, serving
from tests.web.thread.readers import THREAD, give_status, put


def page(server, **more):
    return httpx.get(f"{server.url}/thread", params={**THREAD, **more})


def article(text, number):
    """One comment's piece of the page."""
    return re.search(rf'<article [^>]*id="comment-{number}".*?</article>', text, re.DOTALL)[0]


def test_an_empty_thread_is_a_page_with_a_form(server):
    answer = page(server)
    assert answer.status_code == 200
    assert "No comments yet" in answer.text
    assert 'method="post" action="/thread#reply-form"' in answer.text
    assert "This site keeps spam out with Rejoinder." in answer.text
    assert '/data?site=https%3A%2F%2Fpaper.example">Learn how your comment data is processed<' in answer.text


def test_a_comment_is_shown_with_name_time_text_and_website(server):
    number = put(server.house, "It **is** rotten.", author="Ada", url="ada.example/me")
    shown = article(page(server).text, number)
    assert "<bdi>Ada</bdi>" in shown
    assert '<a class="rejoinder-author" href="https://ada.example/me" rel="nofollow ugc noopener noreferrer"' in shown
    assert re.search(r'<time [^>]*datetime="\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"', shown)
    assert 'dir="auto" lang="" itemprop="text"><p>It <strong>is</strong> rotten.</p>' in shown


@pytest.mark.parametrize("status", [Status.PENDING, Status.SPAM, Status.REJECTED])
def test_what_is_not_published_is_on_no_page(server, status):
    put(server.house, "seen by nobody", author="Nobody", status=status)
    answer = page(server)
    assert "seen by nobody" not in answer.text
    assert "No comments yet" in answer.text


def test_a_removed_comment_leaves_its_place_and_nothing_else(server):
    gone = put(server.house, "what was written", author="Gone", url="gone.example")
    put(server.house, "an answer", author="Bea", parent_id=gone)
    give_status(server.house, gone, Status.REMOVED)
    text = page(server).text
    assert "This comment was removed." in article(text, gone)
    assert "1 comment<" in text
    for word in ("what was written", ">Gone<", "gone.example"):
        assert word not in text


def test_a_removed_comment_that_nobody_answered_leaves_nothing(server):
    first = put(server.house, "one")
    second = put(server.house, "two", parent_id=first)
    for number in (first, second):
        give_status(server.house, number, Status.REMOVED)
    assert "rejoinder-comment" not in page(server).text


def test_replies_deeper_than_the_page_draws_say_what_they_answer(server):
    numbers = [put(server.house, "the top", author="A0")]
    for depth in range(1, MAX_DEPTH + 3):
        numbers.append(put(server.house, f"depth {depth}", author=f"A{depth}", parent_id=numbers[-1]))
    text = page(server).text
    for depth, number in enumerate(numbers):
        shown = article(text, number)
        assert f"rejoinder-depth-{min(depth, MAX_DEPTH)}" in shown
        assert ('<span class="rejoinder-answers">in reply to' in shown) == (depth > MAX_DEPTH)
        assert (f'href="#comment-{numbers[depth - 1]}"' in shown) == (depth > MAX_DEPTH)


def test_the_reply_link_opens_the_form_under_the_comment(server):
    number = put(server.house, "the one", author="Bea")
    put(server.house, "another", author="Cem")
    shown = article(page(server).text, number)
    address = html.unescape(re.search(r'data-act="reply"[^>]* href="([^"]+)"', shown)[1])
    assert address.endswith("#reply-form")
    text = httpx.get(server.url + address).text
    assert "Reply to <bdi>Bea</bdi>" in text
    assert f'name="parent" value="{number}"' in text
    assert text.index(f"comment-{number}") < text.index("<form") < text.index("another")
    assert text.count("<form") == 1


def test_a_reply_to_what_is_gone_is_said_and_the_form_stays(server):
    answer = page(server, reply="77")
    assert answer.status_code == 200
    assert "is not there any more" in answer.text
    assert "Leave a comment" in answer.text


def test_the_page_may_be_framed_by_its_site_alone(server):
    policy = page(server).headers["content-security-policy"]
    assert f"frame-ancestors 'self' {SITE}" in policy
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy


def test_the_page_is_kept_by_no_cache_of_others_not_indexed_and_lets_its_form_say_where_it_comes_from(server):
    answer = page(server)
    assert answer.headers["cache-control"] == "private, max-age=0", "its language is that of the browser"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert '<meta name="robots" content="noindex">' in answer.text
    assert "set-cookie" not in answer.headers


def test_a_title_in_the_address_is_kept_for_the_form_and_shown_to_nobody(server):
    """Otherwise anybody could send a link to a page of ours that says whatever they like."""
    text = page(server, title="Call this number now").text
    assert text.count("Call this number now") == 1
    assert '<input type="hidden" name="title" value="Call this number now">' in text


def test_addresses_that_mean_the_same_page_show_the_same_thread(server):
    put(server.house, "one thread")
    answer = page(server, url=f"{PAGE}?utm_source=mail#part")
    assert "one thread" in answer.text


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ("", 400, "The address of the site is missing."),
        (f"url={PAGE}", 400, "The address of the site is missing."),
        (f"site={SITE}", 400, "The address of the page is missing."),
        (f"site=https://else.example&url={PAGE}", 404, "keeps no comments for that site"),
        (f"site={SITE}&url=https://else.example/", 400, "does not belong to this site"),
        (f"site={SITE}&url=javascript:alert(1)", 400, "That is not a web address."),
        (f"site={SITE}&url={PAGE}&reply=x", 404, "There is no such comment."),
        (f"site={SITE}&url={PAGE}&reply={'9' * 5000}", 404, "There is no such comment."),
        (f"site={SITE}&url={PAGE}%00", 400, "not text"),
        (f"site={SITE}&url={PAGE}%ff", 400, "cannot be used here"),
        (f"site={SITE}&url={PAGE}/%ED%A0%80", 400, "cannot be used here"),
        (f"site={SITE}&url={PAGE}/{'a' * 3000}", 413, "at most 2,000"),
        ("&".join(f"a{n}=1" for n in range(60)), 413, "cannot be used here"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_a_sentence(server, query, status, sentence):
    answer = httpx.get(f"{server.url}/thread?{query}")
    assert answer.status_code == status
    assert sentence in answer.text
    assert "<h1>" in answer.text


def test_the_thread_lives_in_a_folder_of_the_base_url(house):
    """Links begin with the path of the base URL, and the Host header has no say in them."""
    add_site(house, SITE)
    listener = socket.create_server(("127.0.0.1", 0))
    with serving(replace(house, base_url="https://paper.example/talk"), listener):
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/thread"
        text = httpx.get(address, params=THREAD, headers={"host": "evil.example"}).text
    assert 'action="/talk/thread#reply-form"' in text
    assert 'href="/talk/embed.css"' in text
    assert "evil.example" not in text
