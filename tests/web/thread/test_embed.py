"""What the script does by itself: drafts, retries, order, folding, permalinks, and what it stays away from."""

import json
import re

import pytest
from playwright.sync_api import expect

from rejoinder.actions.owning.sites import add_site
from rejoinder.actions.reading.read import PART
from rejoinder.filter import VerdictLabel
from tests.serving import running_server
from tests.web.thread.browsing import NUMBERS, watch
from tests.web.thread.readers import EMBED, count, hosting, judging, put

pytestmark = pytest.mark.browser
EMPTY = EMBED.replace("{inside}", "")


class Place:
    """A server, a site on another port, and articles on it."""

    def __init__(self, server, site, pages):
        self.server, self.site, self.pages = server, site, pages

    def article(self, body=EMPTY):
        path = f"/{next(NUMBERS)}"
        self.pages[path] = body
        return self.site + path

    def put(self, address, text, **more):
        return put(self.server.house, text, site=self.site, page_url=address, **{"author": "Ada", **more})


@pytest.fixture(scope="module")
def place(lasting_folder):
    with running_server(lasting_folder) as server, hosting(server.url) as (site, pages):
        add_site(server.house, site)
        with judging(server.house, VerdictLabel.HAM):
            yield Place(server, site, pages)


def text_of(page):
    return page.locator("form[data-act=post] [name=text]")


def send(page):
    page.locator("form[data-act=post] .rejoinder-button").first.click()


# Loading


def test_nothing_is_asked_until_the_thread_is_near_and_nothing_shifts_when_it_comes(place, page):
    lines = "".join("<p>A paragraph of the article.</p>" for _ in range(120))
    address = place.article(f"{lines}{EMBED.replace('{inside}', '')}<footer>The end of the page</footer>")
    for number in range(8):
        place.put(address, f"A word, the {number}th")
    asked = []
    seen = watch(page)
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert not any("/embed/thread" in url for url in asked)
    page.evaluate("scrollBy(0, document.querySelector('#rejoinder-thread').offsetTop - innerHeight - 300)")
    expect(page.locator(".rejoinder-comment")).to_have_count(8)
    page.mouse.wheel(0, 2000)
    page.locator("footer").last.scroll_into_view_if_needed()
    assert page.evaluate("shifts") == 0
    assert sum("/embed/thread" in url for url in asked) == 1
    seen.quiet(place.server.url, place.site)


def test_a_thread_with_nothing_below_it_shifts_nothing_either(place, page):
    address = place.article(EMBED.replace("{inside}", ""))
    place.put(address, "A word")
    watch(page)
    page.goto(address)
    expect(page.locator(".rejoinder-comment")).to_have_count(1)
    assert page.evaluate("shifts") == 0


# How many comments each change of the page added.
ADDED = """
  window.added = [];
  new MutationObserver((changes) => {
    const now = document.querySelectorAll(".rejoinder-comment").length;
    const before = added.reduce((sum, one) => sum + one, 0);
    if (now > before) added.push(now - before);
  }).observe(document, { childList: true, subtree: true });
"""


def test_what_a_screen_shows_is_drawn_first_and_the_rest_follows_in_its_place(place, page):
    address = place.article()
    first = place.put(address, "The first word")
    replies = [place.put(address, f"Reply {number}", parent_id=first) for number in range(30)]
    others = [place.put(address, f"Another {number}") for number in range(9)]
    page.add_init_script(ADDED)
    page.set_viewport_size({"width": 412, "height": 823})
    page.goto(address)
    expect(page.locator(".rejoinder-comment")).to_have_count(40)
    assert page.evaluate("added") == [10, 9, 9, 9, 3]
    shown = page.evaluate("[...document.querySelectorAll('.rejoinder-comment')].map((one) => +one.dataset.id)")
    assert shown == [first, *replies, *others]
    fold = page.locator(f"#comment-{first} [data-act=fold]")
    expect(fold).to_have_text(re.compile("30"))
    fold.click()
    expect(page.locator(".rejoinder-comment:visible")).to_have_count(10)
    assert page.evaluate(
        "[...document.querySelectorAll('[id]')].length === new Set([...document.querySelectorAll('[id]')]"
        ".map((one) => one.id)).size"
    )


