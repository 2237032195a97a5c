"""250 hostile strings in every field that readers fill, past every door, in the thread, the embed and the desk.

They are written straight into the tables, as a careless import would: what is shown must be safe by the way it is
shown, not by what the form refuses. `tests/data/attacks.jsonl` has them, an object a line.
"""

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import update

from rejoinder.actions.owning.sites import add_site
from rejoinder.actions.reading.submit import Draft, submit
from rejoinder.errors import RejoinderError
from rejoinder.filter import VerdictLabel
from rejoinder.moderation import Status
from rejoinder.store import schema
from rejoinder.text.clean import repair
from rejoinder.web.border.peers import Proxies
from rejoinder.web.border.rates import Allowances, Rates
from rejoinder.web.border.rules import Rules
from rejoinder.web.border.table import Table
from tests.serving import PAGE, SITE, running_server
from tests.web.desk.desk import enter
from tests.web.thread.readers import EMBED, hosting, judging

LINES = (Path(__file__).parents[1] / "data" / "attacks.jsonl").read_text("utf-8").splitlines()
# As they come through the most lenient door, that of the Akismet face: without NUL, which no database text can hold.
PAYLOADS = [repair(json.loads(line)["payload"]) for line in LINES]
DOORS = ("/thread", "/embed/thread", "/api/v1/comments")
ON_ONE_PAGE = 50  # what the desk shows at once
LISTEN = (
    "window.ran = []; for (const name of ['alert', 'confirm', 'prompt', 'print']) window[name] = (x) => ran.push(x)"
)
# Whatever waits for a hand or for time gets its event.
PROVOKE = """for (const node of document.querySelectorAll('body *'))
  for (const kind of ['mouseover', 'mouseenter', 'focus', 'toggle', 'load', 'error', 'animationstart', 'begin'])
    node.dispatchEvent(new Event(kind, { bubbles: true }))"""


class Watched:
    """What a page did that none of ours may do."""

    def __init__(self, page, *allowed):
        self.page, self.allowed, self.wrong = page, allowed, []
        page.add_init_script(LISTEN)
        page.on("dialog", lambda dialog: self.wrong.append(f"dialog {dialog.message}") or dialog.dismiss())
        page.on("request", self._asked)

    def _asked(self, request):
        if urlsplit(request.url).scheme != "data" and not request.url.startswith(self.allowed):
            self.wrong.append(f"asked {request.url}")

    def visit(self, url, counted, number):
        """Open a page, see that `number` comments are on it, and provoke them."""
        self.page.goto(url)
        self.page.wait_for_function(f"() => document.querySelectorAll('{counted}').length === {number}")
        self.page.evaluate(PROVOKE)
        assert self.page.evaluate("ran") == []
        assert self.wrong == []


def put(server, payload, page_url, site):
    """One comment with the payload in every column that a reader fills; returns its number."""
    made = submit(server.house, Draft(site=site, page_url=page_url, text=f"to be replaced: {len(payload)}"))
    comment = schema.comments.c.id == made.comment_id
    with server.house.store.write() as connection:
        values = {"text": payload, "author": payload, "url": payload, "title": payload}
        connection.execute(update(schema.comments).where(comment).values(**values, status=Status.PUBLISHED))
        check = schema.comments.select().with_only_columns(schema.comments.c.check_id).where(comment).scalar_subquery()
        values = {"text": payload, "author": payload, "url": payload, "user_agent": payload, "referrer": payload}
        values |= {"permalink": payload, "ip": payload, "email_sealed": server.house.vault.seal(payload)}
        connection.execute(update(schema.checks).where(schema.checks.c.id == check).values(values))
        connection.execute(update(schema.pages).values(title=payload))
    return made.comment_id


# A name, however it is written, leaves what stands beside it where it was.
MOVED = """() => [...document.querySelectorAll('.rejoinder-comment')].filter((one) => {
  const [name, time] = ['author', 'time'].map((kind) => one.querySelector(`.rejoinder-${kind}`).getClientRects()[0]);
  return name && time && time.top < name.bottom && time.left < name.left;
}).map((one) => one.textContent)"""


