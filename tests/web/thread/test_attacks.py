"""The 250 hostile strings by every door for writing, and past all doors, in every place where the server draws them.

What a browser does with the same is tried in tests/web/test_attacks.py; here each answer is taken apart, so that all
of them can be tried everywhere.
"""

from html.parser import HTMLParser

import httpx
import pytest

from rejoinder.actions.reading.receipt import make_receipt
from rejoinder.web.thread.nodes import ATTRIBUTES, TAGS
from tests.serving import PAGE, SITE, running_server
from tests.web.hostile import PAYLOADS, TURNING, put_all
from tests.web.sending import FREE
from tests.web.thread.readers import THREAD
from tests.web.thread.scripts import all_in

OURS = TAGS | {"html", "head", "meta", "title", "link", "body", "main", "h1"}
NAMES = ATTRIBUTES | {"charset", "content", "viewbox", "itemprop", "itemscope", "itemtype", "itemid"}


class Looked(HTMLParser):
    """Everything in a page that none of ours may have; and text that could turn the direction of what is around it."""

    void = frozenset({"meta", "link", "input", "br"})

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.wrong, self.open = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in OURS:
            self.wrong.append(tag)
        for name, value in attrs:
            if name not in NAMES and not name.startswith(("aria-", "data-")):
                self.wrong.append((tag, name))
            if name in ("href", "action") and not self.leads_well(value):
                self.wrong.append((tag, value))
        if tag not in self.void:
            self.open.append((tag, dict(attrs)))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag):
        if tag not in self.void:
            self.open.pop()

    def handle_data(self, data):
        # The title of a page stands alone in its tab.
        apart = any(tag in ("bdi", "title") or given.get("dir") == "auto" for tag, given in self.open)
        if not apart and any(character in TURNING for character in data):
            self.wrong.append(data)

    def leads_well(self, address):
        """To a page of ours by a path, or to the web or a mailbox."""
        return address.lower().startswith(
            ("http://", "https://", "mailto:", "#", "/thread", "/data", "/embed", "/static")
        ) or (address == "data:," or not address)


def looked(answer):
    parser = Looked()
    parser.feed(answer.text)
    parser.close()
    assert parser.wrong == []


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("house"), FREE) as running:
        yield running


@pytest.fixture(scope="module")
def client(server):
    """One connection for thousands of requests."""
    with httpx.Client(base_url=server.url) as made:
        yield made


@pytest.fixture(scope="module")
def numbers(server):
    """All of them, straight in the tables."""
    return put_all(server, [f"{payload}\n\n{number}" for number, payload in enumerate(PAYLOADS)], PAGE, SITE)


@pytest.mark.parametrize("path", ["/thread", "/thread/part"])
def test_a_thread_of_them_is_drawn_with_nothing_but_what_is_ours(server, client, numbers, path):
    after, seen = None, 0
    while seen < len(numbers):
        params = {**THREAD, "lang": "ar"} | ({"after": after} if after else {})
        answer = client.get(path, params=params)
        looked(answer)
        seen, after = seen + 50, numbers[min(seen + 49, len(numbers) - 1)]


def test_so_are_its_nodes(server, client, numbers):
    for start in range(0, len(numbers), 50):
        params = {**THREAD, "lang": "en"} | ({"after": numbers[start - 1]} if start else {})
        nodes = client.get("/embed/thread", params=params).json()["nodes"]
        for tag, given, children in all_in(nodes):
            assert tag in TAGS
            assert all(name in ATTRIBUTES or name.startswith(("aria-", "data-")) for name in given)
            assert given.get("href", "#").lower().startswith(("http://", "https://", "mailto:", "#"))
            turned = [child for child in children if isinstance(child, str) and any(c in TURNING for c in child)]
            assert not turned or tag not in ("section", "header", "article", "nav", "footer")


def test_so_are_the_private_page_and_the_pages_of_reports_and_ends(server, client, numbers):
    for number in numbers:
        receipt = make_receipt(server.house, number)
        looked(client.get(f"/thread/receipt/{receipt}"))
        looked(client.get("/thread/report", params={"comment": number}))
        looked(client.post("/thread/delete", data={"receipt": receipt}))


@pytest.mark.parametrize("field", ["text", "author", "email", "website", "parent", "key", "url", "title lang stamp"])
def test_a_form_that_is_shown_again_shows_them_as_text(server, client, field):
    empty = {"site": SITE, "url": f"{PAGE}/empty", "text": "words", "preview": "1"}
    for payload in PAYLOADS:
        answer = client.post("/thread", data={**empty, **dict.fromkeys(field.split(), payload)})
        assert answer.status_code in (200, 400, 404, 413)
        looked(answer)


@pytest.mark.parametrize("door", ["/thread", "/embed/thread", "/api/v1/comments", "/embed/edit", "/embed/preview"])
def test_what_comes_in_by_any_door_comes_back_as_text(server, client, door):
    """Judged as they are; in the browser, by every door and published: tests/web/test_attacks.py."""
    # A comment for each, since one can be changed so many times and no more.
    numbers = put_all(server, ["to be edited"] * len(PAYLOADS), PAGE, SITE)
    for number, payload in zip(numbers, PAYLOADS, strict=True):
        fields = {**THREAD, "text": payload, "author": payload, "receipt": make_receipt(server.house, number)}
        if door.startswith("/api"):
            answer = client.post(door, json={**THREAD, "text": payload, "author": payload})
        else:
            answer = client.post(door, data=fields)
        assert answer.status_code in (200, 201, 303, 400, 413)
        if "location" in answer.headers:
            looked(client.get(answer.headers["location"]))
        elif door.startswith("/embed"):
            assert all(tag in TAGS for tag, _, _ in all_in(answer.json().get("nodes", [])))
