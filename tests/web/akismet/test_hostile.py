"""Whatever is sent, the answer is one of the protocol's or a plain refusal; nothing breaks and no key comes back."""

from __future__ import annotations

import logging
import time
from urllib.parse import quote_plus

import httpx
import pytest

from rejoinder.errors import Unavailable
from tests.serving import server  # noqa: F401 - a fixture
from tests.web.akismet.calling import FORM, NO_VERDICTS, PLAIN, call, fields, post, raw, stored

# What replaces or joins the fields of a good check. Each is answered 200 with a body of the protocol.
FIELDS = [
    [("api_key", "k" * 100_000)],
    [("api_key", "K\x00")],
    [("api_key", "K'--")],
    [("api_key", "../K")],
    [("api_key", "\ufeffK\u0130")],
    [("blog", "https://ok.example/" + "a" * 100_000)],
    [("blog", "https://[::1")],
    [("blog", "https://\u2100.example")],
    [("blog", "javascript:alert(1)")],
    [("blog", "https://ok.example\r\nX: y")],
    [("user_ip", "a" * 100_000)],
    [("user_ip", "\u0663.1.1.1")],
    [("is_test", "maybe")],
    [("user_role", "administrator\x00," * 1000)],
    [("comment_type", "x" * 100_000)],
    [("comment_type", "comment\ncomment")],
    [("comment_date_gmt", "1e309")],
    [("comment_date_gmt", "9999-12-31T23:59:60Z")],
    [("blog_lang", "en," * 10_000)],
    [("blog_charset", "UTF-7")],
    [("blog_charset", "utf_16")],
    [("blog_charset", "unicode_escape")],
    [("blog_charset", "zlib")],
    [("blog_charset", "\x00" * 10_000)],
    [("recheck_reason", "edit\r\nX: y")],
    [("comment_context[0][x]", "deep")],
    [("comment_context" + "[0]" * 10_000, "deeper")],
    [("comment_context" + "[" * 10_000, "deeper")],
    [("comment_content[]", "a"), ("comment_content[]", "b")],
    [("api_key[0]", "K")],
    [("honeypot_field_name", "hidden"), ("hidden", "filled")],
    [("honeypot_field_name", "api_key")],
    [("honeypot_field_name", "__class__")],
    [("__proto__", "x"), ("", "nameless"), ("a" * 100_000, "")],
    [("comment_parent", "-5"), ("comment_ID", "-5"), ("comment_ID", "9" * 10_000)],
    [("guid", "f" * 32), ("guid", "\x00" * 32)],
    [("permalink", "https://ok.example/\r\nX-Injected: 1")],
    [("HTTP_COOKIE", "session=secret"), ("HTTP_AUTHORIZATION", "Basic x")],
    [("comment_content", "\x00" * 5000), ("comment_author", "\x00"), ("comment_author_email", "\x00@\x00")],
    [("comment_content", "\u202e\u2066" * 5000)],
    [("comment_content", "[x](https:///evil.example)")],
    [("comment_content", "a\u0301" + "\u0301" * 50_000)],
    [("comment_content", "\U000e0041" * 10_000)],
    [("comment_content", "<" * 100_000)],
    [("comment_content", "[" * 100_000)],
    [("comment_content", "https://" + "a." * 50_000)],
    [("comment_content", "https://a.example/ " * 20_000)],
    [("comment_content", "a" * 400_000)],
    [("comment_content", "a " * 200_000)],
    [("comment_author", "\u0430\u0440\u0440" * 30_000)],
    [("comment_author_email", "@" * 100_000)],
    [("comment_author_url", "//" * 50_000)],
    [("user_agent", "() { :; }; echo")],
    [("comment_content", "'); DROP TABLE checks; --")],
    [("comment_content", "{{7*7}}${7*7}%(x)s{0.__class__}")],
]

