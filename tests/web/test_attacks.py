"""The hostile strings in every field, by every door and past all of them, as a browser shows them: nothing runs,
nothing is fetched from elsewhere, and nothing beside them is moved.

What lies past the doors is written straight into the tables, as a careless import would: what is shown must be safe by
the way it is shown, not by what the form refuses. Which strings: `hostile.py`.
"""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass

import httpx
import pytest
from sqlalchemy import update
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rejoinder.actions.owning.sites import add_site
from rejoinder.actions.reading.receipt import number_in
from rejoinder.actions.reading.submit import Draft, submit_all
from rejoinder.errors import RejoinderError
from rejoinder.filter import VerdictLabel
from rejoinder.moderation import Status
from rejoinder.store import schema
from rejoinder.text.clean import clean
from tests.serving import PAGE, SITE, Server, running_server
from tests.web.desk.desk import Desk, enter
from tests.web.hostile import ON_ONE_PAGE, PAYLOADS, SENT, batches, put_all
from tests.web.sending import DOORS, FREE, Sender, passes
from tests.web.thread.readers import EMBED, hosting, judging
from tests.web.watching import Watched

TAKEN = {text for text in SENT if passes("text", text)}
COMMENT = ".rejoinder-list .rejoinder-comment"


@dataclass(frozen=True)
class Article:
    """A server, and a site elsewhere whose articles, by their paths, have threads of that server."""

    server: Server
    site: str
    paths: dict[str, str]
    given: list[httpx.Response]

    def url(self, path: str) -> str:
        """Where an article stands; it is there from now on."""
        self.paths[path] = EMBED.replace("{inside}", "")
        return f"{self.site}{path}"

    def bound(self, some: Iterable[httpx.Response]) -> str:
        """The address of one document that is all of these, one behind the other, with the headers of the first.

        A browser reads it as one, and whatever got out of its place in any of them would be out of its place here; a
        page for each would take ten times as long.
        """
        self.given[:] = some
        return f"{self.server.url}/bound"

    def thread(self, article: str) -> str:
        """The page of ours with the same thread."""
        return f"{self.server.url}/thread?site={self.site}&url={article}"


@pytest.fixture
def articles(folder) -> Iterator[Article]:
    given: list[httpx.Response] = []

    async def again(_request: Request) -> Response:
        headers = {name: value for name, value in given[0].headers.items() if name != "content-length"}
        return Response(b"".join(answer.content for answer in given), headers=headers)

    extra = [Route("/bound", again)]
    with running_server(folder, FREE, extra) as server, hosting(server.url) as (elsewhere, paths):
        add_site(server.house, elsewhere)
        with judging(server.house, VerdictLabel.HAM):
            yield Article(server, elsewhere, paths, given)


@pytest.fixture
def sender(articles) -> Iterator[Sender]:
    made = Sender(articles.server, articles.site)
    yield made
    made.close()


@pytest.mark.browser
def test_in_the_thread_and_the_embed_nothing_runs_and_nothing_is_fetched_from_elsewhere(articles, page):
    """Past all doors; and in a page that is read from right to left as well."""
    watched = Watched(page, articles.server.url, articles.site)
    for start, batch in enumerate(batches(PAYLOADS)):
        article = articles.url(f"/{start}")
        put_all(articles.server, [f"{one}\n\n{place}" for place, one in enumerate(batch)], article, articles.site)
        lang = ("en", "ar")[start % 2]
        watched.visit(f"{articles.thread(article)}&lang={lang}", COMMENT, len(batch))
        watched.visit(f"{article}?lang={lang}", COMMENT, len(batch))
    assert watched.looked > len(PAYLOADS)


def by_door(sender, door, articles, payloads=SENT):
    """All strings through a door, so many under an article: a list of what was taken for each of these articles."""
    name = door.strip("/").replace("/", "-")
    taken = []
    for start, batch in enumerate(batches(payloads)):
        article = articles.url(f"/{name}/{start}")
        sent = sender.each(lambda one, article=article: sender.post(door, article, one), batch)
        assert {one.payload for one in sent if one} == TAKEN.intersection(batch), "those, and no others"
        taken.append((article, [one for one in sent if one]))
    return taken


