"""JSON and multipart bodies are read as a form with the same fields would be, and broken ones get a plain refusal."""

from __future__ import annotations

import json
import time

import httpx
import pytest

from rejoinder.errors import BadInput, TooLarge
from rejoinder.web.akismet.forms import parse
from rejoinder.web.akismet.parameters import comment
from tests.serving import server  # noqa: F401 - a fixture
from tests.web.akismet.calling import GAMBLING, NO_VERDICTS, THANKS, fields, post, stored

JSON = "application/json; charset=utf-8"
PARTS = "multipart/form-data; boundary=Xx-7"


def test_a_check_by_json_and_by_parts_is_answered_as_one_by_form(server):  # noqa: F811
    for text, answer in (("A bridge in Żyrardów: 100% + more.", "false"), (GAMBLING, "true")):
        given = fields(server, comment_content=text)
        sent = (
            post(server, "/1.1/comment-check", given),
            httpx.post(f"{server.url}/1.1/comment-check", json=given, timeout=60),
            httpx.post(f"{server.url}/1.1/comment-check", files={k: (None, v) for k, v in given.items()}, timeout=60),
        )
        assert [(one.status_code, one.text) for one in sent] == [(200, answer)] * 3
    with server.house.store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(DISTINCT text_digest) FROM checks").scalar() == 2


def test_a_report_as_coral_sends_it_is_taken(server):  # noqa: F811
    """By JSON, with the key in the host's name alone."""
    given = fields(server, comment_content="My uncle sells brooms at the harbour market.")
    host = f"{given.pop('api_key')}.comments.example.org"
    answer = httpx.post(f"{server.url}/1.1/submit-spam", json=given, headers={"Host": host}, timeout=60)
    assert answer.text == THANKS
    assert stored(server) == (1, 1)


# what JSON holds, the field, its values
VALUES = [
    ({"a": "x"}, "a", ("x",)),
    ({"a": "100% + x"}, "a", ("100% + x",)),
    ({"a": True}, "a", ("true",)),
    ({"a": False}, "a", ("false",)),
    ({"a": None}, "a", ("",)),
    ({"a": 17}, "a", ("17",)),
    ({"a": 0.5}, "a", ("0.5",)),
    ({"a": ["x", "y"]}, "a", ("x", "y")),
    ({"a": {"0": "x", "b": "y"}}, "a", ("x", "y")),
    ({"a": ["x", ["deeper"], {"d": "e"}]}, "a", ("x",)),
    ({"a[0]": "x", "a[1]": "y"}, "a", ("x", "y")),
    ({"a": []}, "a", ()),
]


@pytest.mark.parametrize(("sent", "name", "values"), VALUES, ids=range(len(VALUES)))
def test_values_of_json_are_values_of_a_form(sent, name, values):
    assert parse(json.dumps(sent).encode(), b"", JSON).parts(name) == values


BROKEN = [
    (JSON, b""),
    (JSON, b"{"),
    (JSON, b"[]"),
    (JSON, b"null"),
    (JSON, b"a=1"),
    (JSON, b'{"a": NaN}'),
    (JSON, b'{"a": "\xff"}'),
    (JSON, b'{"a": "\\ud800"}'),
    (JSON, b'{"a":' + b"[" * 400_000),
    (PARTS, b""),
    (PARTS, b"a=1"),
    (PARTS, b"--other\r\n\r\n--other--"),
    (PARTS, b'--Xx-7\r\nContent-Disposition: form-data; name="a"\r\n\r\n1'),
    ("multipart/form-data", b"--x\r\n\r\n--x--"),
    ("multipart/form-data; boundary=", b"--\r\n--"),
]


@pytest.mark.parametrize(("kind", "body"), BROKEN, ids=range(len(BROKEN)))
def test_a_body_that_is_not_what_it_says_is_refused_with_a_sentence(kind, body):
    with pytest.raises(BadInput, match="The body is not"):
        parse(body, b"", kind)


def test_the_refusal_is_no_verdict(server):  # noqa: F811
    answer = post(server, "/1.1/comment-check", b"{", {"Content-Type": JSON})
    assert (answer.status_code, answer.text) == (400, "The body is not a JSON object.")
    assert answer.text not in NO_VERDICTS
    assert answer.headers["x-akismet-debug-help"]


def parts(*heads: bytes, end: bytes = b"\r\n--Xx-7--\r\n") -> bytes:
    return b"".join(b"\r\n--Xx-7\r\n" + head for head in heads) + end


def test_parts_are_fields_and_files_are_not():
    body = parts(
        b'Content-Disposition: form-data; name="a"\r\n\r\n1 + 2 = 100%',
        b'content-disposition: form-data; name="c[0]"\r\nContent-Type: text/plain\r\n\r\nx',
        b"Content-Disposition: form-data; name=c[1]\r\n\r\ny\r\nz",
        b'Content-Disposition: form-data; name="f"; filename="f.txt"\r\n\r\nsecret',
        b"Content-Disposition: form-data\r\n\r\nnameless",
        b"no head at all",
    )
    form = parse(body, b"", PARTS)
    assert (form.text("a"), form.parts("c"), form.has("f")) == ("1 + 2 = 100%", ("x", "y\r\nz"), False)
    assert set(form.body) == {b"a", b"c"}


def test_bodies_of_parts_may_name_their_encoding():
    body = parts(b'Content-Disposition: form-data; name="comment_content"\r\n\r\n\xcf\xf0\xe8\xe2\xe5\xf2')
    assert comment(parse(body, b"blog_charset=windows-1251", PARTS)).text == "Привет"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (JSON, json.dumps({"a": ["x"] * 200_000}).encode()),
        (JSON, json.dumps({str(number): 1 for number in range(100_000)}).encode()),
        (PARTS, parts(*[b'Content-Disposition: form-data; name="a"\r\n\r\n1'] * 18_000)),
    ],
    ids=["list", "object", "parts"],
)
def test_too_many_fields_are_refused_soon(kind, body):
    began = time.process_time()
    with pytest.raises(TooLarge):
        parse(body, b"", kind)
    assert time.process_time() - began < 1
