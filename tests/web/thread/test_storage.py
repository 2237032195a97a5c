"""Browsers that keep nothing for third parties, or nothing at all: set so, not pretended."""

import json

import pytest
from playwright.sync_api import expect

from rejoinder.actions.owning.sites import add_site
from rejoinder.filter import VerdictLabel
from tests.conftest import BROWSER_ARGUMENTS
from tests.web.thread.browsing import watch
from tests.web.thread.readers import EMBED, hosting, judging

pytestmark = pytest.mark.browser
SETTINGS = {
    "third parties": {"profile": {"cookie_controls_mode": 1}},
    "everybody": {"profile": {"default_content_setting_values": {"cookies": 2}}},
}


@pytest.mark.parametrize("blocked", SETTINGS)
def test_a_comment_is_written_and_changed_where_storage_is_blocked(server, browser, chromium_path, tmp_path, blocked):
    (tmp_path / "profile" / "Default").mkdir(parents=True)
    (tmp_path / "profile" / "Default" / "Preferences").write_text(json.dumps(SETTINGS[blocked]), "utf-8")
    context = browser.browser_type.launch_persistent_context(
        tmp_path / "profile", executable_path=chromium_path, args=list(BROWSER_ARGUMENTS)
    )
    with hosting(server.url) as (numbered, pages), judging(server.house, VerdictLabel.HAM):
        site = numbered.replace("127.0.0.1", "localhost")  # another site to the browser, not only another port
        add_site(server.house, site)
        embed = EMBED.replace("{inside}", "").replace("{site}", site)
        pages["/a"] = embed.replace(" async", f' data-url="{site}/a" async')
        page = context.pages[0]
        seen = watch(page)
        page.goto(f"{site}/a")
        page.locator("[name=text]").fill("A word")
        page.locator(".rejoinder-button").first.click()
        page.locator(".rejoinder-comment [data-act=edit]").click()
        page.locator("form[data-act=edit] [name=text]").fill("Another word")
        page.locator("form[data-act=edit] .rejoinder-button").first.click()
        expect(page.locator(".rejoinder-comment", has_text="Another word")).to_be_focused()
        page.reload()
        kept = blocked == "third parties"  # what the article's own site may keep is kept
        expect(page.locator(".rejoinder-comment")).to_have_count(1)
        expect(page.locator(".rejoinder-comment [data-act=edit]")).to_have_count(int(kept))
        seen.quiet(server.url, site)
    context.close()
