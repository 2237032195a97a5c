"""One reader for all bodies: limits by route, honest about who has gone, bounded in memory."""

import pytest
from starlette.routing import Mount, Route

from rejoinder.web.akismet.addresses import ADDRESSES
from rejoinder.web.app import ROUTES
from rejoinder.web.border import bodies
from rejoinder.web.border.limits import AKISMET, limit_of
from tests.web.border.wire import Wire, eventually, exchange, head, well, wires

FORM = "application/x-www-form-urlencoded"


def writing(routes, above=""):
    """The addresses that take a body."""
    for route in routes:
        if isinstance(route, Mount):
            yield from writing(route.routes, above + route.path)
        elif isinstance(route, Route) and "POST" in route.methods:
            yield (above + route.path).replace("{comment}", "1").replace("{decision}", "1")


@pytest.mark.parametrize("path", [*writing(ROUTES), *(f"/{path}" for path in ADDRESSES)])
def test_every_address_that_takes_a_body_has_a_limit_and_keeps_it(server, path):
    kind = "application/json" if path.startswith("/api/") else FORM
    limit = limit_of(path).body
    start = head("POST", path, Content_Type=kind, Transfer_Encoding="chunked", Connection="close")
    full = start + b"%x\r\n" % limit + b"x" * limit + b"\r\n"
    assert exchange(server, full + b"1\r\nx\r\n").startswith(b"HTTP/1.1 413 ")
    assert not exchange(server, full + b"0\r\n\r\n").startswith((b"HTTP/1.1 413 ", b"HTTP/1.1 5"))


@pytest.mark.parametrize("path", ["/thread", "/api/v1/comments", "/desk/sign-in", "/1.1/comment-check"])
def test_whoever_goes_away_in_the_middle_is_no_fault_of_ours(server, path, caplog):
    kind = "application/json" if path.startswith("/api/") else FORM
    for leave in (Wire.leave, Wire.slam):
        with Wire(server.url) as wire:
            leave(wire.send(head("POST", path, Content_Type=kind, Content_Length="1000") + b"a=b"))
    assert well(server)
    assert not caplog.records


def test_of_large_bodies_only_so_many_come_in_at_a_time_and_small_ones_always_do(server, monkeypatch):
    monkeypatch.setattr(bodies, "LARGE_AT_ONCE", 5)
    large = head("POST", "/1.1/comment-check", Content_Type=FORM, Content_Length=str(AKISMET.body))
    small = head("POST", "/1.1/comment-check", Content_Type=FORM, Content_Length="3") + b"a=b"
    with wires(server, 5) as slow:
        for wire in slow:
            wire.send(large + b"a" * (bodies.LARGE + 1))
        eventually(lambda: exchange(server, large + b"a" * AKISMET.body).startswith(b"HTTP/1.1 503 "))
        assert exchange(server, small) == b"HTTP/1.1 200 OK"
    eventually(lambda: exchange(server, large + b"a" * AKISMET.body) == b"HTTP/1.1 200 OK")