def test_whoever_follows_a_permalink_sees_the_whole_thread_at_once(place, page):
    address = place.article()
    numbers = [place.put(address, f"Word {number}") for number in range(30)]
    page.add_init_script(ADDED)
    page.goto(f"{address}#comment-{numbers[25]}")
    expect(page.locator(f"#comment-{numbers[25]}")).to_be_focused()
    assert page.evaluate("added") == [30]


@pytest.mark.parametrize("lang", ["de_DE", "no language at all"])
def test_a_page_that_names_its_language_badly_has_its_thread_all_the_same(place, page, lang):
    address = place.article(EMPTY.replace("data-site", f'data-lang="{lang}" data-site'))
    place.put(address, "A word")
    page.goto(address)
    expect(page.locator(".rejoinder-comment")).to_have_count(1)
    expect(page.locator("time")).not_to_be_empty()


def test_a_reader_who_only_reads_leaves_no_trace(place, page):
    address = place.article()
    place.put(address, "A word")
    page.goto(address)
    page.locator(".rejoinder-comment").click()
    text_of(page).focus()
    expect(page.locator(".rejoinder-comment")).to_have_count(1)
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_a_permalink_opens_the_part_with_its_comment(place, page):
    address = place.article()
    numbers = [place.put(address, f"Comment {number}.") for number in range(PART + 5)]
    page.goto(f"{address}#comment-{numbers[-1]}")
    expect(page.locator(f"#comment-{numbers[-1]}")).to_be_focused()
    expect(page.locator(f"#comment-{numbers[-1]}")).to_be_in_viewport()
    expect(page.locator(f"#comment-{numbers[0]}")).to_have_count(0)
    page.locator("[data-act=begin]").click()
    expect(page.locator(f"#comment-{numbers[0]}")).to_be_visible()


def test_more_comments_come_without_a_jump(place, page):
    address = place.article()
    numbers = [place.put(address, f"Comment {number}.") for number in range(PART + 5)]
    page.goto(address)
    more = page.locator("[data-act=more]")
    more.scroll_into_view_if_needed()
    last = page.locator(f"#comment-{numbers[PART - 1]}")
    before = last.bounding_box()["y"]
    more.click()
    expect(page.locator(".rejoinder-comment")).to_have_count(PART + 5)
    expect(page.locator(f"#comment-{numbers[PART]}")).to_be_focused()
    assert last.bounding_box()["y"] == before
    expect(more).to_have_count(0)


def test_the_order_is_remembered(place, page):
    address = place.article()
    for number in range(4):
        place.put(address, f"Comment {number}.")
    page.goto(address)
    page.locator("[data-order=newest]").click()
    expect(page.locator(".rejoinder-body").first).to_have_text("Comment 3.")
    expect(page.locator("[data-order=newest]")).to_be_focused()
    page.goto(address)
    expect(page.locator(".rejoinder-body").first).to_have_text("Comment 3.")


def test_branches_fold(place, page):
    address = place.article()
    first = place.put(address, "A root")
    reply = place.put(address, "A reply", parent_id=first)
    place.put(address, "A reply to it", parent_id=reply)
    place.put(address, "Another root")
    page.goto(address)
    folds = page.locator("[data-act=fold]")
    expect(folds).to_have_text(["Replies (2)", "Replies (1)"])
    folds.nth(1).click()
    folds.nth(0).click()
    expect(folds.nth(0)).to_have_attribute("aria-expanded", "false")
    expect(page.locator(".rejoinder-comment:visible")).to_have_count(2)
    folds.nth(0).click()
    expect(page.locator(".rejoinder-comment:visible")).to_have_count(3)  # the inner one stays as it was


