"""What goes over the wire, byte for byte: status, body, and which of the protocol's headers."""

from __future__ import annotations

import re

from rejoinder.web.akismet import replies
from rejoinder.web.akismet.app import is_protocol_path
from tests.serving import server  # noqa: F401 - a fixture
from tests.web.akismet.calling import BLOG, GAMBLING, NO_VERDICTS, PLAIN, THANKS, ask, call, fields, post, raw, stored

GUID = re.compile("[0-9a-f]{32}")
IP = "203.0.113.9"
KEY = "<the key>"
NEEDED = {"api_key": KEY, "blog": BLOG, "user_ip": IP, "comment_content": PLAIN}
NO_ADDRESS = 'The "{}" value is not an absolute http or https address'


def without(*names, **more):
    return {name: value for name, value in {**NEEDED, **more}.items() if name not in names}


# path, fields, the body of the answer, X-akismet-debug-help, whether there is a GUID, X-akismet-pro-tip
ANSWERS = [
    ("verify-key", {"key": KEY, "blog": BLOG}, "valid", None, False, None),
    ("verify-key", {"api_key": KEY, "blog": BLOG, "is_test": "1"}, "valid", None, False, None),
    ("verify-key", {"key": "0123456789ab", "blog": BLOG}, "invalid", None, False, None),
    ("verify-key", {"key": "K\x00", "blog": BLOG}, "invalid", None, False, None),
    ("verify-key", {"blog": BLOG}, "invalid", 'Empty "key" value', False, None),
    ("verify-key", {"key": "", "blog": BLOG}, "invalid", 'Empty "key" value', False, None),
    ("verify-key", {"key": KEY}, "invalid", NO_ADDRESS.format("blog"), False, None),
    ("verify-key", {"key": KEY, "blog": "paper.example"}, "invalid", NO_ADDRESS.format("blog"), False, None),
    ("comment-check", NEEDED, "false", None, True, None),
    ("comment-check", without(comment_content=GAMBLING), "true", None, True, None),
    ("comment-check", without("comment_content"), "false", None, True, None),
    ("comment-check", without(user_ip=""), "false", None, True, None),
    ("comment-check", without(is_test="1"), "false", None, True, None),
    ("comment-check", without(is_test="1", comment_content=GAMBLING), "true", None, True, None),
    ("comment-check", without(comment_author="akismet-guaranteed-spam"), "true", None, True, None),
    ("comment-check", without(comment_author="viagra-test-123"), "true", None, True, None),
    ("comment-check", without(comment_author_email="akismet-guaranteed-spam@example.com"), "true", None, True, None),
    ("comment-check", without(user_role="administrator", comment_content=GAMBLING), "false", None, True, None),
    ("comment-check", without(user_role="editor,administrator"), "false", None, True, None),
    ("comment-check", without(user_role="administrator", comment_author="viagra-test-123"), "true", None, True, None),
    ("comment-check", without(comment_author="viagra-test-123", test_discard="1"), "true", None, True, "discard"),
    ("comment-check", without("api_key"), "invalid", 'Empty "api_key" value', True, None),
    ("comment-check", without(api_key="wrong"), "invalid", "Unknown key", True, None),
    ("comment-check", {"api_key": "wrong"}, "invalid", "Unknown key", True, None),
    ("comment-check", without("blog"), "Missing required field: blog.", 'Empty "blog" value', True, None),
    ("comment-check", without(blog=""), "Missing required field: blog.", 'Empty "blog" value', True, None),
    ("comment-check", without(blog="not a url"), "Invalid field: blog.", NO_ADDRESS.format("blog"), True, None),
    ("comment-check", without("user_ip"), "Missing required field: user_ip.", 'Empty "user_ip" value', True, None),
    (
        "comment-check",
        without("user_ip", comment_author="viagra-test-123"),
        "Missing required field: user_ip.",
        'Empty "user_ip" value',
        True,
        None,
    ),
    ("submit-spam", NEEDED, THANKS, None, False, None),
    ("submit-ham", NEEDED, THANKS, None, False, None),
    ("submit-ham", without(is_test="true"), THANKS, None, False, None),
    ("submit-spam", without("api_key"), "invalid", 'Empty "api_key" value', False, None),
    ("submit-spam", without(api_key="wrong"), "invalid", "Unknown key", False, None),
    ("submit-ham", without("blog"), "Missing required field: blog.", 'Empty "blog" value', False, None),
    ("submit-ham", without("user_ip"), "Missing required field: user_ip.", 'Empty "user_ip" value', False, None),
]


