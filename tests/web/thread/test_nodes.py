"""HTML and nodes are the same thread; what is on no list does not get through."""

import html as entities
import re

import httpx
import pytest

from rejoinder.text.markup import render
from rejoinder.web.thread.nodes import ATTRIBUTES, TAGS, nodes_of
from tests.web.hostile import PAYLOADS
from tests.web.thread.readers import THREAD, put
from tests.web.thread.scripts import all_in, ask, text_of


def words(html):
    """What is to be read in HTML, without regard to blanks."""
    inside = re.search(r"<section class=\"rejoinder\".*</section>", html, re.DOTALL)[0]
    return "".join(entities.unescape(re.sub(r"<[^>]*>", "", inside)).split())


def test_the_nodes_have_the_words_of_the_page(server):
    first = put(
        server.house, "It **is** rotten.\n\n> quoted\n\n```\nif x < y:\n    z\n```", author="Ada", url="ada.example"
    )
    put(server.house, "Says *who*? &amp; <b>", author="مريم", parent_id=first)
    page = httpx.get(f"{server.url}/thread/part", params={**THREAD, "lang": "fa"}).text
    nodes = ask(server, lang="fa").json()["nodes"]
    # Votes need a script: there are buttons in the one and, where nobody has voted, nothing in the other.
    votes = [node for node in all_in(nodes) if node[1].get("class") == "rejoinder-votes"]
    assert len(votes) == 2
    for node in votes:
        node[2].clear()
    assert "".join(text_of(nodes).split()) == words(page)


def test_the_nodes_have_the_structure_of_the_page(server):
    put(server.house, "words", author="Ada")
    page = httpx.get(f"{server.url}/thread/part", params={**THREAD, "lang": "en"}).text
    shown = re.findall(r'class="(rejoinder[^"]*)"', page)
    built = [node[1]["class"] for node in all_in(ask(server).json()["nodes"]) if "class" in node[1]]
    only_scripts = {"rejoinder-votes", "rejoinder-act", "rejoinder-unseen", "rejoinder-count"}
    assert [name for name in built if name not in only_scripts] == [name for name in shown if name not in only_scripts]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_whatever_was_written_only_what_is_on_the_lists_gets_through(payload):
    for node in all_in(nodes_of(render(payload))):
        assert node[0] in TAGS
        assert set(node[1]) <= ATTRIBUTES
        assert re.match("https?://|mailto:", node[1].get("href", "https://"), re.IGNORECASE)


@pytest.mark.parametrize(
    ("html", "nodes"),
    [
        ("<script>alert(1)</script>", ["alert(1)"]),
        ("<p onclick=x style=y class=z>a</p>", [["p", {"class": "z"}, ["a"]]]),
        ("<p>a<img src=x onerror=y>b</p>", [["p", {}, ["a", "b"]]]),
        ("<div>\n  <p>a\n  b</p>\n</div>", [["div", {}, [["p", {}, ["a b"]]]]]),
        ("<pre>a\n  b</pre>", [["pre", {}, ["a\n  b"]]]),
        ("<textarea>\n\na\n</textarea>", [["textarea", {}, ["\na\n"]]]),
        ("<textarea>\n</textarea>", [["textarea", {}, []]]),
        ("<textarea>\n&lt;b&gt;</textarea>", [["textarea", {}, ["<b>"]]]),
        (
            '<svg viewBox="0 0 5 5"><path d="M0 0"/></svg>',
            [["svg", {"viewBox": "0 0 5 5"}, [["path", {"d": "M0 0"}, []]]]],
        ),
        ("<input required>", [["input", {"required": ""}, []]]),
    ],
)
def test_html_becomes_nodes(html, nodes):
    assert nodes_of(html) == nodes
