"""The thread in a real browser: with and without JavaScript, in our page and in other people's."""

import re

import pytest
from playwright.sync_api import expect

from rejoinder.actions.owning.sites import add_site
from rejoinder.actions.reading.read import PART
from rejoinder.errors import RejoinderError
from rejoinder.filter import VerdictLabel
from rejoinder.moderation import Status
from rejoinder.store import comments
from rejoinder.web.thread import nodes
from tests.serving import PAGE, SITE
from tests.web.thread.browsing import watch
from tests.web.thread.hostile import NAMES, TEXTS, WEBSITES
from tests.web.thread.readers import EMBED, count, give_status, hosting, judging, put

pytestmark = pytest.mark.browser


def thread_address(server):
    return f"{server.url}/thread?site={SITE}&url={PAGE}"


@pytest.fixture
def site(server):
    """A registered site of its own origin, with `pages` to be filled."""
    with hosting(server.url) as (address, pages):
        add_site(server.house, address)
        pages["/a"] = EMBED.replace("{inside}", "")
        yield address, pages


def put_on(site, server, text, **more):
    return put(server.house, text, **{"site": site[0], "page_url": f"{site[0]}/a", **more})


def test_a_reader_without_javascript_reads_writes_and_replies(server, new_page):
    put(server.house, "The first word", author="Ada")
    page = new_page(java_script_enabled=False, viewport={"width": 360, "height": 800})
    seen = watch(page)
    page.goto(thread_address(server))
    expect(page.get_by_role("heading", name="1 comment")).to_be_visible()
    with judging(server.house, VerdictLabel.HAM):
        page.get_by_label("Comment", exact=True).fill("The second word")
        page.get_by_label("Name").fill("Bea")
        page.get_by_role("button", name="Send the comment").click()
        expect(page.get_by_role("heading", name="Your comment is published.")).to_be_visible()
        page.get_by_role("link", name="All comments on one page").click()
        page.get_by_role("link", name="Reply to Ada").click()
        page.get_by_label("Comment", exact=True).fill("My answer")
        page.get_by_role("button", name="Send the reply").click()
    page.get_by_role("link", name="All comments on one page").click()
    expect(page.locator(".rejoinder-depth-1")).to_contain_text("My answer")
    assert seen.told == []
    assert seen.hosts <= {server.url, "data:"}


def test_a_refused_form_keeps_what_was_typed(server, page):
    page.goto(thread_address(server))
    page.get_by_label("Comment", exact=True).fill("Words that must not be lost\n\n")
    page.get_by_label("Website").fill("not a website")
    page.get_by_role("button", name="Send the comment").click()
    expect(page.get_by_role("alert")).to_contain_text("not a web address")
    expect(page.get_by_label("Comment", exact=True)).to_have_value("Words that must not be lost\n\n")
    expect(page.get_by_label("Website")).to_have_attribute("aria-invalid", "true")
    assert count(server.house) == 0


def test_the_embed_shows_a_thread_on_a_page_with_a_strict_policy(server, site, page):
    first = put_on(site, server, "It **is** [rotten](https://a.example).", author="Ada", url="ada.example")
    put_on(site, server, "Says who?", author="Bea", parent_id=first)
    seen = watch(page)
    page.goto(f"{site[0]}/a")
    expect(page.get_by_role("heading", name="2 comments")).to_be_visible()
    shown = page.locator(f"#comment-{first}")
    expect(shown.locator("strong")).to_have_text("is")
    expect(shown.get_by_role("link", name="rotten")).to_have_attribute("rel", "nofollow ugc noopener noreferrer")
    expect(shown.get_by_role("link", name="Ada", exact=True)).to_have_attribute("href", "https://ada.example")
    assert page.locator(".rejoinder-depth-1").evaluate("e => parseFloat(getComputedStyle(e).marginInlineStart)") > 5
    expect(page.get_by_role("link", name="Learn how your comment data")).to_have_attribute(
        "href", re.compile(re.escape(f"{server.url}/data?site="))
    )
    seen.quiet(server.url, site[0])


WRITTEN = '<form class="rejoinder-form"><textarea name="text"></textarea><input name="author"></form>'