def test_every_answer_is_as_promised_byte_for_byte(server):  # noqa: F811 - the fixture
    for verb, given, body, helped, has_guid, tip in ANSWERS:
        form = {name: server.key if value == KEY else value for name, value in given.items()}
        answer = post(server, f"/1.1/{verb}", form)
        headers = answer.headers
        assert (answer.status_code, answer.content) == (200, body.encode()), (verb, given)
        assert headers["content-type"] == "text/plain; charset=utf-8"
        assert headers["content-length"] == str(len(body))
        assert headers.get("x-akismet-debug-help") == helped, (verb, given)
        assert headers.get("x-akismet-pro-tip") == tip, (verb, given)
        assert bool(GUID.fullmatch(headers.get("x-akismet-guid", ""))) is has_guid, (verb, given)
        assert not [
            name for name in headers if name.startswith(("x-akismet-alert", "x-akismet-error", "x-akismet-recheck"))
        ]


# method, path, status, body
ADDRESSES = [
    ("POST", "/1.1/comment-check", 200, "false"),
    ("POST", "/1.1/comment-check/", 200, "false"),
    ("POST", "/1.1//comment-check//", 200, "false"),
    ("GET", "/1.1/comment-check", 405, "Send this with POST."),
    ("PUT", "/1.1/submit-ham", 405, "Send this with POST."),
    ("GET", "/1.1/verify-key", 405, "Send this with POST."),
    ("PUT", "/1.2/usage-limit", 405, "Send this with GET or POST."),
    ("GET", "/1.1/test/", 200, "connected"),
    ("GET", "/1.2//compatible-plugins", 200, "[]"),
    ("POST", "/1.2/comment-check", 404, "There is nothing at this address."),
    ("POST", "/1.1/usage-limit", 404, "There is nothing at this address."),
    ("POST", "/1.1/stop", 404, "There is nothing at this address."),
    ("POST", "/1.1", 404, "There is nothing at this address."),
    ("POST", "/1.1/", 404, "There is nothing at this address."),
    ("POST", "/1.1/comment-check/true", 404, "There is nothing at this address."),
    ("POST", "/1.1/__class__", 404, "There is nothing at this address."),
    ("POST", "//1.1/comment-check", 200, "false"),
]


def test_slashes_too_many_do_no_harm_and_other_addresses_give_no_verdict(server):  # noqa: F811
    body = "&".join(f"{name}={value}" for name, value in fields(server).items()).replace(" ", "+")
    for method, path, status, text in ADDRESSES:
        head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"
        answer = raw(server, (head + body).encode())
        assert answer.startswith(f"HTTP/1.1 {status} ".encode()), (method, path, answer)
        assert answer.endswith(f"\r\n\r\n{text}".encode()), (method, path, answer)
        assert (b"x-akismet-debug-help" in answer.lower()) is (status != 200)
        allowed = text.removeprefix("Send this with ").replace(" or ", ", ").rstrip(".").encode()
        assert (b"allow: %s\r\n" % allowed in answer.replace(b"Allow", b"allow")) is (status == 405)


def test_http_1_0_is_spoken(server):  # noqa: F811
    body = f"api_key={server.key}&blog=https%3A%2F%2Fpaper.example".encode()
    head = f"POST /1.1/verify-key HTTP/1.0\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    answer = raw(server, head + body)
    assert answer.endswith(b"\r\n\r\nvalid")


