"""The desk's side of the thread in a real browser: by keyboard, without JavaScript, on a telephone, hostile words."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from rejoinder.actions.deciding.rules import say as say_rules
from rejoinder.actions.reading.edit import edit
from rejoinder.actions.reading.read import read_thread
from rejoinder.actions.reading.report import report
from rejoinder.actions.reading.submit import Draft, submit
from rejoinder.moderation import Status
from rejoinder.store import comments
from tests.serving import PAGE, SITE, Server
from tests.web.desk.desk import enter, publish, say, status
from tests.web.desk.test_hostile import HOSTILE, Watch

pytestmark = pytest.mark.browser

KEY = "a-key-of-a-reader-0123456789"


def _card(page: Page, comment: int):
    return page.locator(f"#comment-{comment}")


def _why(server: Server, comment: int) -> str:
    with server.house.store.read() as connection:
        found = comments.by_id(connection, comment)
    assert found is not None
    return found.decided_for


def test_reports_are_cleared_by_keyboard(page, server):
    one, two = publish(server, "One."), publish(server, "Two.", "Two")
    for comment in (one, two):
        report(server.house, comment, "insult", "Look at it.", "203.0.113.1")
    enter(page, server, "/desk/reports")
    page.keyboard.press("j")
    expect(_card(page, one)).to_be_focused()
    page.keyboard.press("t")
    expect(page.get_by_role("status")).to_contain_text("Reports settled: One.")
    expect(_card(page, one)).to_have_count(0)
    expect(page.locator("[data-count=reports]")).to_have_text("1")
    expect(page.locator("[data-learned]")).to_have_text("0")
    page.keyboard.press("a")
    expect(page.get_by_text("Nothing is reported.")).to_be_visible()
    expect(page.locator("[data-learned]")).to_have_text("1")
    page.keyboard.press("z")
    expect(_card(page, two)).to_be_visible()
    assert (status(server, one), status(server, two)) == (Status.PUBLISHED, Status.PUBLISHED)


def test_a_reason_is_chosen_by_keyboard(page, server):
    one = say(server)
    enter(page, server)
    page.keyboard.press("j")
    page.keyboard.press("w")
    reason = page.get_by_label("If you reject it, its writer is told")
    expect(reason).to_be_focused()
    page.keyboard.type("It insults")
    expect(reason).to_have_value("insult")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Reject")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing is waiting.")).to_be_visible()
    assert (status(server, one), _why(server, one)) == (Status.REJECTED, "insult")


def test_without_javascript_all_of_it_works(new_page, server):
    page = new_page(java_script_enabled=False)
    one = publish(server, "One.", reader_key=KEY)
    report(server.house, one, "insult", "Look at it.", "203.0.113.1")
    enter(page, server, "/desk/reports")
    expect(page.get_by_text("Look at it.")).to_be_visible()
    _card(page, one).get_by_role("button", name="Settle").click()
    expect(page.get_by_role("status")).to_contain_text("Reports settled: One.")
    page.get_by_role("button", name="Undo").click()
    _card(page, one).get_by_role("button", name="Feature").click()
    expect(page.get_by_role("status")).to_contain_text("Featured")
    _card(page, one).get_by_role("link", name="Reply to Maria as moderator").click()
    page.get_by_role("textbox", name=re.compile("published at once")).fill("Thank you.")
    page.get_by_role("button", name="Publish reply").click()
    expect(page.get_by_role("status")).to_contain_text("Your reply is published.")
    page.goto(f"{server.url}/desk/comments/{one}")
    page.get_by_role("button", name="Let wait").click()
    expect(page.get_by_role("button", name="Let wait", pressed=True)).to_be_visible()
    page.get_by_role("button", name="Close comments").click()
    expect(page.get_by_role("button", name="Open comments again")).to_be_visible()
    page.get_by_role("link", name="Rules of this page").click()
    page.get_by_label("Votes").select_option("none")
    page.get_by_role("button", name="Keep these rules").click()
    expect(page.get_by_label("Comments are closed")).to_have_value("yes")
    page.get_by_label("Rules of a section").fill("/2026")
    page.get_by_role("button", name="Open").click()
    page.get_by_label("Notice when closed").fill("Until Monday.")
    page.get_by_role("button", name="Keep these rules").click()
    thread = read_thread(server.house, SITE, PAGE)
    assert (thread.closed, thread.rules.votes, thread.rules.notice) == (True, "none", "Until Monday.")
    assert [one.comment.text for one in thread.placed] == ["One.", "Thank you."]
    page.goto(f"{server.url}/desk/reports")
    _card(page, one).get_by_label("If you reject it, its writer is told").select_option("off_topic")
    _card(page, one).get_by_role("button", name="Reject").click()
    assert (status(server, one), _why(server, one)) == (Status.REJECTED, "off_topic")


def _hostile_house(server: Server, hostile: str) -> int:
    """A comment with hostile words in all that stands around it; returns its number."""
    told = submit(server.house, Draft(site=SITE, page_url=PAGE, text=hostile, author="Eve", reader_key=KEY))
    number = told.comment_id
    edit(server.house, told.receipt, f"{hostile} {hostile}")
    with server.house.store.write() as connection:
        found = comments.by_id(connection, number)
        assert found is not None
        comments.set_status(connection, found, Status.PUBLISHED, server.house.clock())
    report(server.house, number, "other", hostile, "203.0.113.1")
    line = " ".join(hostile.split())
    say_rules(server.house, "Ada", server.site.id, "", {"notice": line, "guidelines": line})
    return number


@pytest.mark.parametrize("part", range(3))
def test_hostile_words_around_a_comment_stay_words(page, server, part):
    watch = Watch(page, server.url)
    enter(page, server)
    for hostile in HOSTILE[part::3]:
        number = _hostile_house(server, hostile)
        for path in (f"comments/{number}", f"rules/{server.site.id}", f"rules/{server.site.id}?scope=/a/"):
            page.goto(f"{server.url}/desk/{path}")
            assert "owned" not in page.title()
            assert page.locator("main img, main iframe, main script, main style, main link, main meta").count() == 0
            assert page.locator("[onload], [onerror], [onfocus], [onmouseover]").count() == 0
        page.goto(f"{server.url}/desk/comments/{number}")
        quoted = page.locator(".reporters q bdi")
        assert quoted.evaluate("one => one.textContent") == hostile
        assert page.locator(".earlier .text").evaluate("one => one.textContent") == hostile
        page.goto(f"{server.url}/desk/rules/{server.site.id}")
        assert page.get_by_label("Guidelines", exact=True).input_value() == " ".join(hostile.split())
    assert watch.seen == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_telephone_nothing_runs_over_the_edge(new_page, server, scheme):
    page = new_page(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, color_scheme=scheme)
    number = _hostile_house(server, "W" * 300)
    say_rules(server.house, "Ada", server.site.id, f"/{'s' * 200}/", {"closed": "yes"})
    enter(page, server)
    for path in ("reports", f"comments/{number}", f"rules/{server.site.id}", f"rules/{server.site.id}?scope=page%201"):
        page.goto(f"{server.url}/desk/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        small = page.locator("button:visible, select:visible, textarea:visible, .act:visible").evaluate_all(
            "all => all.filter(one => one.getBoundingClientRect().height < 44).map(one => one.outerHTML)"
        )
        assert small == []


def test_every_field_has_a_name_for_screen_readers(page, server):
    number = _hostile_house(server, "Hello.")
    enter(page, server)
    for path in ("reports", f"comments/{number}", f"rules/{server.site.id}?scope=/a/"):
        page.goto(f"{server.url}/desk/{path}")
        fields = page.locator("main input:not([type=hidden]), main select, main textarea")
        unnamed = fields.evaluate_all("all => all.filter(one => !one.labels.length).map(one => one.outerHTML)")
        assert unnamed == []
        ids = page.locator("[id]").evaluate_all("all => all.map(one => one.id)")
        assert len(ids) == len(set(ids))
        wanted = page.locator("[aria-labelledby], [aria-describedby]").evaluate_all(
            "all => all.map(one => one.getAttribute('aria-labelledby') ?? one.getAttribute('aria-describedby'))"
        )
        assert set(wanted) <= set(ids)