def numbers_of(server, sent):
    """Their numbers, in order, each once: two that differ in blanks alone are one comment that was sent twice."""
    return [*dict.fromkeys(number_in(server.house, one.receipt) for one in sent)]


def edited(sender, door, taken):
    """Each of these comments gets the text of the next."""
    texts = [one.payload for one in taken[1:] + taken[:1]]
    receipts = {one.receipt: text for one, text in zip(taken, texts, strict=True)}
    done = sender.each(lambda pair: sender.edit(door, *pair), receipts.items())
    assert None not in done
    return done


EDITS = {"/thread": "/thread/edit", "/embed/thread": "/embed/edit"}  # the API has none


@pytest.mark.browser
@pytest.mark.parametrize("door", DOORS)
def test_what_came_through_a_door_is_text_in_the_thread_and_the_receipt(articles, sender, page, door):
    """All by each; then each as it was edited by the same door."""
    server, watched = articles.server, Watched(page, articles.server.url, articles.site)
    for article, sent in by_door(sender, door, articles):
        number = len(numbers_of(server, sent))
        watched.visit(article, COMMENT, number)
        receipts = dict.fromkeys(one.receipt for one in sent)
        pages = sender.each(lambda one: sender.client.get(f"/thread/receipt/{one}"), receipts)
        watched.visit(articles.bound(pages), ".rejoinder-body", len(receipts))
        if door in EDITS:
            edited(sender, EDITS[door], sent)
            watched.visit(articles.thread(article), COMMENT, number)
    assert watched.looked > len(TAKEN)


def given_back(answer):
    return lambda route: route.fulfill(**answer)


@pytest.mark.browser
def test_what_the_script_is_given_it_builds_as_text(articles, sender, page):
    """What answers a comment, an edit, a wish for a preview, for the form of an edit and for that of a report."""
    server, watched = articles.server, Watched(page, articles.server.url, articles.site)
    article = articles.url("/script")
    for _, sent in by_door(sender, "/embed/thread", articles):
        given = [one.nodes for one in sent]
        receipts = [one.receipt for one in sent]
        given += sender.each(lambda one: sender.nodes("/embed/edit", {"receipt": one}), receipts)
        shown = [str(one) for one in numbers_of(server, sent)]
        given += sender.each(lambda one: sender.nodes("/embed/report", {"comment": one}, get=True), shown)
        given += [one.nodes for one in edited(sender, "/embed/edit", sent)]
        texts = [one.payload for one in sent]
        given += sender.each(
            lambda one: [["div", {"dir": "auto"}, sender.nodes("/embed/preview", {"text": one})]], texts
        )
        inside = [["div", {"class": "rejoinder-list"}, []], *(["div", {"class": "one"}, nodes] for nodes in given)]
        section = ["section", {"class": "rejoinder"}, inside]
        answer = {"body": json.dumps({"nodes": [section]}), "headers": {"Access-Control-Allow-Origin": articles.site}}
        page.route("**/embed/thread?*", given_back(answer))
        watched.visit(article, ".one", len(given))
        page.unroute("**/embed/thread?*")


@pytest.mark.browser
def test_a_form_that_is_shown_again_shows_them_as_text(articles, sender, page):
    """With the preview, or with what is wrong, in the form for a comment and in that for an edit."""
    watched = Watched(page, articles.server.url, articles.site)
    empty, own = articles.url("/empty"), articles.url("/own")
    receipt = sender.post("/thread", own, "to be edited").receipt

    def shown(place, payload):
        fields = dict.fromkeys(("text", "author", "email", "website", "title", "key"), payload)
        fields |= {"site": articles.site, "url": empty}
        change = {"receipt": receipt, "text": payload, "preview": "1"}
        return [
            sender.client.post("/thread", data=fields | ({"preview": "1"} if place % 2 else {"email": "none"})),
            sender.client.post("/thread/edit", data=change),
        ]

    for batch in batches(SENT):
        answers = [answer for some in sender.each(lambda one: shown(*one), enumerate(batch)) for answer in some]
        assert {answer.status_code for answer in answers} <= {200, 400, 413}
        watched.visit(articles.bound(answers), "main.page", len(answers))