def test_the_key_may_come_in_the_address_or_the_name_of_the_host(server):  # noqa: F811
    form = fields(server)
    key = form.pop("api_key")
    port = server.url.rpartition(":")[2]
    assert post(server, f"/1.1/comment-check?api_key={key}", form).text == "false"
    assert post(server, f"/1.1/comment-check?key={key.upper()}", form).text == "false"
    for host in (
        f"{key}.127.0.0.1:{port}",
        f"{key}.rest.akismet.com",
        f"{key.upper()}.spam.filters.example.org:{port}",
    ):
        assert post(server, "/1.1/comment-check", form, {"Host": host}).text == "false", host
    assert post(server, "/1.1/comment-check", form, {"Host": f"wrong.127.0.0.1:{port}"}).text == "invalid"
    assert (
        post(server, "/1.1/comment-check", {**form, "api_key": "wrong"}, {"Host": f"{key}.x.example"}).text == "invalid"
    )


def test_bodies_that_are_no_forms_are_refused_and_what_names_no_type_is_read(server):  # noqa: F811
    good = b"key=" + server.key.encode() + b"&blog=https%3A%2F%2Fpaper.example"
    for kind in ("", "text/plain", "application/octet-stream", "APPLICATION/X-WWW-FORM-URLENCODED; charset=x"):
        assert post(server, "/1.1/verify-key", good, {"Content-Type": kind}).text == "valid", kind
    for kind in ("text/xml", "application/xml", "multipart/mixed; boundary=x"):
        answer = post(server, "/1.1/verify-key", good, {"Content-Type": kind})
        assert (answer.status_code, answer.text) == (415, "The body is not a form."), kind
        assert answer.headers["x-akismet-debug-help"]
    assert post(server, "/1.1/verify-key", good, {"Content-Encoding": "gzip"}).status_code == 415


def test_a_test_call_leaves_no_trace(server):  # noqa: F811
    for more in ({"is_test": "1"}, {"comment_author": "viagra-test-123"}, {"user_role": "administrator"}):
        call(server, "comment-check", **more)
        assert stored(server) == (0, 0), more
    for more in ({"is_test": "true"}, {"comment_author": "akismet-guaranteed-spam"}):
        assert call(server, "submit-spam", **more).text == THANKS
        assert call(server, "submit-ham", **more).text == THANKS
        assert stored(server) == (0, 0), more
    assert ask(server) == "false"
    assert stored(server) == (1, 0)


def test_text_in_another_encoding_is_stored_as_it_was_meant(server):  # noqa: F811
    head = f"api_key={server.key}&blog=https%3A%2F%2Fpaper.example&user_ip=".encode()
    body = head + b"&blog_charset=windows-1251&comment_content=%CF%F0%E8%E2%E5%F2&comment_author=%00x"
    answer = post(server, "/1.1/comment-check", body)
    with server.house.store.read() as connection:
        row = connection.exec_driver_sql("SELECT text, author, ip FROM checks").one()
    assert (answer.text, *row) == ("false", "Привет", "�x", "")


def test_errors_are_no_verdicts():
    for error in (
        replies.UNKNOWN,
        replies.wrong_method(("POST",)),
        replies.not_one_of("x", ["y"]),
        replies.UNAVAILABLE,
        replies.missing("x"),
        replies.no_address("x"),
    ):
        assert error.body not in NO_VERDICTS
        assert dict(error.headers)["X-akismet-debug-help"]


def test_a_base_address_that_ends_with_a_slash_leads_to_the_protocol_all_the_same():
    assert all(map(is_protocol_path, ("/1.1", "/1.1/verify-key", "//1.1/verify-key", "/1.1//verify-key")))
    assert all(map(is_protocol_path, ("/1.2/usage-limit", "//1.2")))
    assert not any(map(is_protocol_path, ("", "/", "/1.10/verify-key", "/thread/1.1", "/1.3/usage-limit")))
