"""Whose address counts: the connection's, or the right-most that no proxy of ours has; and links from the base URL."""

import json
import logging
import re
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from rejoinder.store.schema import checks
from rejoinder.web.border.peers import Hint, Proxies, client_of, scheme_of
from rejoinder.web.border.rules import Rules
from tests.serving import PAGE, SITE, running_server

NOBODY = Proxies()
NEAR = Proxies.named(["127.0.0.1", "10.0.0.0/8", "::1", "2001:db8:ffff::/48"])

ATTACKS = [json.loads(line) for line in (Path(__file__).parents[2] / "data" / "proxies.jsonl").read_text().splitlines()]
SPOOFS = [one for one in ATTACKS if one["kind"] == "ip-spoof"]
POISONS = [one for one in ATTACKS if one["kind"] == "host-poison"]


# Each form has a key of its own, and a stamp of its moment.
KEY = re.compile('name="(key|stamp)" value="[^"]*"')


def header(attack):
    name, payload = attack["header"], attack["payload"]
    text = payload if isinstance(payload, str) else payload["rep"] * payload["n"]
    return name.encode(), text.encode("utf-8")


def scope(peer, *headers, scheme="http"):
    low = [(name.lower(), value) for name, value in headers]
    return {"client": (peer, 1) if peer else None, "headers": low, "scheme": scheme, "http_version": "1.1"}


def found(peer, proxies, *headers):
    client = client_of(scope(peer, *headers), proxies)
    return "" if client is None else str(client)


@pytest.mark.parametrize("attack", SPOOFS, ids=lambda attack: attack["id"])
@pytest.mark.parametrize("peer", ["198.51.100.7", "127.0.0.1", "2001:db8::7", "::1", ""])
def test_nobody_is_believed_unless_the_owner_says_so(attack, peer):
    assert found(peer, NOBODY, header(attack)) == peer


@pytest.mark.parametrize("attack", SPOOFS, ids=lambda attack: attack["id"])
def test_a_client_in_front_of_our_proxy_gains_nothing(attack):
    """The proxy adds, at the right end, the address from which it was asked."""
    name, value = header(attack)
    sent = [(name, value), (b"X-Forwarded-For", b"198.51.100.7")]
    joined = [(name, value + b", 198.51.100.7")] if name == b"X-Forwarded-For" else sent
    for headers in (sent, joined):
        assert found("127.0.0.1", NEAR, *headers) == "198.51.100.7"
        assert found("198.51.100.8", NEAR, *headers) == "198.51.100.8"


@pytest.mark.parametrize("attack", SPOOFS, ids=lambda attack: attack["id"])
def test_what_our_own_proxy_says_is_an_address_or_is_not_believed(attack):
    assert found("127.0.0.1", NEAR, header(attack)) == attack["through_our_proxy"]


