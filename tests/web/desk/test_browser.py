"""Clearing a queue in a real browser: by mouse, by keyboard, without JavaScript, on a telephone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from rejoinder.actions.deciding.decide import decide
from rejoinder.moderation import Event, Status
from tests.web.desk.desk import SPAM, enter, say, status

pytestmark = pytest.mark.browser


def _card(page: Page, comment: int):
    return page.locator(f"#comment-{comment}")


def test_by_mouse(page, server):
    one, two = say(server, "One."), say(server, "Two.", "Two")
    enter(page, server)
    _card(page, one).get_by_role("button", name="Approve").click()
    expect(page.get_by_role("status")).to_contain_text("Approved: One.")
    expect(_card(page, one)).to_have_count(0)
    expect(page.locator("[data-count=pending]")).to_have_text("1")
    expect(page.locator("[data-count=published]")).to_have_text("1")
    expect(page.locator("[data-learned]")).to_have_text("1")
    assert (status(server, one), status(server, two)) == (Status.PUBLISHED, Status.PENDING)
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_contain_text("Undone:")
    expect(_card(page, one)).to_be_focused()
    assert status(server, one) is Status.PENDING


def test_by_keyboard(page, server):
    one, two, three = (say(server, f"{name}.", name) for name in ("One", "Two", "Three"))
    enter(page, server)
    keys = page.keyboard
    keys.press("j")
    expect(_card(page, one)).to_be_focused()
    keys.press("j")
    keys.press("j")
    keys.press("j")
    expect(_card(page, three)).to_be_focused()
    keys.press("k")
    expect(_card(page, two)).to_be_focused()
    keys.press("s")
    expect(_card(page, two)).to_have_count(0)
    expect(_card(page, three)).to_be_focused()
    keys.press("r")
    expect(_card(page, three)).to_have_count(0)
    expect(_card(page, one)).to_be_focused()
    keys.press("a")
    expect(page.get_by_text("Nothing is waiting.")).to_be_visible()
    assert [status(server, each) for each in (one, two, three)] == [Status.PUBLISHED, Status.SPAM, Status.REJECTED]
    keys.press("z")
    expect(_card(page, one)).to_be_focused()
    assert status(server, one) is Status.PENDING


def test_the_first_key_only_chooses_a_card(page, server):
    """Nobody decides on a comment that they have not looked at."""
    one = say(server)
    enter(page, server)
    page.keyboard.press("s")
    expect(_card(page, one)).to_be_focused()
    expect(page.get_by_role("status")).to_contain_text("Press the key again")
    assert status(server, one) is Status.PENDING


def test_a_key_that_is_held_down_decides_once(page, server):
    one, two = say(server, "One."), say(server, "Two.", "Two")
    enter(page, server)
    page.keyboard.press("j")
    for _ in range(5):
        page.keyboard.down("s")
    expect(_card(page, one)).to_have_count(0)
    for _ in range(5):
        page.keyboard.down("s")
    page.keyboard.up("s")
    page.reload()
    expect(_card(page, two)).to_be_visible()
    assert (status(server, one), status(server, two)) == (Status.SPAM, Status.PENDING)


def test_keys_do_nothing_with_a_modifier_while_typing_or_in_the_help(page, server):
    one = say(server)
    enter(page, server)
    page.keyboard.press("j")
    for combination in ("Control+s", "Alt+a", "Meta+r"):
        page.keyboard.press(combination)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("s")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.evaluate("document.body.append(document.createElement('input'))")
    page.locator("body > input").press("s")
    page.reload()
    expect(_card(page, one)).to_be_visible()
    assert status(server, one) is Status.PENDING


def test_help_names_every_key(page, server):
    enter(page, server)
    page.get_by_role("button", name=re.compile("Keys")).click()
    expect(page.get_by_role("dialog").locator("kbd")).to_have_text(["j", "k", "a", "s", "r", "w", "t", "z", "?"])
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_confirmed_card_stays_and_can_be_decided_on_again(page, server):
    spam = say(server, SPAM)
    enter(page, server, "/desk/spam")
    _card(page, spam).get_by_role("button", name="Spam").click()
    expect(page.get_by_role("status")).to_contain_text("Marked as spam:")
    _card(page, spam).get_by_role("button", name="Approve").click()
    expect(page.get_by_role("status")).to_contain_text("Approved:")
    assert status(server, spam) is Status.PUBLISHED


def test_who_is_too_late_gets_the_page_that_says_so(page, server):
    one = say(server)
    enter(page, server)
    decide(server.house, server.moderator, one, Event.SPAM)
    _card(page, one).get_by_role("button", name="Approve").click()
    expect(page.get_by_role("alert")).to_contain_text("Somebody else has decided on this comment meanwhile.")
    expect(_card(page, one).locator(".status")).to_have_text("spam")
    assert status(server, one) is Status.SPAM


def test_a_server_out_of_reach_is_told_and_nothing_is_lost(page, server):
    one = say(server)
    enter(page, server)
    page.route("**/decide", lambda route: route.abort())
    _card(page, one).get_by_role("button", name="Spam").click()
    expect(page.get_by_role("status")).to_contain_text("The server could not be reached.")
    page.unroute("**/decide")
    _card(page, one).get_by_role("button", name="Spam").click()
    expect(page.get_by_role("status")).to_contain_text("Marked as spam:")
    assert status(server, one) is Status.SPAM


def test_a_session_that_ended_leads_to_the_sign_in(page, server):
    one = say(server)
    enter(page, server)
    page.context.clear_cookies()
    _card(page, one).get_by_role("button", name="Spam").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert status(server, one) is Status.PENDING


def test_without_javascript_all_of_it_works(new_page, server):
    page = new_page(java_script_enabled=False)
    one, two = say(server, "One."), say(server, "Two.", "Two")
    enter(page, server)
    expect(page.get_by_role("button", name=re.compile("Keys"))).to_be_hidden()
    _card(page, one).get_by_role("button", name="Spam").click()
    expect(page.get_by_role("status")).to_contain_text("Marked as spam: One.")
    assert status(server, one) is Status.SPAM
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_contain_text("Undone:")
    assert status(server, one) is Status.PENDING
    _card(page, two).get_by_role("button", name="Reject").click()
    page.get_by_role("link", name="Decided lately").click()
    expect(page.get_by_role("listitem").filter(has_text="Rejected").filter(has_text="Two.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    assert status(server, two) is Status.PENDING
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_telephone_nothing_runs_over_the_edge(new_page, server, scheme):
    page = new_page(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, color_scheme=scheme)
    say(server, "x" * 3_000, "W" * 80, title="y" * 300, email=f"{'e' * 60}@example.org")
    say(server, SPAM + " word" * 500, "Pills", url=f"https://{'a' * 60}.example/{'b' * 300}")
    enter(page, server)
    for path in ("/desk/", "/desk/spam", "/desk/decided", "/desk/comments/1"):
        page.goto(f"{server.url}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        small = page.locator("button:visible, .tabs a, summary:visible").evaluate_all(
            "all => all.filter(one => one.getBoundingClientRect().height < 44).map(one => one.outerHTML)"
        )
        assert small == []