def test_times_are_told_in_the_language_of_the_page(place, page):
    address = place.article()
    place.put(address, "A word")
    page.goto(f"{address}?lang=fr")
    expect(page.locator(".rejoinder-time")).to_have_text("cette minute-ci")
    assert "2" in page.locator(".rejoinder-time").get_attribute("title")


def test_elements_of_our_own_each_have_a_thread(place, page):
    one, two = place.article(), place.article()
    for address, text in ((one, "On one"), (two, "On two")):
        place.put(address, text)
    elements = "".join(f'<rejoinder-thread site="{{site}}" url="{url}"></rejoinder-thread>' for url in (one, two))
    seen = watch(page)
    page.goto(place.article(f'{elements}<script src="{{base}}/embed.js" async></script>'))
    threads = page.locator("rejoinder-thread")
    expect(threads.nth(0)).to_contain_text("On one")
    expect(threads.nth(1)).to_contain_text("On two")
    expect(page.locator(".rejoinder")).to_have_count(2)
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((one) => one.id)")
    assert len(ids) == len(set(ids))
    threads.nth(0).evaluate("(node, url) => node.setAttribute('url', url)", two)
    expect(threads.nth(0)).to_contain_text("On two")
    seen.quiet(place.server.url, place.site)


def test_a_piece_of_html_that_the_server_put_into_the_page_is_replaced_without_losing_what_was_typed(place, page):
    address = place.article()
    place.put(address, "A word")
    part = page.request.get(f"{place.server.url}/thread/part", params={"site": place.site, "url": address}).text()
    path = address.removeprefix(place.site)
    place.pages[path] = f'<div id="rejoinder-thread">{part}</div>' + EMBED[EMBED.index("<script") :]
    held = []
    page.route("**/embed/thread*", lambda route: held.append(route))  # noqa: PLW0108 - Playwright writes on its handlers
    with page.expect_request("**/embed/thread*"):
        page.goto(address)
    expect(page.locator(".rejoinder-comment")).to_have_count(1)
    page.locator("[name=text]").fill("Begun early")
    held[0].continue_()
    expect(page.locator("[data-act=report]").first).to_be_visible()
    expect(page.locator("#reply-form")).to_have_count(0)  # ours has another id
    expect(text_of(page)).to_have_value("Begun early")
    expect(text_of(page)).to_be_focused()


# Drafts and storage


def test_a_draft_is_kept_and_can_be_discarded(place, page):
    address = place.article()
    first = place.put(address, "A word")
    page.goto(address)
    page.locator(f"#comment-{first} [data-act=reply]").click()
    text_of(page).fill("Half a thought")
    page.wait_for_function("() => localStorage.rejoinder?.includes('Half a thought')")
    page.reload()
    expect(text_of(page)).to_have_value("Half a thought")
    expect(page.locator(f"#comment-{first} form .rejoinder-draft")).to_contain_text("draft")
    page.locator("[data-act=discard]").click()
    expect(text_of(page)).to_have_value("")
    page.reload()
    expect(page.locator(".rejoinder-comment")).to_have_count(1)
    expect(text_of(page)).to_have_value("")


def test_a_draft_that_was_sent_is_forgotten(place, page):
    address = place.article()
    page.goto(address)
    text_of(page).fill("A whole thought")
    page.wait_for_function("() => localStorage.rejoinder?.includes('A whole thought')")
    send(page)
    expect(page.locator(".rejoinder-comment")).to_be_focused()
    page.reload()
    expect(page.locator(".rejoinder-comment [data-act=edit]")).to_be_visible()
    expect(text_of(page)).to_have_value("")
    assert json.loads(page.evaluate("localStorage.rejoinder"))["drafts"] == {}


