"""The thread is for everybody: axe finds nothing in any of its states, keys are enough, and it holds at twice the size.

axe-core comes with the node clients of the tests, so these are marked `node` as well; node itself is not used.
"""

from itertools import pairwise

import pytest
from playwright.sync_api import expect

from rejoinder.actions.owning.sites import add_site
from rejoinder.filter import VerdictLabel
from rejoinder.moderation import Status
from tests.serving import running_server
from tests.web.thread.browsing import HASTE, violations
from tests.web.thread.readers import EMBED, give_status, hosting, judging, put

pytestmark = [pytest.mark.browser, pytest.mark.node]
VARIETY = "> said\n\n`code` and [a link](https://a.example)\n\n- one\n- two\n\n1. first\n\n```\npre\n```"


@pytest.fixture(scope="module")
def place(lasting_folder):
    """An article with everything that can stand in a thread."""
    with running_server(lasting_folder) as server, hosting(server.url) as (site, pages):
        add_site(server.house, site)
        pages["/a"] = EMBED.replace("{inside}", "")
        said = {"site": site, "page_url": f"{site}/a"}
        with judging(server.house, VerdictLabel.HAM):
            number = put(server.house, VARIETY, author="Ada", url="ada.example", **said)
            gone = put(server.house, "gone", parent_id=number, **said)
            for depth in range(6):
                number = put(server.house, f"Reply {depth}", author=f"Bea {depth}", parent_id=number, **said)
            put(server.house, "under what is gone", parent_id=gone, author="", **said)
            give_status(server.house, gone, Status.REMOVED)
            yield server, site


def opened(place, new_page, *, lang="en", scheme="light", width=1280, **more):
    page = new_page(viewport={"width": width, "height": 800}, color_scheme=scheme, **more)
    page.set_default_timeout(HASTE)
    page.goto(f"{place[1]}/a?lang={lang}")
    expect(page.locator("form[data-act=post]")).to_be_visible()
    # What the browser paints behind a page that paints nothing is white to axe, whatever the scheme.
    page.evaluate("document.body.style.background = 'Canvas'")
    return page


@pytest.mark.parametrize(
    ("lang", "scheme", "width"), [("de", "light", 1280), ("ar", "dark", 360), ("fa", "light", 360)]
)
def test_axe_finds_nothing_in_any_state(place, new_page, lang, scheme, width):
    page = opened(place, new_page, lang=lang, scheme=scheme, width=width)
    first = page.locator(".rejoinder-comment").first
    form = page.locator("form[data-act=post]")
    found = {"thread": violations(page)}

    first.locator("[data-act=report]").click()
    expect(page.locator("form[data-act=report]")).to_be_visible()
    found["report"] = violations(page)
    page.locator("form[data-act=report] [data-act=cancel]").click()

    first.locator("[data-act=fold]").click()
    found["folded"] = violations(page)
    first.locator("[data-act=fold]").click()

    first.locator("[data-act=reply]").click()
    form.locator("[name=text]").fill("*One*" + "x" * 9_900)
    form.locator("[data-act=preview]").click()
    expect(page.locator(".rejoinder-preview em")).to_be_visible()
    expect(page.locator(".rejoinder-left")).not_to_be_empty()
    found["reply, preview, count"] = violations(page)

    form.locator("[name=text]").fill(f"Axe {lang}")
    form.locator("[name=website]").fill("javascript:1")
    form.locator(".rejoinder-button").first.click()
    expect(page.get_by_role("alert")).to_be_visible()
    found["error"] = violations(page)

    form.locator("[name=website]").fill("")
    with judging(place[0].house, VerdictLabel.UNSURE):
        form.locator(".rejoinder-button").first.click()
        mine = page.locator(".rejoinder-comment", has_text=f"Axe {lang}")
        expect(mine.locator(".rejoinder-note")).to_be_visible()
    found["waiting"] = violations(page)
    mine.locator("[data-act=delete]").click()
    found["sure"] = violations(page)
    mine.locator("[data-act=cancel]").click()
    mine.locator("[data-act=edit]").click()
    expect(page.locator("form[data-act=edit]")).to_be_visible()
    found["edit"] = violations(page)
    assert found == {state: [] for state in found}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages_without_javascript(place, new_page, scheme):
    server, site = place
    page = new_page(color_scheme=scheme)
    thread = f"{server.url}/thread?site={site}&url={site}/a&lang=de"
    found = {}
    for name, address in {"thread": thread, "reply": f"{thread}&reply=1", "report": "/thread/report?comment=1"}.items():
        page.goto(address if address.startswith("http") else server.url + address)
        found[name] = violations(page, "body")
    assert found == {state: [] for state in found}


