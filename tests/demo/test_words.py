"""The demo newspaper's words keep their promises: a thread that can be seeded in order, and links that lead nowhere."""

import re
import unicodedata
from pathlib import Path

import jinja2
import pytest

from rejoinder.demo import words
from rejoinder.locale import ENGLISH

ROOM = Path(words.__file__).parent
# What a reader's eye or a browser would take for a host: after a scheme, after an @, or bare with a dot and letters.
HOST = re.compile(r"(?:https?://|@)([^\s/\"'<>()\[\]?#:]+\.[^\s/\"'<>()\[\]?#:]+)")
BARE = re.compile(r"(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:com|net|org|info|ru|tr|xyz|top|io|me|example)\b", re.IGNORECASE)
ALL = [*words.COMMENTS, *words.SPAM, *words.DOUBTFUL, *words.EARLIER]


def scripts(text: str) -> set[str]:
    """The first words of the Unicode names of the letters: LATIN, ARABIC, CYRILLIC and so on."""
    return {unicodedata.name(sign, "?").split()[0] for sign in text if sign.isalpha()}


def hosts(text: str) -> list[str]:
    return [host.rstrip(".,;!") for host in HOST.findall(text)] + BARE.findall(text)


def reserved(host: str) -> bool:
    """RFC 2606: nobody can register these, so nothing in the demo ever leads to somebody."""
    return host.endswith(".example") or host in {"example.org", "example.com"}


@pytest.mark.parametrize(
    ("table", "least", "most"),
    [(words.COMMENTS, 23, 28), (words.SPAM, 14, 18), (words.DOUBTFUL, 4, 4), (words.EARLIER, 42, 50)],
)
def test_there_is_enough_of_everything_and_not_too_much(table, least, most):
    assert least <= len(table) <= most


def test_the_filter_learns_from_both_labels():
    labels = [one.label for one in words.EARLIER]
    assert set(labels) == {"ham", "spam"}
    assert labels.count("ham") >= 26
    assert labels.count("spam") >= 17


def test_a_reply_comes_after_what_it_answers_and_the_table_is_in_order():
    said = {}
    for remark in words.COMMENTS:
        assert remark.key not in said
        if remark.reply_to is not None:
            assert said[remark.reply_to] < remark.minutes_after
        said[remark.key] = remark.minutes_after
    assert list(said.values()) == sorted(said.values())


def test_the_thread_is_a_real_one_with_three_levels_of_replies_and_a_reader_without_a_name():
    depth = {None: -1}
    for remark in words.COMMENTS:
        depth[remark.key] = depth[remark.reply_to] + 1
    assert max(depth.values()) == 3
    assert any(not remark.author for remark in words.COMMENTS)


@pytest.mark.parametrize(("script", "least"), [("ARABIC", 4), ("CYRILLIC", 3)])
def test_comments_are_written_in_several_scripts(script, least):
    assert sum(script in scripts(remark.text) for remark in words.COMMENTS) >= least


def test_some_spam_hides_in_styled_and_in_mixed_alphabets():
    assert any("MATHEMATICAL" in scripts(arrival.text) for arrival in words.SPAM)
    assert any({"LATIN", "CYRILLIC"} <= scripts(word) for arrival in words.SPAM for word in arrival.text.split())


def test_every_host_is_reserved_for_examples():
    fields = [getattr(one, name, "") for one in ALL for name in ("author", "email", "url", "text")]
    found = [host for field in fields for host in hosts(field)]
    assert found
    assert [host for host in found if not reserved(host)] == []


@pytest.mark.parametrize("text", ["see https://real-shop.com/", "mail me@real-shop.ru", "go to real-shop.net now"])
def test_a_host_that_somebody_could_own_would_be_noticed(text):
    assert not all(reserved(host) for host in hosts(text))


def test_no_text_occurs_twice_is_empty_or_is_longer_than_a_comment_may_be():
    texts = [one.text.strip().casefold() for one in ALL]
    assert len(set(texts)) == len(texts)
    assert all(0 < len(text) <= 4_000 for text in texts)


def page(**values: str) -> str:
    """The article as a browser gets it."""
    house = jinja2.Environment(loader=jinja2.FileSystemLoader(ROOM), autoescape=True, undefined=jinja2.StrictUndefined)
    given = {"thread_html": "<p id=said>said</p>", "desk_url": "/desk", "data_url": "/data", "css_url": "meridian.css"}
    where = {"site": "https://paper.example", "canonical": "https://paper.example/page"}
    where |= {"speech": ENGLISH, "languages": [ENGLISH]}
    return house.get_template("article.html").render(given | where | values)


def test_the_page_and_the_table_tell_of_the_same_article():
    assert f"<h1>{words.ARTICLE.title}</h1>" in page()
    assert words.ARTICLE.standfirst in page()
    assert "From the archive" in page()


def test_the_thread_stands_in_its_place_and_the_addresses_are_escaped():
    shown = page(desk_url='/desk?"><b>')
    assert '<div id="rejoinder-thread"><p id=said>said</p></div>' in shown
    assert "<b>" not in shown


def test_the_page_lives_under_a_strict_content_security_policy():
    """No inline script or style, no handler, nothing fetched from elsewhere: `default-src 'none'` would block it."""
    shown = page()
    assert not re.search(r"<script>|<style|\sstyle=|\son\w+=|javascript:", shown, re.IGNORECASE)
    fetches = r'<(?:link rel="stylesheet"|img|iframe|source|use|script)[^>]*?\s(?:href|src)="([^"]+)"'
    assert re.findall(fetches, shown) == ["meridian.css", "/embed.js"]
    assert not re.search(r"url\(|@import", (ROOM / "meridian.css").read_text(encoding="utf-8"))