@pytest.mark.browser
def test_in_the_thread_and_the_embed_nothing_runs_and_nothing_is_fetched_from_elsewhere(server, page):
    with hosting(server.url) as (elsewhere, pages):
        add_site(server.house, elsewhere)
        watched = Watched(page, server.url, elsewhere)
        for start in range(0, len(PAYLOADS), ON_ONE_PAGE):
            batch = PAYLOADS[start : start + ON_ONE_PAGE]
            article = f"{elsewhere}/{start}"
            pages[f"/{start}"] = EMBED.replace("{inside}", "")
            for number, payload in enumerate(batch):
                put(server, f"{payload}\n\n{number}", article, elsewhere)
            for address in (f"{server.url}/thread?site={elsewhere}&url={article}", article):
                watched.visit(address, ".rejoinder-comment", len(batch))
                assert page.evaluate(MOVED) == []


def sent_by(door, server, site, url, payload):
    """The payload in every field, through a door; gives the receipt, or None where the door refuses it."""
    fields = dict.fromkeys(("text", "author", "email", "website", "title"), payload)
    fields |= {"site": site, "url": url, "text": payload or "-"}
    for left_out in ((), ("website",), ("website", "email")):  # the doors are strict about these two
        sent = {name: value for name, value in fields.items() if name not in left_out}
        if door == "/api/v1/comments":
            answer = httpx.post(server.url + door, json=sent)
            receipt = answer.json().get("receipt_url", "") if answer.status_code in (201, 202) else ""
        else:
            answer = httpx.post(server.url + door, data=sent)
            receipt = answer.json()["receipt"] if answer.status_code == 201 else answer.headers.get("location", "")
        assert answer.status_code < 500, (door, payload)
        if receipt:
            return receipt.partition("?")[0].rpartition("/")[2]
    return None


@pytest.mark.browser
@pytest.mark.parametrize("door", DOORS)
def test_what_came_through_a_door_is_text_in_the_thread_and_the_receipt(folder, page, door):
    """A third of the strings by each door; all by all doors, without a browser, in tests/web/thread/test_attacks.py."""
    payloads = PAYLOADS[DOORS.index(door) :: len(DOORS)]
    free = Rules(rates=Rates(Table(None, b"s" * 32, slots=64), Allowances(posts_per_hour=0), Proxies.named([])))
    with running_server(folder, free) as server, hosting(server.url) as (elsewhere, pages):
        add_site(server.house, elsewhere)
        watched = Watched(page, server.url, elsewhere)
        with judging(server.house, VerdictLabel.HAM):
            taken = 0
            for start in range(0, len(payloads), ON_ONE_PAGE):
                article = f"{elsewhere}/{start}"
                pages[f"/{start}"] = EMBED.replace("{inside}", "")
                batch = payloads[start : start + ON_ONE_PAGE]
                receipts = [sent_by(door, server, elsewhere, article, one) for one in batch]
                receipts = [one for one in receipts if one]
                taken += len(set(receipts))
                watched.visit(article, ".rejoinder-comment", len(set(receipts)))
                assert page.evaluate(MOVED) == []
                for receipt in receipts[::10]:
                    watched.visit(f"{server.url}/thread/receipt/{receipt}", ".rejoinder-body", 1)
        assert taken > 0.8 * len(payloads)


@pytest.mark.browser
def test_in_the_desk_nothing_runs_and_every_text_is_shown_as_it_was_written(server, page):
    made = [put(server, payload, PAGE, SITE) for payload in PAYLOADS]
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
        # A browser reads every line end of a page as a line feed.
        written = [re.sub("\r\n?", "\n", payload) for payload in PAYLOADS[start : start + ON_ONE_PAGE]]
        assert sorted(shown) == sorted(written)


@pytest.mark.parametrize("field", ["text", "author", "url", "email", "title"])
def test_the_doors_take_them_as_text_or_refuse_them_with_a_sentence(server, field):
    refused = []
    for payload in PAYLOADS:
        draft = {"site": SITE, "page_url": PAGE, "text": "words", field: payload}
        try:
            submit(server.house, Draft(**draft))
        except RejoinderError as error:
            refused.append((error.status, bool(error.sentence)))
    assert set(refused) <= {(400, True), (413, True)}