# Bytes after the fields of a good check.
BYTES = [
    b"&comment_content=\xff\xfe",
    b"&comment_content=%ff%fe",
    b"&comment_content=%00",
    b"&comment_content=%ED%A0%80%ED%BE%80",
    b"&comment_content=\xc0\xaf\xf4\x90\x80\x80\xf8\x88\x80\x80\x80",
    b"&comment_content=%",
    b"&comment_content=%zz%4",
    b"&comment_content=%u0041",
    b"&comment_content=%2500",
    b"&comment_content=\x1b[31m\x07",
    b"&\xff\xfe=\xff",
    b"&%ff%5b%5d=1",
    b"=&=&=",
    b"&&&&&",
    b"&comment_content",
    b";a;b;c;" * 1000,
    b"&f=1" * 990,
]


def good_body(server) -> bytes:  # noqa: F811
    return b"&".join(f"{name}={quote_plus(value)}".encode() for name, value in fields(server).items())


@pytest.mark.parametrize("verb", ["comment-check", "submit-spam"])
def test_every_hostile_form_gets_an_answer_of_the_protocol(server, verb, caplog):  # noqa: F811
    good = good_body(server)
    for pairs in FIELDS:
        more = "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs).encode()
        survived(server, verb, good + b"&" + more, pairs)
    for more in BYTES:
        survived(server, verb, good + more, more)
    assert not [one for one in caplog.records if one.name.startswith("rejoinder")], "nothing was out of the ordinary"


def survived(server, verb, body, shown):  # noqa: F811
    began = time.perf_counter()
    answer = post(server, f"/1.1/{verb}", body)
    assert answer.status_code == 200, (str(shown)[:200], answer.text)
    told = [answer.text, *answer.headers.values()]
    assert not [text for text in told if server.key in text or "KKK" in text.upper()], str(shown)[:200]
    if verb == "comment-check" and answer.text not in {"true", "false"}:
        assert answer.headers["x-akismet-debug-help"], str(shown)[:200]
    assert time.perf_counter() - began < 10, str(shown)[:200]


@pytest.mark.parametrize("body", [b"", b"&&&&", b"=&=&", b"api_key", b"{}", b"\xff" * 1000, b"a;b;c"])
def test_a_body_without_a_key_is_no_form_of_ours(server, body):  # noqa: F811
    for kind in (FORM, ""):
        assert post(server, "/1.1/comment-check", body, {"Content-Type": kind}).text == "invalid"


@pytest.mark.parametrize("count", [998, 999, 5_000, 100_000])
def test_a_thousand_fields_are_taken_and_more_are_refused_at_once(server, count):  # noqa: F811
    """Three fields stand before them."""
    body = f"api_key={server.key}&blog=https%3A%2F%2Fpaper.example&user_ip=".encode() + b"&f=1" * (count - 1)
    began = time.perf_counter()
    answer = post(server, "/1.1/comment-check", body)
    assert time.perf_counter() - began < 2
    if count + 2 <= 1000:
        assert (answer.status_code, answer.text) == (200, "false")
    else:
        assert (answer.status_code, answer.text) == (413, "The form has more than 1,000 fields.")


def test_a_megabyte_is_judged_and_more_is_refused(server):  # noqa: F811
    good = good_body(server) + b"&comment_content="
    assert post(server, "/1.1/comment-check", good + b"a" * (2**20 - len(good))).text in {"true", "false"}
    for size in (2**20 + 1, 10 * 2**20):
        answer = post(server, "/1.1/comment-check", good + b"a" * (size - len(good)))
        assert (answer.status_code, answer.text) == (413, "The body is larger than 1,048,576 bytes.")
    assert call(server, "comment-check").status_code == 200


def test_a_body_without_a_stated_length_is_counted_while_it_runs(server):  # noqa: F811
    good = good_body(server)
    url = f"{server.url}/1.1/comment-check"
    answer = httpx.post(url, content=iter([good, b"&a=", b"x" * 1000]), headers={"Content-Type": FORM}, timeout=60)
    assert answer.text == "false"
    endless = (b"x" * 65536 for _ in range(10_000))
    head = b"POST /1.1/comment-check HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunks = b"".join(b"10000\r\n" + next(endless) + b"\r\n" for _ in range(17))
    assert b" 413 " in raw(server, head + chunks).split(b"\r\n")[0]


