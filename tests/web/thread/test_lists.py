"""What the script would build if a template, a cache or somebody on the way sent it something else than our markup."""

import pytest
from playwright.sync_api import expect

from rejoinder.actions.owning.sites import add_site
from tests.web.thread.browsing import watch
from tests.web.thread.readers import EMBED, hosting

pytestmark = pytest.mark.browser
EVIL = [
    ["script", {}, ["window.ran = 1"]],
    ["img", {"src": "https://trap.example/a.png", "onerror": "window.ran = 2"}, []],
    ["iframe", {"srcdoc": "<p>in a frame</p>"}, []],
    ["style", {}, ["* { display: none }"]],
    ["p", {"onclick": "window.ran = 3", "style": "position: fixed", "data-hx-get": "/", "class": "told"}, ["."]],
    ["a", {"href": "javascript:window.ran = 4"}, ["a link"]],
    ["a", {"href": "data:text/html,x"}, ["another"]],
    ["form", {"action": "https://trap.example/"}, [["button", {"formaction": "https://trap.example/"}, ["send"]]]],
]


def test_what_is_not_on_the_lists_is_not_built(server, page):
    with hosting(server.url) as (site, pages):
        add_site(server.house, site)
        pages["/a"] = EMBED.replace("{inside}", "")
        seen = watch(page)

        def poisoned(route):
            answer = route.fetch()
            told = answer.json()
            told["nodes"][0][2].append(["div", {"class": "rejoinder-evil"}, EVIL])
            route.fulfill(response=answer, json=told)

        page.route("**/embed/thread*", poisoned)
        page.goto(f"{site}/a")
        evil = page.locator(".rejoinder-evil")
        expect(evil).to_be_visible()
        evil.locator("a, p").evaluate_all("(nodes) => nodes.forEach((node) => node.click())")
        assert evil.locator("*").evaluate_all(
            "(nodes) => nodes.map((node) => [node.localName, ...[...node.attributes].map((one) => one.name)].join(' '))"
        ) == ["p class", "a", "a", "form", "button"]
        assert page.evaluate("window.ran") is None
        seen.quiet(server.url, site)