def test_what_the_server_wrote_stays_when_the_script_cannot_load_the_thread(server, site, page):
    site[1]["/a"] = EMBED.replace("{inside}", f"<p>Written by the server</p>{WRITTEN}")
    page.route("**/embed/thread*", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        page.goto(f"{site[0]}/a")
    expect(page.get_by_text("Written by the server")).to_be_visible()


def test_a_page_of_an_unregistered_origin_gets_no_thread(server, page):
    with hosting(server.url) as (address, pages):
        embed = EMBED.replace("{inside}", "").replace("{site}", SITE)
        pages["/a"] = embed.replace(" async", f' data-url="{PAGE}" async')
        put(server.house, "The first word")
        page.goto(f"{address}/a")
        expect(page.get_by_role("alert")).to_contain_text("cannot be reached")
    expect(page.get_by_text("The first word")).to_have_count(0)


def test_two_threads_live_on_one_page(server, site, page):
    address, pages = site
    script = '<script src="{base}/embed.js" data-site="{site}" data-url="{site}/%s" data-target="%s" async></script>'
    pages["/two"] = '<div id="one"></div><div id="two"></div>' + script % ("a", "one") + script % ("b", "two")
    put_on(site, server, "On a", author="Ada")
    put_on(site, server, "On b", author="Bea", page_url=f"{address}/b")
    page.goto(f"{address}/two")
    expect(page.locator("#one")).to_contain_text("On a")
    expect(page.locator("#two")).to_contain_text("On b")
    with judging(server.house, VerdictLabel.HAM):
        page.locator("#two").get_by_label("Comment", exact=True).fill("More on b")
        page.locator("#two").get_by_role("button", name="Send the comment").click()
        expect(page.locator("#two")).to_contain_text("2 comments")
    expect(page.locator("#one")).to_contain_text("1 comment")
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))


def test_a_script_without_a_place_makes_one(server, site, page):
    site[1]["/a"] = '<script src="{base}/embed.js" data-site="{site}"></script><p id="after">After</p>'
    page.goto(f"{site[0]}/a")
    expect(page.locator("script + div .rejoinder-form")).to_be_visible()


