"""What readers wrote comes out whole and harmless, and costs a bounded time, whatever it is."""

import html
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rejoinder.text import markup
from rejoinder.text.clean import LIMITS
from rejoinder.text.markup import TAGS, render, tree

LENGTH = LIMITS["text"].length


def words_of(text):
    """What a reader sees of some HTML."""
    return html.unescape(re.sub("<[^>]*>", "", text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a *b* **c** `d`", "<p>a <em>b</em> <strong>c</strong> <code>d</code></p>\n"),
        ("one\ntwo", "<p>one<br>\ntwo</p>\n"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("1986. What a year!", '<ol start="1986">\n<li>What a year!</li>\n</ol>\n'),
        ("# not a heading", "<p># not a heading</p>\n"),
        ("no\n---\nrule", "<p>no<br>\n---<br>\nrule</p>\n"),
        ("<b>raw</b>", "<p>&lt;b&gt;raw&lt;/b&gt;</p>\n"),
        ("[r]\n\n[r]: https://a.example", "<p>[r]</p>\n<p>[r]: https://a.example</p>\n"),
        ("", ""),
    ],
)
def test_markdown_becomes_a_little_html(text, expected):
    assert render(text) == expected


@pytest.mark.parametrize("address", ["https://a.example/?b=1&c", "http://a.example", "mailto:a@b.example"])
def test_links_go_to_addresses_that_are_harmless(address):
    shown = render(f"[x]({address})")
    assert f'href="{html.escape(address)}" rel="nofollow ugc noopener noreferrer"' in shown


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:x",
        "data:text/html,x",
        "//a.example",
        "/x",
        "x",
        "#x",
        "vbscript:x",
        "file:///x",
        "https:a.example",
    ],
)
def test_links_go_nowhere_else(address):
    assert "href" not in render(f"[x]({address})")


def test_a_title_of_a_link_is_left_out():
    """Browsers show it when one points there, over whatever else the page says."""
    written = '[the report](https://paper.example/report "Your session has expired")'
    shown = '<a href="https://paper.example/report" rel="nofollow ugc noopener noreferrer">the report</a>'
    assert render(written) == f"<p>{shown}</p>\n"


def test_a_picture_is_a_link_and_calls_nobody():
    assert "<img" not in render("![x](https://a.example/x.png)")


@pytest.mark.parametrize(
    "text",
    ["> " * depth + "the point" for depth in (5, 17, 18, 19, 20, 21, 25, 500)]
    + ["- " * depth + "the point" for depth in (5, 8, 9, 10, 11, 500)]
    + ["1. " * 30 + "the point", "> - " * 40 + "the point", "*a " * 60 + "the point" + "*" * 60]
    + ["".join(f"{'  ' * depth}- {depth}\n" for depth in range(40)) + "  " * 40 + "the point"],
)
def test_nothing_is_left_out_however_deep_it_stands(text):
    assert "the point" in words_of(render(text))


def deepest(nodes):
    """How many elements stand in each other at most."""
    return max((1 + deepest(node[2]) for node in nodes if not isinstance(node, str)), default=0)


# What costs parsers most: nesting, openers without end, and what must be looked at again.
BOMBS = [
    *(">", "> ", "- ", "1. ", "* ", "*", "_", "**a ", "*_", "**", "![", "[", "[](", "[a](", "[a](<", "[[a](b)"),
    *("`", "`a ", "``a` ", "<a ", "<", "<!--", "<?", "<![CDATA[", "&", "&amp;", "&#x", "\\", "\\\\`", "<http://a>"),
    *("> - ", "- > 1. ", "\n", "> \n", "- a\n", "a\n\n", "- \t", "a**b", "[a]: b\n", "    a\n", "```\n", "~~~\n> "),
    *("a  \n", "\u202e", "\U0001f468\u200d", "<div>", "<b>", "</p>", "((", "[a](((", "![a](b)", "\t> ", "1)\n"),
    *("*a_b*c_", "> > a\n", "- a\n  > b\n"),
]


def drawn_anew(text):
    """The nodes of a text and the seconds that they cost; of this thread, so that a busy machine counts for less."""
    markup._memory = markup._Memory(0)
    before = time.thread_time()
    nodes = tree(render(text))
    return nodes, time.thread_time() - before


def allowed_seconds():
    """0.25 s on a machine where a million multiplications take 62 ms, as when the limit was set; else in proportion."""
    before = time.thread_time()
    sum(number * number for number in range(1_000_000))
    return 4 * (time.thread_time() - before)


@pytest.mark.parametrize("bomb", BOMBS)
def test_no_text_takes_long_or_nests_deep(bomb):
    half = (bomb * LENGTH)[: LENGTH // 2]
    for text in ((bomb * LENGTH)[:LENGTH], half[:-1] + "a" + half[::-1]):
        nodes, taken = drawn_anew(text)
        assert deepest(nodes) <= 20
        # Looked at again before it counts as slow: the first use of a pattern compiles it.
        assert taken < allowed_seconds() or drawn_anew(text)[1] < allowed_seconds()


def flat(nodes):
    """A tree as the words and elements in it."""
    for node in nodes:
        if isinstance(node, str):
            yield node
        else:
            tag, attributes, children = node
            yield (tag, attributes)
            yield from flat(children)


MARKS = st.sampled_from("<>*_`[]()!&;:/\\'\"#-+ \n\tab1=.xscript\u00a0\u202e\u2028")


@given(st.text(alphabet=MARKS, max_size=200))
def test_whatever_is_written_only_harmless_elements_come_out(text):
    shown = render(text)
    for piece in flat(tree(shown)):
        if isinstance(piece, tuple):
            tag, attributes = piece
            assert tag in TAGS
            assert set(attributes) <= {"href", "start"}
            assert re.match(r"(https?|mailto):", attributes.get("href", "http:"), re.IGNORECASE)
    assert "".join(piece for piece in flat(tree(shown)) if isinstance(piece, str)) == words_of(shown)


def test_what_was_rendered_is_remembered_within_bounds():
    memory = markup._Memory(room=100)
    memory.put("a", "A" * 40)
    memory.put("b", "B" * 40)
    assert memory.get("a") == "A" * 40
    memory.put("c", "C" * 40)  # the longest unused goes
    assert (memory.get("a"), memory.get("b"), memory.get("c")) == ("A" * 40, None, "C" * 40)
    memory.put("d", "D" * 200)  # more than there is room for
    assert memory.get("d") is None
    assert memory.get("a") is not None
