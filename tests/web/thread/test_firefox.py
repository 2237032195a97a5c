"""The embed in Firefox as it is installed: Playwright drives only a Firefox of its own, so puppeteer does (BiDi)."""

import json
from pathlib import Path

import pytest

from rejoinder.actions.owning.sites import add_site
from rejoinder.filter import VerdictLabel
from tests.conftest import find_firefox
from tests.web.thread.readers import EMBED, hosting, judging, put

PROGRAM = Path(__file__).with_name("firefox.js").read_text("utf-8")


@pytest.mark.browser
@pytest.mark.firefox
def test_everything_that_readers_do_is_done_in_firefox(server, run_node):
    with hosting(server.url) as (site, pages), judging(server.house, VerdictLabel.HAM):
        add_site(server.house, site)
        pages["/a"] = EMBED.replace("{inside}", "")
        first = put(server.house, "The first word", site=site, page_url=f"{site}/a")
        seen = json.loads(run_node(PROGRAM, find_firefox(), f"{site}/a", str(first)))
    assert seen == {
        "before": ["The first word", "A changed reply", "From a fox"],
        "after": ["The first word", "From a fox"],
        "told": [],
        "cookies": "",
    }