def test_axe_would_notice(place, new_page):
    page = opened(place, new_page)
    page.evaluate("document.querySelector('.rejoinder textarea').labels[0].remove()")
    page.evaluate("document.querySelector('.rejoinder-time').style.color = '#999'")
    assert {"label", "color-contrast"} <= {rule for rule, *_ in violations(page)}


def test_keys_are_enough_and_go_from_one_thing_to_the_next_as_they_are_read(place, new_page):
    page = opened(place, new_page)
    page.locator("h1").evaluate("(node) => { node.tabIndex = -1; node.focus() }")
    order = []
    for _ in range(60):
        page.keyboard.press("Tab")
        order.append(
            page.evaluate(
                """() => { const node = document.activeElement;
                  return [node.dataset.act || node.name || node.className || node.href || node.tagName,
                    node.getBoundingClientRect().top + scrollY, getComputedStyle(node).outlineStyle] }"""
            )
        )
        if order[-1][0] == "preview":
            break
    names = [name for name, *_ in order]
    assert names[:3] == ["order", "order", "order"]
    assert names[3:9] == ["rejoinder-author", "rejoinder-link", "https://a.example/", "up", "reply", "report"]
    assert names[-6:] == ["text", "author", "email", "website", "rejoinder-button", "preview"]
    assert {outline for *_, outline in order} == {"solid"}
    # Within a row they go from one side to the other, and never back up.
    assert all(later[1] > earlier[1] - 40 for earlier, later in pairwise(order))

    first = page.locator(".rejoinder-comment").first
    for kind in ("report", "reply"):
        first.locator(f"[data-act={kind}]:not(form)").focus()
        page.keyboard.press("Enter")
        expect(first.locator(f"form{'[data-act=report]' if kind == 'report' else ''}")).to_be_visible()
        assert page.evaluate("document.activeElement.form !== undefined")
        first.locator("form [data-act=cancel]").focus()
        page.keyboard.press("Space")
        expect(first.locator(f"[data-act={kind}]:not(form)")).to_be_focused()


def test_at_twice_the_size_on_320_pixels_nothing_leaves_the_page(place, new_page):
    for lang in ("de", "ar"):
        page = opened(place, new_page, lang=lang, width=320)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(
    "text",
    [
        "これは改行の試験です、長い文章がどのように折り返されるかを見ます。" * 6,
        "ภาษาไทยไม่มีช่องว่างระหว่างคำ" * 12,
        "字" * 400,
    ],
)
def test_scripts_without_blanks_break(place, new_page, text):
    server, site = place
    put(server.house, text, site=site, page_url=f"{site}/a")
    page = opened(place, new_page, width=320)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    body = page.locator(".rejoinder-body", has_text=text[:10]).last
    assert body.evaluate("(node) => node.scrollWidth <= node.clientWidth")
    assert body.evaluate("(node) => node.firstElementChild.clientHeight > 40"), "on several lines"


def test_forced_colours_and_print_keep_what_is_needed(place, new_page):
    page = opened(place, new_page, forced_colors="active")
    assert page.locator(".rejoinder-button").first.evaluate("(node) => getComputedStyle(node).borderTopWidth") == "2px"
    page.emulate_media(media="print")
    expect(page.locator("form[data-act=post]")).to_be_hidden()
    expect(page.locator(".rejoinder-body").first).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_whatever_is_pressed_is_large_enough(place, new_page, width):
    page = opened(place, new_page, width=width, has_touch=width < 500, is_mobile=width < 500)
    least = 44 if width < 500 else 24
    for control in page.locator(".rejoinder :is(.rejoinder-act, .rejoinder-button, textarea, input)").all():
        if control.is_visible() and not control.evaluate("(node) => !!node.closest('.rejoinder-unseen')"):
            assert control.bounding_box()["height"] > least - 0.5
