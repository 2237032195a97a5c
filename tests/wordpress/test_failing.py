"""When nobody can judge, WordPress holds the comment: it is neither published nor hidden, and judged later."""

from __future__ import annotations

import html
import re
import socket
from collections.abc import Iterator

import pytest

from rejoinder.actions.owning.sites import add_site, resume, suspend
from tests.serving import SITE, open_house, serving
from tests.wordpress.arrived import stored
from tests.wordpress.test_comments import GAMBLING, REMARK

pytestmark = pytest.mark.wordpress

RECHECK = "akismet_schedule_cron_recheck"


@pytest.fixture
def nobody() -> Iterator[socket.socket]:
    """An address that is taken and at which nobody listens yet."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound


def at(bound: socket.socket) -> str:
    return f"http://127.0.0.1:{bound.getsockname()[1]}"


def test_what_came_while_the_server_was_down_is_held_and_decided_when_it_is_up(site, nobody, tmp_path):
    house = open_house(tmp_path, at(nobody))
    _, key = add_site(house, SITE, "The Paper")
    site.say("REJOINDER_URL", at(nobody))
    site.set_option("wordpress_api_key", key)
    remark, advert = site.comment(REMARK, "Nell"), site.comment(GAMBLING, "Best Casino")
    assert (site.status(remark.id), site.status(advert.id)) == ("0", "0")
    assert "akismet_error" in site.meta(remark.id)
    assert set(site.asked()) == {f"{at(nobody)}/1.1/comment-check"}
    assert site.option("akismet_ssl_disabled") is None

    site.let_time_pass_for(RECHECK)
    assert (site.status(remark.id), site.status(advert.id)) == ("0", "0"), "the server is still down"

    with serving(house, nobody):
        site.let_time_pass_for(RECHECK)
        assert (site.status(remark.id), site.status(advert.id)) == ("1", "spam")
        assert "akismet_error" not in site.meta(remark.id)
    house.store.close()


def test_a_check_that_failed_has_a_name_by_which_newer_plugins_find_its_comment(site, nobody):
    """Debian 12 has the plugin 5.0, which needs none; 5.5 and 5.7 publish the comment without it."""
    site.say("REJOINDER_URL", at(nobody))
    check = "wp_remote_post( 'https://rest.akismet.com/1.1/comment-check', array( 'body' => 'blog=x' ) )"
    answer = site.run(f"echo json_encode( {check} );")
    assert re.fullmatch("[0-9a-f]{32}", answer["headers"]["x-akismet-guid"])
    assert (answer["body"], answer["response"]["code"]) == ("", 503)


@pytest.mark.parametrize(
    "address", ["", "comments.example.org", "ftp://comments.example.org", "https://rest.akismet.com"]
)
def test_with_an_address_that_is_none_nobody_is_asked_and_the_owner_is_told(site, address):
    """Also not the Akismet service: the comments were not meant for it."""
    site.say("REJOINDER_URL", address)
    site.set_option("wordpress_api_key", "0123456789ab")
    posted = site.comment(REMARK)
    assert (site.status(posted.id), site.asked()) == ("0", [])
    assert "REJOINDER_URL in wp-config.php is not the http or https address" in site.open("edit-comments.php")


def test_with_no_address_at_all_the_same(site):
    site.set_option("wordpress_api_key", "0123456789ab")
    posted = site.comment(REMARK)
    assert (site.status(posted.id), site.asked()) == ("0", [])


def test_a_server_that_is_no_rejoinder_publishes_nothing(site):
    """WordPress itself stands in for one: it answers with a page, or sends whoever asks elsewhere."""
    (site.folder / "site/moved.php").write_text("<?php header( 'Location: /true.txt', true, 307 );", "utf-8")
    (site.folder / "site/true.txt").write_text("true", "utf-8")
    site.set_option("wordpress_api_key", "0123456789ab")
    for place in ("/index.php", "/moved.php"):
        site.say("REJOINDER_URL", site.url + place)
        posted = site.comment(REMARK)
        assert site.status(posted.id) == "0", place
        assert not [address for address in site.asked() if "true.txt" in address]


def test_a_site_that_is_suspended_holds_its_comments_and_tells_its_owner(pointed, rejoinder):
    suspend(rejoinder.house, SITE)
    posted = pointed.comment(GAMBLING)
    assert (pointed.status(posted.id), stored(rejoinder)) == ("0", [])
    assert pointed.option("akismet_alert_code") == "10403"
    assert "The access of this site was revoked." in html.unescape(pointed.open("edit-comments.php"))
    resume(rejoinder.house, SITE)
    posted = pointed.comment(GAMBLING)
    assert (pointed.status(posted.id), pointed.option("akismet_alert_code")) == ("spam", None)
