"""A comment that may not have arrived can be sent again: by programs with a header, by readers with their form."""

import re
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.serving import PAGE, SITE, running_server
from tests.web.thread.readers import THREAD, count

URL = "/api/v1/comments"


@pytest.fixture
def server(tmp_path):
    with running_server(tmp_path) as running:
        yield running


def say(server, key, text="Words", **more):
    headers = {} if key is None else {"Idempotency-Key": key}
    return httpx.post(server.url + URL, json={**THREAD, "text": text, **more}, headers=headers, timeout=30)


def key_in(page):
    return re.search('name="key" value="([^"]*)"', page)[1]


def post(server, **fields):
    return httpx.post(f"{server.url}/thread", data={**THREAD, **fields}, timeout=30)


def shown_again(server):
    """A form that was refused, and is shown again with a key."""
    return post(server, text="").text


def test_20_posts_at_once_under_one_key_get_the_same_answer(server):
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda n: say(server, "a-key", title=f"Title {n}"), range(20)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert count(server.house) == 1


def test_other_words_under_the_same_key_are_refused_in_the_form_of_the_face(server):
    say(server, "a-key")
    answer = say(server, "a-key", text="Other words")
    assert answer.status_code == 409
    assert answer.json()["error"]["code"] == "key_reused"
    assert count(server.house) == 1


@pytest.mark.parametrize("key", ["", "x" * 201, "a key", "a\tkey"])
def test_a_key_that_is_none_is_refused(server, key):
    answer = say(server, key)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "bad_key"
    assert count(server.house) == 0


@pytest.mark.parametrize("key", ["x" * 200, '"8e03978e-40d5-43dd-bc93-6894a57f9324"', "!~"])
def test_any_other_key_is_taken(server, key):
    assert say(server, key).json() == say(server, key).json()


def test_a_page_that_many_see_has_no_key_in_it_and_a_form_that_is_shown_again_has_its_own(server):
    assert 'name="key"' not in httpx.get(f"{server.url}/thread", params={"site": SITE, "url": PAGE}).text
    assert len({key_in(shown_again(server)) for _ in range(5)}) == 5
    assert len(key_in(shown_again(server))) > 20


@pytest.mark.parametrize("keyed", [True, False])
def test_a_form_that_is_sent_20_times_is_one_comment(server, keyed):
    fields = {"key": key_in(shown_again(server))} if keyed else {}
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda n: post(server, **fields, text="Words", title=f"{n}"), range(20)))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert count(server.house) == 1


def test_another_comment_in_the_same_form_is_asked_for_once_more_and_then_taken(server):
    key = key_in(shown_again(server))
    post(server, key=key, text="The first")
    again = post(server, key=key, text="The second", author="Ada")
    assert again.status_code == 409
    assert "If this is another one, send it once more." in again.text
    assert "The second</textarea>" in again.text
    assert key_in(again.text) != key
    assert post(server, key=key_in(again.text), text="The second", author="Ada").status_code == 303
    assert count(server.house) == 2


def test_a_form_that_is_shown_again_for_another_reason_keeps_its_key(server):
    key = key_in(shown_again(server))
    assert key_in(post(server, key=key, text="").text) == key


@pytest.mark.parametrize("key", [None, "", "a b", "x" * 500])
def test_a_form_without_a_key_is_taken_and_one_with_a_wrong_key_gets_another(server, key):
    answer = post(server, text="Words", **({} if key is None else {"key": key}))
    if not key:
        assert answer.status_code == 303
        return
    assert answer.status_code == 400
    assert post(server, text="Words", key=key_in(answer.text)).status_code == 303


def test_pages_may_send_the_header_from_elsewhere(server):
    asked = {
        "Origin": SITE,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "idempotency-key",
    }
    answer = httpx.options(server.url + URL, headers=asked)
    assert answer.headers["access-control-allow-headers"] == "content-type, idempotency-key"
