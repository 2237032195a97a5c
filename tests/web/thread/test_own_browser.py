"""The private page of a comment in a real browser without JavaScript, which sends its forms with the origin "null"."""

import pytest
from playwright.sync_api import expect

from rejoinder.filter import VerdictLabel
from tests.serving import PAGE, SITE
from tests.web.thread.readers import count, judging, put

pytestmark = pytest.mark.browser


def test_a_reader_without_javascript_previews_edits_and_deletes(server, new_page):
    page = new_page(java_script_enabled=False)
    sent = []
    page.on("request", lambda request: sent.append((request.method, request.all_headers())))
    page.goto(f"{server.url}/thread?site={SITE}&url={PAGE}&lang=en")
    with judging(server.house, VerdictLabel.HAM):
        page.get_by_label("Comment", exact=True).fill("The *first* words")
        page.get_by_role("button", name="Preview").click()
        expect(page.get_by_role("region", name="Preview").locator("em")).to_have_text("first")
        page.get_by_role("button", name="Send the comment").click()
        expect(page.get_by_role("heading", name="Your comment is published.")).to_be_visible()
        page.get_by_label("Comment", exact=True).fill("Other *words*")
        page.get_by_role("button", name="Preview").click()
        expect(page.get_by_role("region", name="Preview").locator("em")).to_have_text("words")
        page.get_by_role("button", name="Save").click()
        expect(page.locator(".rejoinder-comment")).to_contain_text("Other words")
    page.get_by_role("button", name="Delete your comment").click()
    expect(page.get_by_role("heading", name="Delete this comment for good?")).to_be_visible()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("heading", name="Your comment was deleted.")).to_be_visible()
    assert count(server.house) == 0
    origins = [headers["origin"] for method, headers in sent if method == "POST"]
    assert origins == [server.url, server.url, *["null"] * 4]
    assert not any("receipt" in headers.get("referer", "") for _, headers in sent), "its address is told to nobody"


def test_a_reader_without_javascript_reports_a_comment(server, new_page):
    put(server.house, "An insult", author="Ada")
    page = new_page(java_script_enabled=False)
    page.goto(f"{server.url}/thread?site={SITE}&url={PAGE}&lang=en")
    page.get_by_role("link", name="Report the comment of Ada").click()
    page.get_by_label("It insults somebody.").check()
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", name="Thank you. A moderator will look at the comment.")).to_be_visible()
