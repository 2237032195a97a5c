"""Feeds: valid Atom, only what readers see, the same for whoever has it, harmless whatever somebody wrote."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import UUID
from xml.etree import ElementTree as ET

import httpx
import pytest
from sqlalchemy import select, update

from rejoinder.actions.owning.moving import move
from rejoinder.actions.owning.origins import allow
from rejoinder.actions.reading.edit import edit
from rejoinder.actions.reading.feed import NEWEST
from rejoinder.actions.reading.receipt import make_receipt
from rejoinder.actions.rights.erase import erase
from rejoinder.filter import VerdictLabel
from rejoinder.moderation import Status
from rejoinder.store import schema
from rejoinder.text.clean import clean
from rejoinder.text.markup import TAGS
from rejoinder.text.plain import isolated, xml_text
from tests.serving import PAGE, SITE
from tests.web.thread.readers import judging, put

ATOM, THR = "{http://www.w3.org/2005/Atom}", "{http://purl.org/syndication/thread/1.0}"
TRIAL = "http://localhost:8000"
PAYLOADS = [
    json.loads(line)["payload"]
    for line in (Path(__file__).parents[2] / "data" / "attacks.jsonl").read_text("utf-8").splitlines()
]


def ask(server, **asked):
    return httpx.get(f"{server.url}/feed", params={"site": SITE, **asked})


def read(answer):
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    return valid(ET.fromstring(answer.content))


def valid(root):
    """Holds a feed against what RFC 4287 says of the elements that we use (4.1.1, 4.1.2) and RFC 4685 of its own."""
    assert root.tag == f"{ATOM}feed"
    ids = []
    for inside in (root, *root.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(inside.findall(f"{ATOM}{name}")) == 1, name
        UUID(inside.find(f"{ATOM}id").text)
        ids.append(inside.find(f"{ATOM}id").text)
        relations = [(one.get("rel"), one.get("type")) for one in inside.findall(f"{ATOM}link")]
        assert len(relations) == len(set(relations)), "at most one alternate of a type"
        assert all(re.match("https?://", one.get("href")) for one in inside.findall(f"{ATOM}link"))
    for stamp in (*root.iter(f"{ATOM}updated"), *root.iter(f"{ATOM}published")):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp.text)
    for entry in root.iter(f"{ATOM}entry"):
        assert len(entry.findall(f"{ATOM}author/{ATOM}name")) == 1, "there is none of the feed"
        assert entry.find(f"{ATOM}author/{ATOM}name").text
        assert len(entry.findall(f"{ATOM}content")) == 1
        assert entry.find(f"{ATOM}content").get("type") == "html"
        assert len(entry.find(f"{ATOM}content")) == 0, "HTML is text in a feed, and no element"
        for answers in entry.iter(f"{THR}in-reply-to"):
            assert answers.get("ref").startswith("urn:uuid:")
    assert len(set(ids)) == len(ids)
    return root


def texts(root):
    return [re.sub("<.*?>", "", one.text).strip() for one in root.iter(f"{ATOM}content")]


def link(inside, relation):
    return next(one.get("href") for one in inside.findall(f"{ATOM}link") if one.get("rel") == relation)


def test_a_site_and_a_thread_have_a_feed_the_newest_comment_first(server):
    first = put(server.house, "first", title="The bridge")
    put(server.house, "answer", parent_id=first, author="Bob")
    other = put(server.house, "elsewhere", page_url=f"{SITE}/other", author="")
    whole, thread = read(ask(server)), read(ask(server, url=f"{PAGE}/"))
    assert texts(whole) == ["elsewhere", "answer", "first"]
    assert texts(thread) == ["answer", "first"]
    assert whole.find(f"{ATOM}title").text == "Comments: \u2068The Paper\u2069"
    assert thread.find(f"{ATOM}title").text == "Comments: \u2068The bridge\u2069"
    newest, answer, oldest = whole.iter(f"{ATOM}entry")
    assert answer.find(f"{ATOM}author/{ATOM}name").text == "\u2068Bob\u2069"
    assert newest.find(f"{ATOM}author/{ATOM}name").text == "\u2068Anonymous\u2069"
    assert link(newest, "alternate") == f"{SITE}/other#comment-{other}"
    assert oldest.find(f"{THR}in-reply-to") is None
    assert answer.find(f"{THR}in-reply-to").get("ref") == oldest.find(f"{ATOM}id").text
    assert answer.find(f"{THR}in-reply-to").get("href") == f"{PAGE}#comment-{first}"
    assert texts(read(httpx.get(link(answer, "replies")))) == ["answer", "first"]
    for feed in (whole, thread):
        assert texts(read(httpx.get(link(feed, "self")))) == texts(feed)


def test_a_feed_speaks_the_language_that_is_asked_for(server):
    put(server.house, "first", author="")
    root = read(ask(server, lang="de-AT"))
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "de"
    assert root.find(f"{ATOM}title").text.startswith("Kommentare: ")
    assert parse_qs(urlsplit(link(root, "self")).query)["lang"] == ["de"]
    for lang in ('"><script>', "x" * 5000, "tlh"):
        assert read(ask(server, lang=lang)).get("{http://www.w3.org/XML/1998/namespace}lang") == "en"


def test_what_readers_do_not_see_is_in_no_feed(server):
    shown = put(server.house, "shown")
    for status in (Status.PENDING, Status.SPAM, Status.REJECTED):
        put(server.house, f"hidden {status}", status=status, parent_id=shown)
    gone = put(server.house, "secret of a removed one")
    put(server.house, "answer to what is gone", parent_id=gone)
    erase(server.house, gone, "a test")
    allow(server.house, SITE, TRIAL, trial=True)
    put(server.house, "of the developer", page_url=f"{TRIAL}/2026/bridge")
    for asked in ({}, {"url": PAGE}):
        root = read(ask(server, **asked))
        assert texts(root) == ["answer to what is gone", "shown"]
        assert next(root.iter(f"{THR}in-reply-to"), None) is None
    assert texts(read(ask(server, url=f"{TRIAL}/2026/bridge"))) == []


def test_no_address_of_anybody_is_in_a_feed(server):
    put(server.house, "words", email="ada@home.example", url="https://ada.example", ip="192.0.2.77")
    for told in ("ada@home", "home.example", "ada.example", "192.0.2.77"):
        assert told not in ask(server).text


def test_a_page_without_comments_has_an_empty_feed_and_one_elsewhere_has_none(server):
    assert texts(read(ask(server, url=f"{SITE}/new"))) == []
    assert texts(read(ask(server))) == []
    assert ask(server, url="https://elsewhere.example/").status_code == 400
    assert httpx.get(f"{server.url}/feed", params={"site": "https://unknown.example"}).status_code == 404
    assert httpx.get(f"{server.url}/feed").status_code == 400


def test_whoever_has_a_feed_is_told_that_it_is_the_same(server):
    put(server.house, "first")
    answer = ask(server)
    assert answer.headers["cache-control"] == "public, max-age=300"
    tag = answer.headers["etag"]
    for known in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = httpx.get(f"{server.url}/feed", params={"site": SITE}, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    put(server.house, "second")
    changed = httpx.get(f"{server.url}/feed", params={"site": SITE}, headers={"If-None-Match": tag})
    assert texts(read(changed)) == ["second", "first"]


def test_an_edited_comment_keeps_its_id_and_is_newer(server):
    number = put(server.house, "first")
    before = read(ask(server))
    with server.house.store.write() as connection:
        earlier = schema.comments.c.created_at - 600_000
        connection.execute(update(schema.comments).values(created_at=earlier))
    with judging(server.house, VerdictLabel.HAM):
        edit(server.house, make_receipt(server.house, number), "first, mended")
    after = read(ask(server))
    assert texts(after) == ["first, mended"]
    entries = [next(root.iter(f"{ATOM}entry")) for root in (before, after)]
    assert entries[0].find(f"{ATOM}id").text == entries[1].find(f"{ATOM}id").text
    assert entries[1].find(f"{ATOM}updated").text > entries[1].find(f"{ATOM}published").text
    assert after.find(f"{ATOM}updated").text == entries[1].find(f"{ATOM}updated").text


def test_ids_stay_when_the_site_moves(server):
    put(server.house, "first")
    ids = [[one.text for one in read(ask(server, **asked)).iter(f"{ATOM}id")] for asked in ({}, {"url": PAGE})]
    move(server.house, SITE, "https://news.example")
    for before, asked in zip(ids, ({}, {"url": PAGE}), strict=True):
        root = read(ask(server, **asked))
        assert [one.text for one in root.iter(f"{ATOM}id")] == before
        assert link(next(root.iter(f"{ATOM}entry")), "alternate").startswith("https://news.example/2026/bridge#")


def test_a_feed_holds_the_newest_fifty(server):
    put(server.house, "words")
    with server.house.store.write() as connection:
        row = connection.execute(select(schema.comments)).one()._asdict()
        copies = [{**row, "id": 100 + n, "text": f"{n}", "created_at": row["created_at"] + n + 1} for n in range(60)]
        connection.execute(schema.comments.insert(), copies)
    assert texts(read(ask(server))) == [f"{n}" for n in range(59, 59 - NEWEST, -1)]


class Inside(HTMLParser):
    """What HTML in a feed holds that it must not."""

    def __init__(self):
        super().__init__()
        self.wrong = []

    def handle_starttag(self, tag, attrs):
        kept = {"a": {"href", "rel"}, "ol": {"start"}, "div": {"dir"}}.get(tag, set())
        if tag not in TAGS | {"div"} or {name for name, _ in attrs} - kept:
            self.wrong.append((tag, attrs))
        for name, value in attrs:
            if name == "href" and not re.match("(?i)(https?://|mailto:)", value):
                self.wrong.append((tag, attrs))


def test_hostile_words_in_every_field_make_a_well_formed_feed_in_which_nothing_runs(server):
    """Written past every door, so that it is the feed alone that makes them harmless."""
    numbers = [put(server.house, "words") for _ in range(NEWEST)]
    for start in range(0, len(PAYLOADS), NEWEST):
        piece = PAYLOADS[start : start + NEWEST]
        with server.house.store.write() as connection:
            for number, payload in zip(numbers, piece, strict=False):
                # A database text can hold neither; all else that XML cannot stays in.
                stored = re.sub("[\x00\ud800-\udfff]", "", payload) + "\x01\ufffe\uffff\x0b\u2069\u202e"
                values = dict.fromkeys(("text", "author", "url", "title"), stored)
                connection.execute(update(schema.comments).where(schema.comments.c.id == number).values(values))
            connection.execute(update(schema.pages).values(title=stored))
            connection.execute(update(schema.sites).values(name=stored))
        for asked in ({}, {"url": PAGE}):
            root = read(ask(server, **asked))
            for content in root.iter(f"{ATOM}content"):
                inside = Inside()
                inside.feed(content.text)
                assert inside.wrong == []
            for name in (*root.iter(f"{ATOM}name"), *root.iter(f"{ATOM}title")):
                assert re.findall("[\u202a-\u202e\u2066-\u2069]", name.text) in (
                    ["\u2068", "\u2069"],
                    ["\u2068", "\u2069"] * 2,
                )


@pytest.mark.parametrize("start", range(0, 0x110000, 0x10000))
def test_there_is_no_character_that_breaks_the_document(start):
    every = "".join(chr(code) for code in range(start, start + 0x10000))
    element = ET.Element("a")
    element.text = xml_text(every)
    assert len(ET.fromstring(ET.tostring(element, "utf-8")).text) == len(every)


def test_some_characters_pass_the_door_that_xml_does_not_hold():
    """Why the feed looks itself: noncharacters are text to everybody else, and titles pass a wider door."""
    assert clean("text", "a\ufffeb") == "a\ufffeb"
    assert xml_text("a\ufffe\x08b") == "a\ufffd\ufffdb"


@pytest.mark.parametrize("name", ["\u202eevil", "a\u2069\u2069b", "\u2066\u2067x", "one\ntwo", "\u2069"])
def test_a_name_changes_no_direction_around_it(name):
    shown = isolated(name)
    assert (shown[0], shown[-1]) == ("\u2068", "\u2069")
    assert not re.search("[\u202a-\u202e\u2066-\u2069\n]", shown[1:-1])
