"""From what a reader wrote (Markdown) to safe HTML, on the way out.

markdown-it-py in its `commonmark` preset with raw HTML off makes the HTML; nh3 cleans it last, whatever happened before
(evidence and measurements for both choices: docs/architecture.md, "Text on its way out"). Two settings of nh3 are not
its defaults and both matter: `"*": set()` in the attributes, or title and lang pass on every tag, and relative links
denied, or `//host` passes. Pictures and headings are not part of a comment: the first call other people's servers, the
second shout in the page's outline.

A text that is nested deeper than anybody writes on purpose is shown as it was typed: markdown-it leaves out what stands
deeper than its limit, and nh3 takes quadratic time over nested tags. Nothing a reader wrote is left out.

`tree` gives the same as nested lists, from which the embed script builds nodes; it never assigns innerHTML.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from html import escape
from html.parser import HTMLParser
from typing import TypeAlias

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

__all__ = ["TAGS", "Node", "render", "tree"]

TAGS = frozenset({"a", "blockquote", "br", "code", "em", "li", "ol", "p", "pre", "strong", "ul"})
_KEPT = frozenset({"href", "start"})  # attributes in `tree`; `rel`, which nh3 writes as well, embeds set themselves
_VOID = {"br"}
_DEEPEST = 20  # maxNesting of the preset; of lists in lists that is ten, since each has items
_REMEMBERED = 8_000_000  # characters of text and HTML together

Node: TypeAlias = "str | list[str | dict[str, str] | list[Node]]"

# nh3 lets "https:host" pass, which browsers take as a path on this server.
_WHOLE = re.compile("https?://|mailto:", re.IGNORECASE)

_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": False, "maxNesting": _DEEPEST})
_markdown.disable(["image", "heading", "lheading", "hr", "html_block", "html_inline", "reference"])
_cleaner = nh3.Cleaner(
    tags=set(TAGS),
    # Without `start`, "1986. What a summer!" would be shown as "1. What a summer!".
    attributes={"a": {"href"}, "ol": {"start"}, "*": set()},
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow ugc noopener noreferrer",
    url_relative="deny",
    strip_comments=True,
    attribute_filter=lambda _tag, name, value: value if name != "href" or _WHOLE.match(value) else None,
)


class _Memory:
    """What was rendered last, so that a long thread costs its rendering once and not for every reader.

    Bounded by size; a text that is erased is pushed out by later ones, and is gone with the process at the latest.
    """

    def __init__(self, room: int) -> None:
        self._room = self._free = room
        self._known: OrderedDict[str, str] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, text: str) -> str | None:
        with self._lock:
            if text in self._known:
                self._known.move_to_end(text)
            return self._known.get(text)

    def put(self, text: str, html: str) -> None:
        with self._lock:
            if text in self._known or len(text) + len(html) > self._room:
                return
            self._known[text] = html
            self._free -= len(text) + len(html)
            while self._free < 0:
                self._free += sum(map(len, self._known.popitem(last=False)))


_memory = _Memory(_REMEMBERED)


def render(text: str) -> str:
    """Safe HTML for a comment's text."""
    html = _memory.get(text)
    if html is None:
        html = _cleaner.clean(_drawn(text))
        _memory.put(text, html)
    return html


def tree(html: str) -> list[Node]:
    """What `render` returned as nodes: a string, or [tag, attributes, children]."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.roots


def _drawn(text: str) -> str:
    environment: dict[str, object] = {}
    tokens = _markdown.parse(text, environment)
    # The last block that markdown-it opens stands at one less than its limit, and is empty.
    if _depth(tokens) >= _DEEPEST - 1:
        return "<p>" + escape(text).replace("\n", "<br>\n") + "</p>"
    return str(_markdown.renderer.render(tokens, _markdown.options, environment))


def _depth(tokens: list[Token]) -> int:
    """How deep it goes: blocks in blocks or marks in marks, whichever is more."""
    inner = (child.level for token in tokens for child in token.children or ())
    return max(max((token.level for token in tokens), default=0), max(inner, default=0))


class _Builder(HTMLParser):
    """Builds nested lists from HTML that nh3 has written, which is well formed and has only the tags above."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.roots: list[Node] = []
        self._open: list[list[Node]] = [self.roots]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        children: list[Node] = []
        self._open[-1].append([tag, {name: value or "" for name, value in attrs if name in _KEPT}, children])
        if tag not in _VOID:
            self._open.append(children)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].append(data)