# head of a request, the start of what comes back (empty: the connection ends without a word)
LIES = [
    (b"Content-Length: 1048577\r\n\r\n", b"HTTP/1.1 413 "),
    (b"Content-Length: 99999999999999999\r\n\r\n", b"HTTP/1.1 413 "),
    (b"Content-Length: 99999999999999999999\r\n\r\n", b"HTTP/1.1 400 "),
    (b"Content-Length: -1\r\n\r\n", b"HTTP/1.1 400 "),
    (b"Content-Length: +3\r\n\r\nabc", b"HTTP/1.1 400 "),
    (b"Content-Length: 3\r\nContent-Length: 5\r\n\r\nabc", b"HTTP/1.1 400 "),
    (b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"HTTP/1.1 400 "),
    (b"Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\n", b"HTTP/1.1 400 "),
    (b"Content-Length: 1000\r\n\r\nabc", b""),
]


@pytest.mark.parametrize(("head", "start"), LIES)
def test_a_lie_about_the_length_harms_only_the_liar(server, head, start):  # noqa: F811
    request = b"POST /1.1/comment-check HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + head
    answer = raw(server, request, leave=not start)
    assert answer.startswith(start)
    assert bool(answer) is bool(start)
    assert call(server, "comment-check").text == "false"


def test_no_key_stands_in_an_answer_or_a_log(server, caplog):  # noqa: F811
    caplog.set_level(logging.DEBUG)
    for form in (
        fields(server),
        fields(server, blog=""),
        fields(server, api_key="SECRETKEY"),
        fields(server, guid="x"),
    ):
        for verb in ("verify-key", "comment-check", "submit-spam", "nothing"):
            answer = post(server, f"/1.1/{verb}?key=SECRETKEY", form, {"Host": "SECRETKEY.rest.akismet.com"})
            told = answer.text + str(answer.headers)
            assert "SECRETKEY" not in told.upper()
            assert server.key not in told
    ours = [one.getMessage() for one in caplog.records if one.name.startswith("rejoinder")]
    assert not [one for one in ours if server.key in one or "SECRETKEY" in one.upper()]


def test_when_the_filter_fails_the_client_is_told_to_hold_the_comment(server, monkeypatch, caplog):  # noqa: F811
    """A fault of the filter is put in where it would happen: in what it does with a text."""

    def fail(*_):
        raise ZeroDivisionError(PLAIN)

    monkeypatch.setattr(server.house.judge.weights.filter, "check", fail)
    held(server, "comment-check")
    assert stored(server) == (0, 0)
    assert call(server, "verify-key").text == "valid"
    monkeypatch.setattr(server.house.judge.weights.filter, "example", fail)
    held(server, "submit-spam")
    assert stored(server) == (0, 0)
    assert server.key not in caplog.text


def test_when_the_database_fails_the_client_is_told_to_hold_the_comment(server):  # noqa: F811
    with server.house.store.write() as connection:
        connection.exec_driver_sql("ALTER TABLE checks RENAME TO lost")
    held(server, "comment-check")
    with server.house.store.write() as connection:
        connection.exec_driver_sql("ALTER TABLE site_keys RENAME TO lost_too")
    for verb in ("verify-key", "comment-check", "submit-spam", "submit-ham"):
        held(server, verb)


@pytest.mark.parametrize("fault", [Unavailable("x", "Not now."), RuntimeError("the text of a reader")])
def test_any_other_fault_is_no_verdict_either_and_its_words_stay_inside(server, monkeypatch, caplog, fault):  # noqa: F811
    def fail(*_):
        raise fault

    monkeypatch.setattr(type(server.house.vault), "digest", fail)
    held(server, "comment-check")
    assert len(caplog.records) == 1
    assert "the text of a reader" not in caplog.text


def held(server, verb):  # noqa: F811
    answer = call(server, verb)
    assert (answer.status_code, answer.text) == (503, "Rejoinder cannot judge just now.")
    assert answer.text not in NO_VERDICTS
    assert answer.headers["retry-after"] == "10"
    assert answer.headers["x-akismet-debug-help"]
    assert ("x-akismet-guid" in answer.headers) is (verb == "comment-check")
