"""A feed as Atom (RFC 4287), with what answers what (RFC 4685).

Every text passes `xml_text`, and the standard library's writer escapes it. Content is HTML as the thread shows it,
cleaned by `text/markup` and escaped once more, so that nothing of it is XML. A writer's website is left out: a feed
cannot say of a link that it should not be followed.
"""

from __future__ import annotations

from urllib.parse import urlencode
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from rejoinder import __version__
from rejoinder.actions.reading.feed import Entry, Feed
from rejoinder.locale import Speech
from rejoinder.text.markup import render
from rejoinder.text.plain import xml_text
from rejoinder.web.feeds import words
from rejoinder.web.shown import iso_time, link

__all__ = ["KIND", "atom", "feed_url"]

KIND = "application/atom+xml; charset=utf-8"
_ATOM, _THREAD = "http://www.w3.org/2005/Atom", "http://purl.org/syndication/thread/1.0"
register_namespace("", _ATOM)
register_namespace("thr", _THREAD)


def feed_url(base_url: str, site: str, page: str, lang: str) -> str:
    """Where a feed stands."""
    asked = {"site": site, "url": page, "lang": lang}
    return f"{base_url}/feed?{urlencode({name: value for name, value in asked.items() if value})}"


def atom(feed: Feed, base_url: str, speech: Speech) -> bytes:
    """The document."""
    root = Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": speech.code})
    _text(root, "id", feed.id)
    _text(root, "title", words.title_of_feed(feed.site.name, feed.title, speech))
    _text(root, "updated", iso_time(feed.updated))
    _link(root, "self", feed_url(base_url, feed.site.url, feed.page_url, speech.code), KIND.partition(";")[0])
    _link(root, "alternate", link(feed.page_url or feed.site.url), "text/html")
    _text(root, "generator", "Rejoinder", version=__version__)
    for entry in feed.entries:
        _entry(root, feed, entry, base_url, speech)
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _entry(root: Element, feed: Feed, entry: Entry, base_url: str, speech: Speech) -> None:
    comment = entry.comment
    inside = SubElement(root, f"{{{_ATOM}}}entry")
    _text(inside, "id", entry.id)
    _text(inside, "title", words.title_of_comment(comment.author, comment.page_title, speech))
    _text(SubElement(inside, f"{{{_ATOM}}}author"), "name", words.name_of(comment.author, speech))
    _text(inside, "published", iso_time(comment.created_at))
    _text(inside, "updated", iso_time(comment.edited_at or comment.created_at))
    page = link(comment.page_url)
    _link(inside, "alternate", f"{page}#comment-{comment.id}", "text/html")
    _link(inside, "replies", feed_url(base_url, feed.site.url, page, speech.code), KIND.partition(";")[0])
    if entry.answers is not None:
        answers = {"ref": entry.answers_id, "href": f"{page}#comment-{entry.answers.id}", "type": "text/html"}
        SubElement(inside, f"{{{_THREAD}}}in-reply-to", answers)
    # As in the thread: a text stands in a direction of its own, and what it leaves open ends with it.
    _text(inside, "content", f'<div dir="auto">{render(comment.text)}</div>', type="html")


def _text(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, f"{{{_ATOM}}}{name}", attributes).text = xml_text(text)


def _link(parent: Element, relation: str, address: str, kind: str) -> None:
    SubElement(parent, f"{{{_ATOM}}}link", {"rel": relation, "type": kind, "href": xml_text(address)})