@pytest.mark.parametrize("where", ["page", "embed"])
def test_nothing_is_wider_than_a_phone_and_buttons_are_large_enough(server, site, new_page, where):
    long = {"text": "Wort" * 200 + "\n\n```\n" + "x" * 300 + "\n```", "author": "W" * 80}
    number = put_on(site, server, long["text"], author=long["author"], title="Titel" * 50)
    for _ in range(6):
        number = put_on(site, server, f"{long['text']} {number}", author=long["author"], parent_id=number)
    page = new_page(viewport={"width": 360, "height": 800}, has_touch=True, is_mobile=True)
    address = f"{site[0]}/a"
    page.goto(address if where == "embed" else f"{server.url}/thread?site={site[0]}&url={address}")
    expect(page.locator(".rejoinder-form")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth")
    for control in page.locator(".rejoinder :is(button, input:not([type=hidden]), textarea, .rejoinder-reply)").all():
        if control.is_visible():
            assert control.bounding_box()["height"] > 43.5  # 44, as floats have it


CONTRAST = """() => {
  const luminance = (c) => c.map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const paint = (layers) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const layer of layers) { canvas.fillStyle = layer; canvas.fillRect(0, 0, 1, 1); }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const bad = [];
  for (const node of document.querySelectorAll(".rejoinder *, main *")) {
    const text = [...node.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!text || !node.checkVisibility()) continue;
    const layers = [];
    for (let up = node; up; up = up.parentElement) layers.unshift(getComputedStyle(up).backgroundColor);
    layers.unshift(matchMedia("(prefers-color-scheme: dark)").matches ? "#121212" : "#fff");
    const ground = paint(layers), ink = paint([...layers, getComputedStyle(node).color]);
    const [a, b] = [luminance(ground), luminance(ink)].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) bad.push(`${node.tagName}.${node.className} ${(a + 0.05) / (b + 0.05)}`);
  }
  return bad;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(server, page, scheme):
    gone = put(server.house, "gone")
    number = put(
        server.house, "> said\n\n`code` [link](https://a.example)", author="Ada", parent_id=gone, url="a.example"
    )
    give_status(server.house, gone, Status.REMOVED)
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{thread_address(server)}&reply={number}")
    assert page.evaluate(CONTRAST) == []


def hostile_comments(server, site):
    """Every hostile string under one page, in every field that takes it. Returns how many are there."""
    taken = 0
    drafts = [{"text": text} for text in TEXTS]
    drafts += [{"text": f"by name {number}", "author": name} for number, name in enumerate(NAMES)]
    drafts += [{"text": f"by website {number}", "url": website} for number, website in enumerate(WEBSITES)]
    for draft in drafts:
        try:
            put_on(site, server, **{"author": "Ada", **draft, "title": "</title><script>alert(70)</script>"})
            taken += 1
        except RejoinderError:
            assert "url" in draft, draft
    with server.house.store.write() as connection:
        for website in WEBSITES:
            put_past_the_door(connection, website, server.house.clock())
    return taken + len(WEBSITES)


def put_past_the_door(connection, website, now):
    """A comment as an import would write it that has forgotten to look at the website."""
    any_comment = comments.by_id(connection, 1)
    new = comments.NewComment(
        page_id=any_comment.page_id,
        parent_id=None,
        check_id=any_comment.check_id,
        status=Status.PUBLISHED,
        author="Ada",
        email_sealed=None,
        url=website,
        text="imported",
        title="",
        created_at=now,
    )
    return comments.insert_comment(connection, new)


@pytest.mark.parametrize("where", ["page", "embed"])
def test_hostile_strings_are_text(server, site, page, where):
    number = hostile_comments(server, site)
    seen = watch(page)
    page.add_init_script("window.ran = []; for (const f of ['alert', 'confirm']) window[f] = (x) => ran.push(x)")
    address = f"{site[0]}/a"
    page.goto(address if where == "embed" else f"{server.url}/thread?site={site[0]}&url={address}")
    expect(page.locator(".rejoinder-comment")).to_have_count(PART)
    more = page.locator("[data-act=more]")
    if where == "embed":
        more.click()
        expect(page.locator(".rejoinder-comment")).to_have_count(number)
        nothing_runs(page)
    else:
        nothing_runs(page)
        page.goto(f"{server.url}{more.get_attribute('href')}")
        expect(page.locator(".rejoinder-comment")).to_have_count(number - PART)
        nothing_runs(page)
    assert seen.told == []
    assert seen.hosts <= {server.url, site[0], "data:"}


def nothing_runs(page):
    # What waits for the reader's hand: everything is pointed at and focused once.
    page.evaluate(
        """for (const node of document.querySelectorAll(".rejoinder *"))
             for (const kind of ["mouseover", "mouseenter", "focus", "toggle", "load", "error", "animationstart"])
               node.dispatchEvent(new Event(kind, { bubbles: true }))"""
    )
    assert page.evaluate("ran") == []
    inside = page.evaluate(
        """[...document.querySelectorAll(".rejoinder-list *")].map((node) =>
             [node.localName, ...[...node.attributes].map((attribute) => attribute.name)])"""
    )
    assert {name for name, *_ in inside} <= nodes.TAGS
    assert {name for _, *names in inside for name in names if not name.startswith(("aria-", "data-"))} <= {
        *nodes.ATTRIBUTES,
        *("viewBox", "viewbox", "title", "tabindex", "itemprop", "itemscope", "itemtype"),
    }
    links = page.evaluate("[...document.querySelectorAll('.rejoinder-list a')].map((a) => a.protocol)")
    assert set(links) <= {"http:", "https:", ":"}  # ":" is a link without an address


def test_the_hostile_strings_would_be_noticed(page):
    """The same watch over a page without guards: what is watched for does happen."""
    seen = watch(page)
    page.add_init_script("window.ran = []; window.alert = (x) => ran.push(x)")
    page.route("**trap.example/*", lambda route: route.abort())
    page.goto("data:text/html," + "".join(TEXTS[:2] + TEXTS[3:4]))
    expect(page.locator("img")).to_have_count(2)
    assert page.evaluate("ran")[0] == 1
    assert "https://trap.example" in seen.hosts