BLOCKED = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })"
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') };"
FULL += "localStorage.__proto__.__defineSetter__?.('rejoinder', () => { throw new DOMException('full') })"
ODD = "localStorage.rejoinder = '[\"written by somebody else\"'"


@pytest.mark.parametrize("storage", [BLOCKED, FULL, ODD], ids=["blocked", "full", "odd"])
def test_without_storage_everything_works_for_as_long_as_the_page_is_open(place, page, storage):
    address = place.article()
    first = place.put(address, "A word")
    seen = watch(page)
    page.add_init_script(storage)
    page.goto(address)
    text_of(page).fill("My word")
    send(page)
    mine = page.locator(".rejoinder-comment", has_text="My word")
    mine.locator("[data-act=edit]").click()
    mine.locator("form [name=text]").fill("My other word")
    mine.locator("form .rejoinder-button").first.click()
    expect(page.locator(".rejoinder-comment", has_text="My other word")).to_be_focused()
    page.locator(f"#comment-{first} [data-act=up]").click()
    expect(page.locator(f"#comment-{first} [data-act=up]")).to_have_attribute("aria-pressed", "true")
    seen.quiet(place.server.url, place.site)


def test_who_cannot_keep_a_receipt_is_given_its_address(place, page):
    page.add_init_script(BLOCKED)
    page.goto(place.article())
    text_of(page).fill("My word")
    send(page)
    page.get_by_role("link", name="Look again later").click()
    expect(page.get_by_role("heading", name="Your comment is published")).to_be_visible()


# Writing


def test_characters_are_counted_when_they_become_scarce(place, page):
    page.goto(place.article())
    text_of(page).fill("x" * 9_400)
    expect(page.locator(".rejoinder-left")).to_have_text("")
    text_of(page).fill("x" * 9_900)
    expect(page.locator(".rejoinder-left")).to_have_text("Characters left: 100")


def test_a_preview_follows_what_is_typed_and_goes_again(place, page):
    page.goto(place.article())
    button = page.locator("[data-act=preview]")
    text_of(page).fill("*One*")
    button.click()
    expect(page.locator(".rejoinder-preview em")).to_have_text("One")
    text_of(page).fill("*Two*")
    expect(page.locator(".rejoinder-preview em")).to_have_text("Two")
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(page.locator(".rejoinder-preview")).to_have_count(0)


# Outages


def test_a_server_that_is_down_leaves_the_article_and_a_button(place, page):
    address = place.article()
    place.put(address, "A word")
    page.route("**/embed/thread*", lambda route: route.abort())
    page.goto(f"{address}?lang=de")
    expect(page.get_by_role("alert")).to_have_text("Die Kommentare sind gerade nicht erreichbar.")
    expect(page.get_by_role("heading", name="An article")).to_be_visible()
    page.unroute("**/embed/thread*")
    page.get_by_role("button", name="Noch einmal versuchen").click()
    expect(page.locator(".rejoinder-comment")).to_have_count(1)


@pytest.mark.parametrize("broken", ["aborted", "503", "lost"])
def test_what_was_not_answered_is_sent_again_by_itself_and_is_one_comment(place, page, broken):
    """`lost`: the comment arrives, and the answer does not."""
    address = place.article()
    before = count(place.server.house)
    seen = []

    def breaking(route):
        if route.request.method != "POST" or seen:
            return route.continue_()
        seen.append(route)
        if broken == "503":
            return route.fulfill(status=503, body="<html>busy</html>", headers={"access-control-allow-origin": "*"})
        if broken == "lost":
            route.fetch()
        return route.abort()

    page.route("**/embed/thread*", breaking)
    page.goto(address)
    text_of(page).fill("Said once")
    send(page)
    expect(page.locator(".rejoinder-comment")).to_have_count(1)
    expect(page.get_by_role("alert")).to_have_count(0)
    assert count(place.server.house) == before + 1


