"""The room for outgoing connections: nothing but the address that was checked is spoken to, and never for long."""

from __future__ import annotations

import itertools
import json
import re
import socket
import ssl
import threading
import time
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from rejoinder.errors import BadInput, Refused, Unreachable
from rejoinder.outside.addresses import Allowed
from rejoinder.outside.http import LARGEST, Http
from tests.outside.servers import other_server, saying

SSRF = (Path(__file__).parents[1] / "data" / "ssrf.jsonl").read_text("utf-8").splitlines()
HERE = Allowed.named(("127.0.0.1",))


def post(http, url, seconds=5.0):
    return http.post(url, b"a=b", {}, seconds)


def always(*addresses):
    return lambda _host, _port: addresses


def test_a_public_address_is_posted_to_with_its_name_and_nothing_more():
    with other_server(saying("200 OK", b"thanks")) as other:
        http = Http(Allowed.named(("hook.example",)), always("127.0.0.1"))
        answer = http.post(f"http://hook.example:{other.port}/a b?c=d".replace(" ", "%20"), b"x=y", {"X-One": "1"}, 5.0)
    assert (answer.status, answer.body) == (200, b"thanks")
    head, _, body = other.got[0].decode().partition("\r\n\r\n")
    assert body == "x=y"
    assert head.split("\r\n")[0] == "POST /a%20b?c=d HTTP/1.1"
    host = f"Host: hook.example:{other.port}"
    sent = ["Accept-Encoding: identity", "Connection: close", "Content-Length: 3", host, "X-One: 1"]
    assert sorted(head.split("\r\n")[1:]) == sent


def lead_here(host, port):
    """Every name leads to this machine; numbers, in all the forms that resolvers know, lead where they lead."""
    try:
        return tuple(str(found[4][0]) for found in socket.getaddrinfo(host, port, flags=socket.AI_NUMERICHOST))
    except OSError:
        return ("127.0.0.1",)


@pytest.mark.parametrize("attack", [json.loads(line) for line in SSRF], ids=lambda attack: attack["id"])
def test_no_attack_reaches_a_server_of_this_machine_whatever_its_name_leads_to(attack):
    url = attack["payload"].split(" ")[0]
    with other_server(saying("200 OK", b"inside")) as other:
        to_it = re.sub(r"^(https?://[^/#]*?)(:\d+)?(?=[/#]|$)", rf"\1:{other.port}", url)
        for asked in (url, to_it):
            with pytest.raises((BadInput, Refused)):
                post(Http(resolve=lead_here), asked)
    assert other.connected == 0


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.31.255.255", "192.168.1.1", "169.254.169.254"),
        *(
            "100.64.0.1",
            "192.0.0.8",
            "192.0.2.1",
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
        ),
        *("255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1"),
        *("64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1"),
        *("2001:db8::1", "2001::1", "2002:7f00:1::", "100::1", "3fff::1", "fec0::1", "5f00::1", "no address"),
    ],
)
def test_what_is_not_public_is_not_connected_to(address):
    with pytest.raises(Refused, match="no public web server"):
        post(Http(resolve=always(address)), "http://anything.example/")


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822", "::ffff:93.184.216.34"]
)
def test_what_is_public_may_be_connected_to_on_ports_of_the_web_alone(address):
    allowed = Allowed()
    assert allowed.addresses("x.example", 443, (address,)) == (address,)
    assert allowed.addresses("x.example", 22, (address,)) == ()


def test_of_several_addresses_only_those_that_passed_are_used():
    assert Allowed().addresses("x.example", 80, ("127.0.0.1", "93.184.216.34")) == ("93.184.216.34",)


def test_a_name_that_leads_elsewhere_a_moment_later_leads_nobody_there():
    with other_server(saying("200 OK", b"outside")) as other:
        answers = itertools.chain([("127.0.0.1",)], itertools.repeat(("127.0.0.9",)))
        http = Http(HERE, lambda _host, _port: next(answers))
        assert post(http, f"http://rebind.example:{other.port}/").body == b"outside"
        with pytest.raises(Refused):
            post(http, f"http://rebind.example:{other.port}/")
    assert other.connected == 1


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Again", "308 For Good"])
def test_redirects_are_not_followed(status):
    inside = other_server(saying("200 OK", b"inside"))
    with inside as inner, other_server(saying(status, b"", f"Location: {inner.url}")) as other:
        assert post(Http(HERE), other.url).status == int(status[:3])
    assert inner.connected == 0


