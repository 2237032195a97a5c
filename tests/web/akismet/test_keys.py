"""A key is found in all five places where clients put it, in the order that the documentation names."""

from __future__ import annotations

import pytest

from rejoinder.web.akismet.forms import parse
from rejoinder.web.akismet.keys import key_of

BASE = "comments.example.org"

# body, query, host, base host, the key
PLACES = [
    (b"api_key=K1&key=K2", b"api_key=K3&key=K4", "k5.comments.example.org", BASE, "K1"),
    (b"key=K2", b"api_key=K3&key=K4", "k5.comments.example.org", BASE, "K2"),
    (b"", b"api_key=K3&key=K4", "k5.comments.example.org", BASE, "K3"),
    (b"", b"key=K4", "k5.comments.example.org", BASE, "K4"),
    (b"", b"", "k5.comments.example.org", BASE, "k5"),
    (b"api_key=", b"", "k5.comments.example.org:8080", BASE, "k5"),
    (b"api_key=&key=K2", b"", "", BASE, "K2"),
    (b"api_key=+K1+", b"", "", BASE, "K1"),
    (b"api_key=K1&api_key=OTHER", b"", "", BASE, "OTHER"),
    (b"api_key[]=K1", b"", "", BASE, "K1"),
    (b"", b"", "comments.example.org", BASE, ""),
    (b"", b"", "COMMENTS.example.org:443", BASE, ""),
    (b"", b"", "comments.example.org.", BASE, ""),
    (b"", b"", "K5.rest.akismet.com", "a.b.comments.example.org", "k5"),
    (b"", b"", "rest.akismet.com", "localhost", ""),
    (b"", b"", "k5.any.other.host.example", BASE, "k5"),
    (b"", b"", "other.example.org", BASE, ""),
    (b"", b"", "k5.localhost:8080", "localhost", "k5"),
    (b"", b"", "localhost", "localhost", ""),
    (b"", b"", "k5.127.0.0.1:8080", "127.0.0.1", "k5"),
    (b"", b"", "k5.example.org:8080", "127.0.0.1", "k5"),
    (b"", b"", "localhost:8080", "127.0.0.1", ""),
    (b"", b"", "127.0.0.1:8080", "localhost", ""),
    (b"", b"", "127.0.0.1:8080", "10.0.0.1", ""),
    (b"", b"", "[::1]", "::1", ""),
    (b"", b"", "[::1]:8080", "localhost", ""),
    (b"", b"", "", BASE, ""),
    (b"", b"", "\xff\xfe", BASE, ""),
    (b"", b"", ":::", BASE, ""),
]


@pytest.mark.parametrize(("body", "query", "host", "base", "key"), PLACES, ids=range(len(PLACES)))
def test_the_first_place_that_has_a_key_wins(body, query, host, base, key):
    assert key_of(parse(body, query), host, base) == key