@pytest.mark.browser
def test_what_is_reported_is_text_on_the_page_for_reports_and_in_the_desk(articles, sender, page):
    server, watched = articles.server, Watched(page, articles.server.url, articles.site)
    enter(page, server)
    taken = [text for text in SENT if passes("report", text)]
    for door in ("/thread/report", "/embed/report"):
        for start, batch in enumerate(batches(taken)):
            numbers = put_all(server, [text[:80] for text in batch], articles.url(f"{door}/{start}"), articles.site)
            pairs = zip(numbers, batch, strict=True)
            assert all(sender.each(lambda pair, door=door: sender.report(door, *pair), pairs))
            watched.visit(f"{server.url}/desk/reports", ".card", len(batch))
            shown = page.evaluate("[...document.querySelectorAll('.reporters q')].map((one) => one.textContent)")
            assert sorted(shown) == sorted(clean("report", one) for one in batch)
            with server.house.store.write() as connection:
                connection.execute(update(schema.reports).values(settled_at=1))
            if door == "/thread/report":
                asked = [{"comment": str(number), "lang": "fa"} for number in numbers]
                pages = sender.each(lambda one: sender.client.get("/thread/report", params=one), asked)
                watched.visit(articles.bound(pages), "#report-form", len(pages))


@pytest.mark.browser
def test_replies_of_moderators_are_text_in_the_thread_and_on_their_page(articles, sender, page):
    server, watched = articles.server, Watched(page, articles.server.url, articles.site)
    with closing(Desk(server)) as desk:
        desk.sign_in()
        for start, batch in enumerate(batches(SENT, ON_ONE_PAGE - 1)):
            article = articles.url(f"/replies/{start}")
            [parent] = put_all(server, ["first"], article, articles.site)
            form = desk.form(f"/desk/comments/{parent}", "/reply")
            answers = [
                desk.client.post(
                    f"/desk/comments/{parent}/reply", data={**form, "key": f"{start}-{place}", "text": text}
                )
                for place, text in enumerate(batch)
            ]
            taken = TAKEN.intersection(batch)
            assert [answer.status_code for answer in answers].count(303) == len(taken)
            assert {answer.status_code for answer in answers} <= {303, 400, 413}
            watched.visit(article, COMMENT, 1 + len(taken))


def as_browsers_read(text):
    """A browser reads every line end of a page as a line feed."""
    return re.sub("\r\n?", "\n", text)


@pytest.mark.browser
def test_in_the_desk_nothing_runs_and_every_text_is_shown_as_it_was_written(server, page):
    made = put_all(server, PAYLOADS, PAGE, SITE)
    watched = Watched(page, server.url)
    enter(page, server)
    for start in range(0, len(made), ON_ONE_PAGE):
        batch = made[start : start + ON_ONE_PAGE]
        with server.house.store.write() as connection:
            connection.execute(update(schema.comments).values(status=Status.PUBLISHED))
            connection.execute(
                update(schema.comments).where(schema.comments.c.id.in_(batch)).values(status=Status.PENDING)
            )
        watched.visit(f"{server.url}/desk/", ".card", len(batch))
        shown = page.evaluate("Array.from(document.querySelectorAll('.card .text'), (text) => text.textContent)")
        assert sorted(shown) == sorted(map(as_browsers_read, PAYLOADS[start : start + ON_ONE_PAGE]))
    assert watched.looked > len(PAYLOADS)


@pytest.mark.parametrize("field", ["text", "author", "url", "email", "title"])
def test_the_doors_take_them_as_text_or_refuse_them_with_a_sentence(server, field):
    drafts = [Draft(**{"site": SITE, "page_url": PAGE, "text": "words", field: payload}) for payload in SENT]
    refused = [
        one for batch in batches(drafts) for one in submit_all(server.house, batch) if isinstance(one, Exception)
    ]
    assert all(isinstance(error, RejoinderError) and error.sentence for error in refused)
    assert {error.status for error in refused} <= {400, 413}
