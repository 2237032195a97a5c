"""HTML of ours as nodes, from which the embed script builds the same: it never parses HTML.

A node is a string, or [tag, attributes, children]. Only what is on the two lists here gets through, and the script has
lists of its own: what a mistake in a template, or in the cleaning of a text, let slip would not be built. Microdata
stays behind, since who reads that reads HTML.

The nodes are flat lists with children in them, as deep as the markup is; the thread itself is flat (`thread.py`), so a
chain of ten thousand replies is no deeper than one.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from rejoinder.text.markup import Node

__all__ = ["ATTRIBUTES", "TAGS", "nodes_of"]

TAGS = frozenset(
    ("a", "article", "bdi", "blockquote", "br", "button", "code", "div", "em", "fieldset", "footer", "form", "h2", "h3")
) | frozenset(
    ("header", "input", "label", "legend", "li", "nav", "ol", "p", "path", "pre", "section", "small", "span", "strong")
)
TAGS |= {"svg", "textarea", "time", "ul"}
ATTRIBUTES = frozenset(
    ("accept-charset", "action", "autocomplete", "checked", "class", "d", "datetime", "dir", "focusable", "for", "href")
) | frozenset(
    ("id", "inputmode", "lang", "maxlength", "method", "name", "rel", "required", "role", "rows", "start", "tabindex")
)
ATTRIBUTES |= {"type", "value", "viewBox"}
_PREFIXES = ("aria-", "data-")
_CASED = {"viewbox": "viewBox"}  # HTML has no letters of two sizes, SVG has
_VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})
_AS_TYPED = frozenset({"pre", "textarea"})  # blanks and line ends count there
_BLOCKS = frozenset(
    ("", "article", "blockquote", "div", "fieldset", "footer", "form", "header", "nav", "ol", "section", "svg", "ul")
)
_BLANKS = re.compile(r"[ \t\n]+")


def nodes_of(html: str) -> list[Node]:
    """The nodes of a piece of HTML that one of our templates has drawn."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.roots


class _Builder(HTMLParser):
    """Reads well-formed HTML: ours, and what nh3 has written."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.roots: list[Node] = []
        self._open: list[tuple[str, list[Node]]] = [("", self.roots)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        children: list[Node] = []
        if tag in TAGS:
            self._open[-1][1].append([tag, _kept(attrs), children])
        else:
            children = self._open[-1][1]  # what stands in it is shown, it itself is not
        if tag not in _VOID:
            self._open.append((tag, children))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in TAGS:
            self._open[-1][1].append([tag, _kept(attrs), []])

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        tag, children = self._open[-1]
        if tag == "textarea" and not children:
            data = data.removeprefix("\n")  # a browser leaves out the first line end in it (HTML, 13.1.2.5)
        elif not any(above in _AS_TYPED for above, _ in self._open):
            if tag in _BLOCKS and data.isspace():
                return  # that is how the template is laid out
            data = _BLANKS.sub(" ", data)
        if data:
            children.append(data)


def _kept(attrs: list[tuple[str, str | None]]) -> dict[str, str]:
    """The attributes on the list; one without a value has the empty one, as in HTML."""
    named = ((_CASED.get(name, name), value or "") for name, value in attrs)
    return {name: value for name, value in named if name in ATTRIBUTES or name.startswith(_PREFIXES)}
