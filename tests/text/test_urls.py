"""Addresses."""

import pytest

from rejoinder.errors import BadInput
from rejoinder.text.urls import origin_of, page_address, page_key, site_address, website

NOT_ADDRESSES = [
    "",
    "x",
    "/path",
    "//host/path",
    "javascript:alert(1)",
    "data:text/html,x",
    "ftp://example.org/",
    "https://",
    "https:///x",
    "https://user:pass@example.org/",
    "https://example.org:0/",
    "https://example.org:99999/",
    "https://[::1/",
    "https://exa mple.org/",
    'https://example.org/"onclick=',
    "https://example.org/<script>",
    "https://example.org\\@evil.example/",
    "https://" + "a" * 300 + ".é.example/",
]


@pytest.mark.parametrize("bad", NOT_ADDRESSES)
@pytest.mark.parametrize("read", [page_address, site_address, origin_of])
def test_what_is_not_a_whole_http_address_is_refused_with_a_sentence(read, bad):
    with pytest.raises(BadInput, match=r"not a .* address"):
        read(bad)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://Example.ORG/a?b=1#c", "https://example.org/a?b=1"),
        ("https://example.org", "https://example.org/"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("http://example.org:8080/a", "http://example.org:8080/a"),
        ("https://example.org/a?utm_source=x&id=7&fbclid=y", "https://example.org/a?id=7"),
        ("https://example.org/a?q=%2F+x", "https://example.org/a?q=%2F+x"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("http://[::1]:80/a", "http://[::1]/a"),
    ],
)
def test_one_article_has_one_address(given, kept):
    assert page_address(given) == kept
    assert page_address(kept) == kept


@pytest.mark.parametrize(
    "spelled",
    [
        "https://example.org/caf%C3%A9/oak?a=b",
        "http://example.org/caf%c3%a9/oak/?a=b",
        "https://example.org/caf\u00e9/%6fak?a=b",
        "https://example.org:443/caf%C3%A9/oak/?a=b&utm_source=mail#comments",
    ],
)
def test_an_article_has_one_key_however_its_address_is_spelled(spelled):
    assert page_key(page_address(spelled)) == "example.org/caf%C3%A9/oak?a=b"


def test_what_is_another_address_has_another_key():
    keys = {
        page_key(f"https://example.org{path}")
        for path in ("/", "/a", "/A", "/a%2Fb", "/a/b", "/a?", "/a?b", "/a?B", "/a%3Fb")
    }
    assert len(keys) == 8  # "/a?" is "/a"


def test_a_site_may_live_in_a_folder_and_its_origin_is_without_it():
    assert site_address("https://example.org/blog/") == "https://example.org/blog"
    assert origin_of("https://example.org/blog/") == "https://example.org"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("", ""), ("example.org", "https://example.org"), ("http://example.org/~ada", "http://example.org/~ada")],
)
def test_a_website_may_be_typed_without_its_scheme(typed, kept):
    assert website(typed) == kept


@pytest.mark.parametrize(
    "bad",
    ["javascript:alert(1)", "JaVaScRiPt://x.example/%0aalert(1)", "vbscript:x", "localhost", "a@b.example", " x.y"],
)
def test_a_website_that_could_run_or_is_none_is_refused(bad):
    with pytest.raises(BadInput):
        website(bad)
