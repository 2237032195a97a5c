"""The hostile strings where few look: around a comment in the desk, in its lists and rules, and in feeds; and the eye.

As in `test_attacks.py`: nothing runs, nothing is fetched from elsewhere, nothing beside them is moved.
"""

import httpx
import pytest
from sqlalchemy import insert, select, update

from rejoinder.actions.deciding.decide import decide
from rejoinder.moderation import Event, Status
from rejoinder.store import schema
from tests.serving import PAGE, SITE
from tests.web.desk.desk import enter
from tests.web.hostile import ON_ONE_PAGE, PAYLOADS, batches, put_all
from tests.web.watching import Watched

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ("<p>by <span>\u202eeve</span> today</p>", "turning"),
        ("<p>by <span dir=auto style='unicode-bidi: normal'>\u202eeve</span> today</p>", "moved"),
        ("<p>by <bdi style='unicode-bidi: normal'>\u05d0\u05d1</bdi> 12:30 \u05d2</p>", "moved"),
        ("<p><img src=x onerror=alert(1)></p>", "ran"),
        ("<p onmouseover=alert(1)>words</p>", "ran"),
    ],
)
def test_the_eye_sees_what_is_wrong(page, body, wrong):
    watched = Watched(page, "http://here.example")
    page.route("http://here.example/", lambda route: route.fulfill(content_type="text/html; charset=utf-8", body=body))
    with pytest.raises(AssertionError, match=wrong):
        watched.visit("http://here.example/", "p", 1)


def test_the_eye_sees_what_is_asked_for_elsewhere(page):
    watched, body = Watched(page, "http://here.example"), "<p><img src=http://elsewhere.example/></p>"
    page.route("http://**", lambda route: route.fulfill(content_type="text/html", body=body))
    with pytest.raises(AssertionError, match="asked http://elsewhere"):
        watched.visit("http://here.example/", "p", 1)


def checks_of(connection, numbers):
    comments = schema.comments
    found = connection.execute(select(comments.c.id, comments.c.check_id).where(comments.c.id.in_(numbers)))
    return dict(found.all())


def test_around_a_comment_in_the_desk(server, page):
    """Its earlier wordings and the words of those who reported it, so many of one comment."""
    watched = Watched(page, server.url)
    enter(page, server)
    for start, batch in enumerate(batches(PAYLOADS)):
        [comment, *others] = put_all(server, [batch[0], *batch], f"{PAGE}/{start}", SITE)
        reports = [
            {"comment_id": comment, "reason": "other", "text": text, "reporter": bytes([place]), "made_at": 1}
            for place, text in enumerate(batch)
        ]
        with server.house.store.write() as connection:
            connection.execute(insert(schema.reports), reports)
            found = checks_of(connection, others)
            edits = [{"check_id": found[one], "comment_id": comment, "replaced_at": one} for one in others]
            connection.execute(insert(schema.edits), edits)
        watched.visit(f"{server.url}/desk/comments/{comment}", ".earlier .text, .reporters q", 2 * len(batch))
    assert watched.looked > len(PAYLOADS)


def test_in_the_lists_of_the_desk(server, page):
    """What was decided lately, and what clients have asked: as many as these lists show."""
    watched = Watched(page, server.url)
    enter(page, server)
    for start, batch in enumerate(batches(PAYLOADS)):
        numbers = put_all(server, batch, f"{PAGE}/{start}", SITE)
        with server.house.store.write() as connection:
            connection.execute(update(schema.comments).values(status=Status.PENDING.value, version=1))
        for number in numbers:
            decide(server.house, server.moderator, number, Event.REJECT, 1)
        watched.visit(f"{server.url}/desk/decided", ".entry", ON_ONE_PAGE if start else len(batch))
        with server.house.store.write() as connection:
            found = [*checks_of(connection, numbers).values()]
            lately = schema.checks.c.id.in_(found)
            connection.execute(update(schema.checks).values(source="thread"))
            connection.execute(update(schema.checks).where(lately).values(source="akismet"))
        watched.visit(f"{server.url}/desk/clients", ".card", len(batch))
    assert watched.looked > len(PAYLOADS)