def test_no_proxy_is_taken_from_the_environment(monkeypatch):
    with other_server(saying("200 OK", b"proxy")) as proxy, other_server(saying("200 OK", b"true")) as other:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "https_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert post(Http(HERE), other.url).body == b"true"
    assert proxy.connected == 0


def drip(connection):
    """A byte now and then, for much longer than anybody should wait."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    for _ in range(200):
        connection.sendall(b"x")
        threading.Event().wait(0.05)


def flood(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"4000\r\n" + b"x" * 0x4000 + b"\r\n")


def silence(_connection):
    threading.Event().wait(30)


@pytest.mark.parametrize("talk", [drip, silence], ids=["drip", "silence"])
def test_the_whole_exchange_has_one_time_limit(talk):
    with other_server(talk) as other:
        began = time.monotonic()
        with pytest.raises(Unreachable):
            post(Http(HERE), other.url, seconds=0.4)
        assert time.monotonic() - began < 3.0


def test_a_name_server_that_hangs_is_not_waited_for_longer():
    hanging = threading.Event()
    try:
        began = time.monotonic()
        with pytest.raises(Unreachable):
            post(Http(resolve=lambda _host, _port: (hanging.wait(30), ("127.0.0.1",))[1]), "http://x.example/", 0.2)
        assert time.monotonic() - began < 3.0
    finally:
        hanging.set()


@pytest.mark.parametrize(
    "talk", [flood, saying("200 OK", b"x" * (LARGEST + 1)), saying("200 OK", b"", "X: " + "x" * 70_000)]
)
def test_an_answer_that_is_too_large_is_none(talk):
    with other_server(talk) as other, pytest.raises(Unreachable):
        post(Http(HERE), other.url)


@pytest.mark.parametrize(
    "answer", [b"", b"\x00\xff" * 50, b"HTTP/1.1 999999 No\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"]
)
def test_an_answer_that_is_none_is_told_as_such(answer):
    with other_server(lambda connection: connection.sendall(answer)) as other, pytest.raises(Unreachable):
        post(Http(HERE), other.url)


def test_nobody_can_tell_an_open_door_from_a_closed_one():
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        closed = nobody.getsockname()[1]
    with other_server(lambda connection: connection.sendall(b"SSH-2.0-x\r\n")) as other:
        told = set()
        for port in (closed, other.port):
            with pytest.raises(Unreachable) as failed:
                post(Http(HERE), f"http://127.0.0.1:{port}/")
            told.add(str(failed.value))
        assert len(told) == 1


@pytest.mark.parametrize(
    "url", ["", "ftp://x.example/", "//x.example/", "http://a:b@x.example/", "http://x.example/ y", "http://x.example:0/",
            "http://x.example/\r\nX: y", "http://" + "x" * 600, "http://[::1", "http://"],
)  # fmt: skip
def test_what_is_no_web_address_is_not_looked_up(url):
    def resolve(_host, _port):
        raise AssertionError

    with pytest.raises(BadInput):
        post(Http(resolve=resolve), url)


@pytest.fixture(scope="module")
def certified(tmp_path_factory):
    """Contexts of a server whose certificate is for good.example, and of a client that trusts who signed it."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "good.example")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(1))
    names = x509.SubjectAlternativeName([x509.DNSName("good.example"), x509.IPAddress(ip_address("127.0.0.1"))])
    made = made.add_extension(names, critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(
        key.private_bytes(*plain) + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    return server, ssl.create_default_context(cafile=str(path))


@pytest.mark.parametrize(("host", "trusts"), [("good.example", True), ("bad.example", True), ("good.example", False)])
def test_tls_is_verified_with_the_name_of_the_host(certified, host, trusts):
    server, client = certified
    with other_server(saying("200 OK", b"safe"), tls=server) as other:
        http = Http(Allowed.named((host,)), always("127.0.0.1"), client if trusts else None)
        if trusts and host == "good.example":
            assert post(http, f"https://{host}:{other.port}/").body == b"safe"
        else:
            with pytest.raises(Unreachable):
                post(http, f"https://{host}:{other.port}/")
            assert other.got == [], "nothing was sent"