def test_a_comment_that_cannot_be_sent_stays_in_the_form_and_is_one_comment_when_it_can(place, page):
    address = place.article()
    before = count(place.server.house)
    page.goto(address)
    text_of(page).fill("Words that must not be lost")
    page.route("**/embed/thread*", lambda route: route.fetch() and route.abort())  # all arrives, nothing is answered
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("still in the form")
    expect(text_of(page)).to_have_value("Words that must not be lost")
    page.unroute("**/embed/thread*")
    send(page)
    expect(page.locator(".rejoinder-comment")).to_have_count(1)
    expect(page.get_by_role("alert")).to_have_count(0)
    assert count(place.server.house) == before + 1


def test_a_server_that_never_answers_counts_as_down_after_twenty_seconds(place, page):
    page.clock.install()
    page.goto(place.article())
    text_of(page).fill("Words that must not be lost")
    waiting = []
    page.route("**/embed/thread*", lambda route: waiting.append(route))  # noqa: PLW0108 - as above
    for _ in range(2):
        with page.expect_request("**/embed/thread"):
            send(page) if not waiting else page.clock.run_for(3_000)
        page.clock.run_for(21_000)
    expect(page.get_by_role("alert")).to_contain_text("still in the form")
    expect(text_of(page)).to_have_value("Words that must not be lost")


def test_a_refused_comment_says_why(place, page):
    page.goto(place.article())
    text_of(page).fill("Words that must not be lost")
    page.get_by_label("Website").fill("javascript:alert(1)")
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("Website: That is not a web address.")
    expect(text_of(page)).to_have_value("Words that must not be lost")


def test_a_vote_that_does_not_arrive_is_taken_back(place, page):
    address = place.article()
    place.put(address, "A word")
    page.goto(address)
    page.route("**/embed/vote", lambda route: route.abort())
    up = page.locator("[data-act=up]")
    up.click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(up).to_have_attribute("aria-pressed", "false")
    expect(up.locator(".rejoinder-count")).to_have_text("0")


def test_a_second_file_that_cannot_be_had_is_asked_for_again(place, page):
    address = place.article()
    place.put(address, "A word")
    page.route("**/embed-more.js*", lambda route: route.abort())
    page.goto(address)
    page.locator("[data-act=up]").click()
    expect(page.get_by_role("alert")).to_contain_text("cannot be reached")
    page.unroute("**/embed-more.js*")
    page.locator("[data-act=up]").click()
    expect(page.locator("[data-act=up]")).to_have_attribute("aria-pressed", "true")


# Beside links


def test_a_page_that_lists_articles_gets_all_counts_by_one_request(place, page):
    one, two = place.article(), place.article()
    for text in ("A", "B"):
        place.put(one, text)
    links = f'<a href="{one}#comments" data-rejoinder-count>Comments</a><i data-rejoinder-count="{two}"></i>'
    links += (
        f'<a href="{one}" data-rejoinder-count></a><a href="https://elsewhere.example/" data-rejoinder-count>No</a>'
    )
    asked = []
    seen = watch(page)
    page.on("request", lambda request: asked.append(request.url))
    script = '<script src="{base}/counts.js" data-site="{site}" async></script>'
    page.goto(f"{place.article(links + script)}?lang=de")
    expect(page.locator("[data-rejoinder-count]")).to_have_text(
        ["2 Kommentare", re.compile(".+"), "2 Kommentare", re.compile(".+")]
    )
    assert sum("/embed/counts" in url for url in asked) == 1
    seen.quiet(place.server.url, place.site)


def test_a_list_of_articles_is_whole_without_counts(place, page):
    link = f'<a href="{place.article()}" data-rejoinder-count>Comments</a>'
    page.route("**/embed/counts*", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        page.goto(place.article(link + '<script src="{base}/counts.js" data-site="{site}" async></script>'))
    expect(page.locator("[data-rejoinder-count]")).to_have_text("Comments")
