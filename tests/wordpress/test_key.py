"""The owner enters the key on the plugin's own page and sees there that it works."""

from __future__ import annotations

import html
import re

import pytest

from rejoinder.actions.owning.sites import suspend
from tests.serving import SITE
from tests.wordpress.test_comments import GAMBLING

pytestmark = pytest.mark.wordpress

PAGE = "options-general.php?page=akismet-key-config"


def in_words(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_a_key_is_stored_when_the_server_knows_it(site, rejoinder):
    site.say("REJOINDER_URL", rejoinder.url)
    page = in_words(site.save_key(rejoinder.key))
    assert "Akismet is now protecting your site from spam." in page
    assert site.option("wordpress_api_key") == rejoinder.key
    asked = site.asked()
    assert f"{rejoinder.url}/1.1/verify-key" in asked
    assert not [address for address in asked if not address.startswith(rejoinder.url)]


def test_a_key_that_the_server_does_not_know_is_refused(site, rejoinder):
    site.say("REJOINDER_URL", rejoinder.url)
    page = in_words(site.save_key("0123456789ab"))
    assert "invalid" in page
    assert site.option("wordpress_api_key") is None


def test_a_suspended_site_cannot_store_its_key(site, rejoinder):
    suspend(rejoinder.house, SITE)
    site.say("REJOINDER_URL", rejoinder.url)
    site.save_key(rejoinder.key)
    assert site.option("wordpress_api_key") is None


def test_the_page_shows_who_is_asked_and_the_figures_counted_here(pointed, rejoinder):
    pointed.comment(GAMBLING)
    page = in_words(pointed.open(PAGE))
    assert f"The Akismet plugin asks your Rejoinder server at {rejoinder.url}, not the Akismet service." in page
    assert re.search(r"(?i)all time 1 spam", page), page


def test_the_browser_loads_no_frame_of_the_service(pointed):
    """Its address carries the site's name and the key."""
    for page in (PAGE, f"{PAGE}&view=stats"):
        answer = pointed.owner.get(f"/wp-admin/{page}")
        assert "frame-src 'self'" in answer.headers["content-security-policy"]
        assert 'iframe[src^="https://tools.akismet.com/"] { display: none; }' in answer.text
    elsewhere = pointed.owner.get("/wp-admin/edit-comments.php").headers.get("content-security-policy", "")
    assert "frame-src" not in elsewhere, "other plugins' pages are none of our business"


def test_the_browser_loads_no_pictures_of_commenters_links(pointed):
    assert "enable_mshots" not in pointed.open("edit-comments.php")
    pointed.plugin.unlink()
    assert "enable_mshots" in pointed.open("edit-comments.php")


def test_the_line_under_the_form_names_who_really_judges(pointed):
    shown = (
        "add_filter( 'akismet_comment_form_privacy_notice', fn() => 'display' );"
        "ob_start(); Akismet::display_comment_form_privacy_notice(); echo json_encode( ob_get_clean() );"
    )
    assert in_words(pointed.run(shown)) == "This site uses Rejoinder to reduce spam."
    pointed.say("REJOINDER_DATA_PAGE", 'https://comments.example.org/data?"')
    told = pointed.run(shown)
    assert in_words(told).endswith("Learn how your comment data is processed.")
    assert 'href="https://comments.example.org/data?"' in told