def test_in_the_rules_of_pages(server, page):
    """Every page of a site has rules of its own, a hostile title or else a hostile address."""
    watched = Watched(page, server.url)
    lines = [*dict.fromkeys(" ".join(text[:300].split()) for text in PAYLOADS)]
    with server.house.store.write() as connection:
        for place, line in enumerate(lines):
            told = (
                {"title": line, "url": f"{SITE}/{place}"}
                if place % 2
                else {"title": "", "url": f"{SITE}/{line}{place}"}
            )
            page_id = connection.execute(
                insert(schema.pages).values(site_id=server.site.id, created_at=1, **told)
            ).inserted_primary_key[0]
            rules = {"site_id": server.site.id, "scope": f"page {page_id}", "rules": "{}", "changed_at": 1}
            connection.execute(insert(schema.policies).values(rules))
        connection.execute(update(schema.sites).values(name=lines[-1]))
    enter(page, server)
    for path in (f"rules/{server.site.id}", f"rules/{server.site.id}?scope=page%201", "clients"):
        number = len(lines) if path.startswith("rules/") else 1
        watched.visit(f"{server.url}/desk/{path}", ".scopes li bdi, .sites li:first-child bdi:first-of-type", number)
    watched.visit(f"{server.url}/data", "main bdi", 2)
    assert watched.looked > 4


# What of a feed is no element of Atom; and which names do not stay between what stands before and behind them.
_FEED = """() => {
  const all = [...document.querySelectorAll('feed, feed *')];  // around it stands Chromium's own page
  const OURS = ['http://www.w3.org/2005/Atom', 'http://purl.org/syndication/thread/1.0'];
  return {
    entries: document.querySelectorAll('entry').length,
    names: [...document.querySelectorAll('title, name')].map((one) => one.textContent),
    strange: all.filter((one) => !OURS.includes(one.namespaceURI)).map((one) => one.tagName),
  };
}"""
_LINES = """(names) => names.filter((name) => {
  const [before, after] = ['by ', ' today'].map((text) => document.createTextNode(text));
  const line = document.body.appendChild(document.createElement('p'));
  line.style.whiteSpace = 'nowrap';
  line.append(before, name, after);
  const [left, right] = [before, after].map((text) => {
    const range = document.createRange();
    range.selectNodeContents(text);
    return range.getBoundingClientRect();
  });
  const between = line.childNodes[1], range = document.createRange();
  range.selectNodeContents(between);
  const box = range.getBoundingClientRect();
  return left.right > box.left + 1 || box.right > right.left + 1;
})"""


def test_in_feeds(server, page):
    """As Chromium shows one, which is as text; as XML; and its names, put into a line of somebody's reader."""
    watched = Watched(page, server.url)
    page.route("**/as-xml", lambda route: route.fulfill(content_type="application/xml", body=feed.content))
    with httpx.Client() as client:
        for start, batch in enumerate(batches(PAYLOADS)):
            article = f"{PAGE}/{start}"
            put_all(server, [f"{one[:400]}\x01\ufffe\u202e" for one in batch], article, SITE)
            for url in (f"{server.url}/feed?site={SITE}&url={article}", f"{server.url}/feed?site={SITE}&lang=ar"):
                feed = client.get(url)
                page.goto(url)
                assert page.evaluate("[document.contentType, ran]") == ["text/plain", []]
                page.goto(f"{server.url}/as-xml")
                found = page.evaluate(_FEED)
                assert (found["strange"], found["entries"]) == ([], len(batch) if "url=" in url else ON_ONE_PAGE)
                page.goto("about:blank")
                assert page.evaluate(_LINES, found["names"]) == []
                assert watched.wrong == []
    assert page.evaluate(_LINES, ["\u202eevil", "\u05d0 \u202e"]), "what is not held together does not stay"
