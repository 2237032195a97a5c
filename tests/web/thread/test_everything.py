"""All that readers do, from reading to reporting: by script and without one, in both schemes, sizes and directions.

The article is of another origin than the server and has a strict policy (`readers.STRICT`); nothing may be refused by
it, complained of, fetched from elsewhere or kept in a cookie.
"""

from itertools import product

import pytest
from playwright.sync_api import expect

from rejoinder.actions.owning.sites import add_site
from rejoinder.filter import VerdictLabel
from rejoinder.moderation import Status
from tests.serving import running_server
from tests.web.thread.browsing import NUMBERS, watch
from tests.web.thread.readers import EMBED, give_status, hosting, judging, put

pytestmark = pytest.mark.browser
WAYS = list(product(["light", "dark"], [360, 1280], ["de", "ar", "fa"]))


@pytest.fixture(scope="module")
def place(lasting_folder):
    """A server, a site on another port, and a new article for each test."""
    with running_server(lasting_folder) as server, hosting(server.url) as (site, pages):
        add_site(server.house, site)

        def article():
            path = f"/{next(NUMBERS)}"
            pages[path] = EMBED.replace("{inside}", "")
            first = put(server.house, "The **first** word", site=site, page_url=site + path, author="Ada")
            return site + path, first

        with judging(server.house, VerdictLabel.HAM):
            yield server, site, article


@pytest.mark.parametrize(("scheme", "width", "lang"), WAYS)
def test_by_script(place, new_page, scheme, width, lang):
    server, site, article = place
    address, first = article()
    page = new_page(viewport={"width": width, "height": 800}, color_scheme=scheme, has_touch=width < 500)
    seen = watch(page)
    page.goto(f"{address}?lang={lang}")
    said = page.locator(f"#comment-{first}")
    expect(said.locator("strong")).to_have_text("first")
    form = page.locator("form[data-act=post]")
    form.locator("[data-act=preview]").click()
    form.locator("[name=text]").fill("I *doubt* it")
    expect(form.locator(".rejoinder-preview em")).to_have_text("doubt")
    form.locator(".rejoinder-button").first.click()
    mine = page.locator(".rejoinder-comment", has_text="I doubt it")
    expect(mine).to_be_focused()

    said.locator("[data-act=reply]").click()
    expect(form.locator("[name=text]")).to_be_focused()
    form.locator("[name=text]").fill("My answer")
    form.locator(".rejoinder-button").first.click()
    answer = page.locator(".rejoinder-depth-1")
    expect(answer).to_be_focused()
    expect(answer).to_contain_text("My answer")

    mine.locator("[data-act=edit]").click()
    edit = page.locator("form[data-act=edit]")
    expect(edit.locator("[name=text]")).to_have_value("I *doubt* it")
    edit.locator("[name=text]").fill("I no longer doubt it")
    edit.locator(".rejoinder-button").first.click()
    changed = page.locator(".rejoinder-comment", has_text="I no longer doubt it")
    expect(changed.locator(".rejoinder-edited")).to_be_visible()
    expect(changed.locator("[data-act=edit]")).to_have_count(1)

    up = said.locator("[data-act=up]")
    up.click()
    expect(up).to_have_attribute("aria-pressed", "true")
    expect(up).to_have_attribute("data-count", "1")
    expect(up).not_to_have_attribute("aria-busy", "true")

    said.locator("[data-act=report]").click()
    report = page.locator("form[data-act=report]")
    report.locator("[name=reason]").first.check()
    report.locator("[name=text]").fill("Rude")
    report.locator(".rejoinder-button").click()
    expect(said.get_by_role("status")).not_to_be_empty()

    answer.locator("[data-act=delete]").click()
    answer.locator(".rejoinder-sure [data-act=delete]").click()
    expect(page.locator(".rejoinder-depth-1")).to_have_count(0)

    page.reload()
    expect(page.locator(".rejoinder-comment")).to_have_count(2)
    assert page.locator(".rejoinder").get_attribute("dir") == ("ltr" if lang == "de" else "rtl")
    expect(up).to_have_attribute("aria-pressed", "true")
    expect(changed.locator("[data-act=edit]")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    seen.quiet(server.url, site)


@pytest.mark.parametrize(("width", "lang"), [(360, "de"), (1280, "ar"), (360, "fa")])
def test_without_javascript(place, new_page, width, lang):
    server, site, article = place
    address, first = article()
    page = new_page(viewport={"width": width, "height": 800}, java_script_enabled=False)
    seen = watch(page)
    thread = f"{server.url}/thread?site={site}&url={address}&lang={lang}"
    page.goto(thread)
    expect(page.locator(f"#comment-{first} strong")).to_have_text("first")

    form = page.locator("#reply-form")
    form.locator("[name=text]").fill("I *doubt* it")
    form.locator("[name=preview]").click()
    expect(form.locator(".rejoinder-preview em")).to_have_text("doubt")
    form.locator(".rejoinder-button").first.click()
    expect(page.locator(".rejoinder-body em")).to_have_text("doubt")  # the receipt
    page.locator("form[action$='edit#edit-form'] [name=text]").fill("I no longer doubt it")
    page.locator("form[action$='edit#edit-form'] .rejoinder-button").first.click()
    receipt = page.url

    page.goto(thread)
    changed = page.locator(".rejoinder-comment", has_text="I no longer doubt it")
    expect(changed.locator(".rejoinder-edited")).to_be_visible()
    page.locator(f"#comment-{first} .rejoinder-reply").click()
    form.locator("[name=text]").fill("My answer")
    form.locator(".rejoinder-button").first.click()
    page.goto(thread)
    expect(page.locator(".rejoinder-depth-1")).to_contain_text("My answer")

    page.locator(f"#comment-{first} [data-act=report]").click()
    page.locator("[name=reason]").first.check()
    page.locator(".rejoinder-button").click()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("[name=reason]")).to_have_count(0)

    page.goto(receipt)
    page.locator("form[action*='/thread/delete'] button").click()
    page.locator("[name=sure]").click()
    page.goto(thread)
    expect(page.locator(".rejoinder-comment", has_text="doubt")).to_have_count(0)
    assert seen.hosts <= {server.url, "data:"}
    assert seen.told == []
    assert page.context.cookies() == []


def test_a_waiting_comment_is_drawn_for_its_writer_and_nobody_else(place, new_page):
    server, _, article = place
    address, first = article()
    mine, other = new_page(), new_page()
    mine.goto(address)
    mine.locator(f"#comment-{first} [data-act=reply]").click()
    mine.locator("[name=text]").fill("Buy nothing")
    with judging(server.house, VerdictLabel.UNSURE):
        mine.locator(".rejoinder-button").first.click()
        expect(mine.locator(".rejoinder-depth-1 .rejoinder-note")).to_contain_text("is waiting")
    for page, number in ((mine, 2), (other, 1)):
        page.goto(address)
        expect(page.locator(".rejoinder-comment")).to_have_count(number)
    # A moderator decides, and its writer learns of it.
    number = int(mine.locator(".rejoinder-depth-1").get_attribute("data-id"))
    give_status(server.house, number, Status.REJECTED)
    mine.reload()
    expect(mine.locator(".rejoinder-depth-1 .rejoinder-note")).to_contain_text("not to publish")
    give_status(server.house, number, Status.PUBLISHED)
    mine.reload()
    expect(mine.locator(".rejoinder-depth-1 .rejoinder-body")).to_contain_text("Buy nothing")
    expect(mine.locator(".rejoinder-depth-1 .rejoinder-note")).to_have_count(0)