@pytest.mark.parametrize(
    ("said", "client"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("6.6.6.6, 198.51.100.7", "198.51.100.7"),
        ("198.51.100.7, 10.0.0.1", "198.51.100.7"),
        ("6.6.6.6, 198.51.100.7, 10.0.0.1, 10.255.0.1,127.0.0.1", "198.51.100.7"),
        ("6.6.6.6, nonsense, 10.0.0.1", "127.0.0.1"),
        ("6.6.6.6,, 10.0.0.1", "127.0.0.1"),
        ("10.0.0.2, 10.0.0.1", "10.0.0.2"),
        ("6.6.6.6, " + "10.0.0.1, " * 3000 + "10.0.0.1", "10.0.0.1"),
        ("2001:db8::7, 2001:db8:ffff::1", "2001:db8::7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("[2001:db8::7]:4711", "2001:db8::7"),
        ("[2001:db8::7]", "2001:db8::7"),
        ("198.51.100.7:4711", "198.51.100.7"),
        ("198.51.100.7:x", "127.0.0.1"),
        ("[2001:db8::7]x", "127.0.0.1"),
        ("[2001:db8::7", "127.0.0.1"),
    ],
)
def test_the_rightmost_address_that_is_no_proxy_of_ours_is_the_client(said, client):
    assert found("127.0.0.1", NEAR, (b"X-Forwarded-For", said.encode())) == client


def test_several_lines_are_one_list_in_their_order():
    lines = [(b"X-Forwarded-For", value) for value in (b"6.6.6.6", b"198.51.100.7", b"10.0.0.1")]
    assert found("127.0.0.1", NEAR, *lines) == "198.51.100.7"


def test_who_comes_by_a_socket_is_believed_when_the_owner_says_so():
    said = (b"X-Forwarded-For", b"198.51.100.7")
    assert found("", NOBODY, said) == ""
    assert found("", NEAR, said) == ""
    assert found("", Proxies.named(["unix"]), said) == "198.51.100.7"
    assert found("", Proxies.named(["unix"])) == ""
    assert found("198.51.100.8", Proxies.named(["unix"]), said) == "198.51.100.8"


@pytest.mark.parametrize(
    ("said", "scheme"),
    [("https", "https"), ("HTTPS", "https"), ("http", "http"), ("https, http", "http"), ("http,https", "https")]
    + [(nonsense, "http") for nonsense in ("javascript", "", "wss", "https;", "httpſ", "https\x00")],
)
def test_the_scheme_is_the_last_word_of_our_proxy(said, scheme):
    header = (b"X-Forwarded-Proto", said.encode())
    assert scheme_of(scope("127.0.0.1", header), NEAR) == scheme
    assert scheme_of(scope("198.51.100.7", header), NEAR) == "http"
    assert scheme_of(scope("127.0.0.1", header), NOBODY) == "http"


@pytest.fixture(scope="module")
def behind_proxy(tmp_path_factory):
    """A server that believes a proxy on this machine: the test is one."""
    with running_server(tmp_path_factory.mktemp("house"), Rules(proxies=Proxies.named(["127.0.0.1"]))) as server:
        yield server


@pytest.fixture(scope="module")
def unbelieving(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("house")) as server:
        yield server


def stored_address(server, **headers):
    """The address that is stored with a comment."""
    text = f"words {len(headers)} {headers}"[:5000]
    answer = httpx.post(
        f"{server.url}/api/v1/comments", json={"site": SITE, "url": PAGE, "text": text}, headers=headers, timeout=30
    )
    assert answer.status_code == 201, answer.text
    with server.house.store.read() as connection:
        return connection.scalar(select(checks.c.ip).where(checks.c.text == text))


@pytest.mark.parametrize("attack", SPOOFS, ids=lambda attack: attack["id"])
def test_a_comment_is_stored_with_the_address_that_counts(behind_proxy, unbelieving, attack):
    name, value = (part.decode("latin-1") for part in header(attack))
    if value.isascii():
        assert stored_address(unbelieving, **{name: value}) == "127.0.0.1"
        assert stored_address(behind_proxy, **{name: value}) == attack["through_our_proxy"]


@pytest.mark.parametrize("attack", POISONS, ids=lambda attack: attack["id"])
@pytest.mark.parametrize(
    "path", ["/desk", f"/thread?site={SITE}&url={PAGE}", "/data", "/healthz", "/nowhere", "/desk/"]
)
def test_no_header_changes_a_link_a_redirect_or_what_is_answered(behind_proxy, unbelieving, attack, path):
    name, value = (part.decode() for part in header(attack))
    for server in (behind_proxy, unbelieving):
        plain, poisoned = (httpx.get(server.url + path, headers=more) for more in ({}, {name: value}))
        assert poisoned.status_code == plain.status_code
        assert poisoned.headers.get("location") == plain.headers.get("location")
        assert KEY.sub("", poisoned.text) == KEY.sub("", plain.text)


@pytest.mark.parametrize("attack", POISONS, ids=lambda attack: attack["id"])
def test_a_receipt_has_its_address_from_the_base_url(behind_proxy, attack):
    name, value = (part.decode() for part in header(attack))
    body = {"site": SITE, "url": PAGE, "text": f"words {attack['id']}"}
    answer = httpx.post(
        f"{behind_proxy.url}/api/v1/comments", json=body, headers={name: value, "Host": "evil.example"}, timeout=30
    )
    assert answer.json()["receipt_url"].startswith(f"{behind_proxy.url}/thread/receipt/")


@pytest.mark.parametrize("peer", ["127.0.0.1", "10.0.0.1", "::1", ""])
def test_the_owner_is_told_once_of_a_proxy_that_nobody_has_named(peer, caplog):
    hint = Hint(NOBODY)
    hint.look(scope(peer))
    assert not caplog.records
    for _ in range(3):
        hint.look(scope(peer, (b"X-Forwarded-For", b"6.6.6.6")))
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert (peer or "unix") in record.getMessage()


def test_the_owner_is_not_told_of_a_proxy_that_is_named_nor_of_what_strangers_write(caplog):
    for peer, proxies in (("127.0.0.1", NEAR), ("198.51.100.7", NOBODY), ("", Proxies.named(["unix"]))):
        Hint(proxies).look(scope(peer, (b"X-Forwarded-For", b"6.6.6.6")))
    assert not caplog.records
