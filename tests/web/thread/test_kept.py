"""Answers are kept: by browsers and caches, which ask by the tag, and by the server, which draws what has changed."""

import gzip

import httpx
import pytest

from rejoinder.web.thread import reading
from rejoinder.web.thread.kept import Drawn, Kept
from tests.serving import PAGE, SITE
from tests.web.thread.readers import THREAD, put
from tests.web.thread.scripts import READER, ask, rule, send

PLACES = ["/thread", "/thread/part", "/embed/thread"]


def get(server, path, headers=None, **more):
    return httpx.get(f"{server.url}{path}", params={**THREAD, "lang": "en", **more}, headers=headers)


@pytest.fixture
def unread(monkeypatch):
    """From here on no thread can be read."""

    def fail():
        def refuse(*_):
            raise AssertionError

        monkeypatch.setattr(reading, "read_thread", refuse)

    return fail


@pytest.mark.parametrize("path", PLACES)
def test_who_has_the_thread_is_told_so_before_any_comment_is_read(server, path, unread):
    put(server.house, "words")
    tag = get(server, path).headers["etag"]
    unread()
    answer = get(server, path, {"if-none-match": tag})
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
    assert answer.headers["cache-control"] == "public, max-age=0, s-maxage=10"
    assert get(server, path).status_code == 200, "and who has not is sent what was drawn before"


@pytest.mark.parametrize("path", PLACES)
def test_the_tag_is_another_one_when_anything_that_is_shown_is_another(server, path):
    def tag(**more):
        return get(server, path, **more).headers["etag"]

    seen = [tag()]
    number = put(server.house, "words")
    seen += [tag(), tag(lang="de"), tag(order="newest"), tag(after=number), tag(at=number), tag(url=f"{PAGE}/2")]
    send(server, "vote", comment=number, value=1, reader=READER)
    seen.append(tag())
    rule(server.house, closed=True)
    seen.append(tag())
    assert len({*seen}) == len(seen)
    assert tag() == seen[-1]


@pytest.mark.parametrize("path", PLACES)
def test_only_what_is_the_same_for_everybody_is_for_the_caches_of_others(server, path):
    by_browser = httpx.get(f"{server.url}{path}", params=THREAD, headers={"accept-language": "de"})
    assert by_browser.headers["cache-control"] == "private, max-age=0"
    assert by_browser.headers["vary"] == "Origin, Accept-Encoding, Accept-Language"
    rule(server.house, language="tr")
    by_owner = httpx.get(f"{server.url}{path}", params=THREAD, headers={"accept-language": "de"})
    assert by_owner.headers["cache-control"].startswith("public")
    assert by_owner.headers["vary"] == "Origin, Accept-Encoding"


@pytest.mark.parametrize("path", PLACES)
def test_nothing_that_is_kept_carries_a_key_or_a_secret(server, path):
    receipt = send(server, "thread", text="words").json()["receipt"]
    first, second = (get(server, path, page=number).text for number in range(2))
    assert first == second
    assert 'name="key"' not in first
    assert receipt not in first


def test_answers_to_posts_and_private_pages_are_kept_by_nobody(server):
    put(server.house, "words")
    sent = send(server, "thread", text="others")
    receipt = sent.json()["receipt"]
    answers = [sent, send(server, "mine", receipt=receipt), send(server, "preview", text="x"), send(server, "thread")]
    answers += [send(server, "edit", receipt=receipt), ask(server, "report", comment=1)]
    answers += [httpx.post(f"{server.url}/thread", data={**THREAD, "text": "x", "preview": "1"})]
    answers += [httpx.get(f"{server.url}/thread/receipt/{receipt}")]
    for answer in answers:
        assert answer.headers["cache-control"] == "no-store"


def test_what_is_sent_compressed_is_the_same(server):
    put(server.house, "words")
    plain = get(server, "/embed/thread", {"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    with httpx.Client() as client:
        request = client.build_request("GET", f"{server.url}/embed/thread", params={**THREAD, "lang": "en"})
        small = client.send(request, stream=True)
        raw = b"".join(small.iter_raw())
    assert small.headers["content-encoding"] == "gzip"
    assert gzip.decompress(raw) == plain.content


def test_a_kept_answer_gives_no_site_the_permission_of_another(server):
    put(server.house, "words")
    assert ask(server, origin=SITE).headers["access-control-allow-origin"] == SITE
    assert "access-control-allow-origin" not in ask(server, origin="https://evil.example").headers


def test_no_more_is_kept_than_there_is_room():
    kept = Kept(room=100)
    for number in range(10):
        kept.put(Drawn(str(number), b"x" * 20, b"x" * 10, "text/html"))
        kept.get("0" if number < 5 else "")
    assert [kept.get(str(number)) is not None for number in range(10)] == [False] * 7 + [True] * 3
    kept.put(Drawn("large", b"x" * 101, b"", "text/html"))
    assert kept.get("large") is None
