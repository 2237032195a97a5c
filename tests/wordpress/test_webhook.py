"""A decision in Rejoinder's desk reaches WordPress, which moves the comment unless a moderator there has decided."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from rejoinder.actions.deciding.clients import find_check, told
from rejoinder.actions.deciding.undo import undo
from rejoinder.actions.owning.origins import allow
from rejoinder.actions.owning.sites import new_key, revoke_key
from rejoinder.moderation import Event
from rejoinder.policy.telling import Outcome, pause_ms
from rejoinder.store.checks import StoredCheck
from tests.serving import SITE, Server
from tests.wordpress.arrived import labels, stored
from tests.wordpress.programs import find_webhooks
from tests.wordpress.site import WordPress
from tests.wordpress.test_comments import GAMBLING, REMARK
from tests.wordpress.test_failing import RECHECK, at, nobody  # noqa: F401 - the last is a fixture
from tests.workers.telling import Client

pytestmark = pytest.mark.wordpress
takes_webhooks = pytest.mark.wordpress_webhooks

TOLD = (Outcome.TOLD, 0)


@pytest.fixture
def listed(pointed: WordPress, rejoinder: Server) -> WordPress:
    """WordPress at an address of the site whose key it has."""
    allow(rejoinder.house, SITE, pointed.url)
    return pointed


@pytest.fixture
def desk(rejoinder: Server) -> Client:
    """The desk, and what carries its decisions; its clock is moved by hand."""
    now = [rejoinder.house.clock()]
    house = replace(rejoinder.house, clock=lambda: now[0])
    return Client(house, rejoinder.site, rejoinder.key, rejoinder.moderator, "", now)


def decided(desk: Client, check: StoredCheck, event: Event) -> int:
    """A moderator decides on a comment, and its site is told; the number of the decision."""
    number = desk.decide(desk.house.vault.guid(check.id), event)
    desk.carrier()()
    return number


def taken_back(desk: Client, number: int) -> None:
    undo(desk.house, desk.moderator, number)
    desk.carrier()()


def noted(site: WordPress, comment: int) -> list[str]:
    """What the plugin's history of a comment tells, the oldest first."""
    query = f"SELECT meta_value FROM wp_commentmeta WHERE comment_id = {comment} AND meta_key = 'akismet_history'"
    return [
        re.findall(r'"event";s:\d+:"([\w-]+)"', row)[0] for (row,) in site.database.rows(f"{query} ORDER BY meta_id")
    ]


@contextmanager
def every_comment_waiting(site: WordPress) -> Iterator[None]:
    """With WordPress's setting "Comment must be manually approved"."""
    site.set_option("comment_moderation", "1")
    try:
        yield
    finally:
        site.set_option("comment_moderation", "")


@pytest.fixture(params=["", "/%postname%/", "/index.php/%year%/%postname%/"], ids=["plain", "pretty", "in the path"])
def addresses(request: pytest.FixtureRequest, listed: WordPress) -> Iterator[WordPress]:
    """WordPress with each kind of addresses of its pages; that of the webhook follows them."""
    before = listed.option("permalink_structure")
    listed.set_option("permalink_structure", request.param)
    listed.set_option("rewrite_rules", "")
    yield listed
    listed.set_option("permalink_structure", before or "")
    listed.set_option("rewrite_rules", "")


@takes_webhooks
def test_a_decision_moves_the_comment_and_its_undo_moves_it_back(addresses, rejoinder, desk):
    posted = addresses.comment(REMARK, "Nell")
    (check,) = stored(rejoinder)
    addresses.asked()
    number = decided(desk, check, Event.SPAM)
    assert addresses.status(posted.id) == "spam"
    taken_back(desk, number)
    assert addresses.status(posted.id) == "1"
    assert noted(addresses, posted.id) == ["check-ham", "webhook-spam", "webhook-ham"]
    assert desk.outcomes() == [TOLD, TOLD]
    assert (addresses.asked(), labels(rejoinder)) == ([], []), "it is not reported back to us"


@takes_webhooks
def test_a_false_alarm_is_published_and_with_the_undo_it_is_spam_again(listed, rejoinder, desk):
    caught = listed.comment(GAMBLING, "Nell")
    number = decided(desk, stored(rejoinder)[0], Event.APPROVE)
    assert listed.status(caught.id) == "1"
    taken_back(desk, number)
    assert listed.status(caught.id) == "spam"


@takes_webhooks
def test_what_waits_by_wordpress_own_rules_goes_to_spam_and_back_and_is_not_published(listed, rejoinder, desk):
    with every_comment_waiting(listed):
        posted = listed.comment(REMARK, "Nell")
        (check,) = stored(rejoinder)
        number = decided(desk, check, Event.SPAM)
        assert listed.status(posted.id) == "spam"
        taken_back(desk, number)
        assert listed.status(posted.id) == "0"
        decided(desk, check, Event.APPROVE)
    assert listed.status(posted.id) == "0"
    assert [outcome for outcome, _ in desk.outcomes()] == [Outcome.TOLD, Outcome.TOLD, Outcome.SAME]


@takes_webhooks
def test_a_false_alarm_waits_where_wordpress_own_rules_want_each_comment_to(listed, rejoinder, desk):
    caught = listed.comment(GAMBLING, "Nell")
    with every_comment_waiting(listed):
        decided(desk, stored(rejoinder)[0], Event.APPROVE)
    assert (listed.status(caught.id), desk.outcomes()) == ("0", [TOLD])


def test_what_a_moderator_frees_in_wordpress_waits_until_they_publish_it_as_without_this_file(pointed):
    caught = pointed.comment(GAMBLING, "Nell")
    pointed.moderate(caught.id, "unspamcomment")
    assert pointed.status(caught.id) == "0"


@takes_webhooks
def test_a_decision_waits_while_wordpress_is_down(listed, rejoinder, desk):
    """Here it is being updated; that nobody answers at all is tried in tests/workers/test_outbox.py."""
    posted = listed.comment(REMARK, "Nell")
    down = listed.folder / "site/.maintenance"
    down.write_text("<?php $upgrading = time();", "utf-8")
    try:
        decided(desk, stored(rejoinder)[0], Event.SPAM)
        assert (listed.status(posted.id), desk.outcomes()) == ("1", [("", 1)])
    finally:
        down.unlink()
    desk.wait(pause_ms(1) / 1000)
    desk.carrier()()  # as another process would, after a restart
    assert (listed.status(posted.id), desk.outcomes()) == ("spam", [(Outcome.TOLD, 1)])


@takes_webhooks
def test_what_a_moderator_decided_in_wordpress_stands_and_is_noted(listed, rejoinder, desk):
    posted = listed.comment(REMARK, "Nell")
    listed.moderate(posted.id, "spamcomment")
    listed.moderate(posted.id, "unspamcomment")
    assert listed.status(posted.id) == "1"
    decided(desk, stored(rejoinder)[0], Event.SPAM)
    assert (listed.status(posted.id), desk.outcomes()) == ("1", [TOLD])
    assert noted(listed, posted.id)[-1] == "webhook-spam-noaction"


@takes_webhooks
def test_a_comment_that_came_while_rejoinder_was_down_is_found_by_the_name_of_its_later_check(
    listed,
    rejoinder,
    desk,
    nobody,  # noqa: F811 - the fixture
):
    listed.say("REJOINDER_URL", at(nobody))
    posted = listed.comment(REMARK, "Nell")
    assert (listed.status(posted.id), stored(rejoinder)) == ("0", [])
    listed.say("REJOINDER_URL", rejoinder.url)
    listed.let_time_pass_for(RECHECK)
    assert listed.status(posted.id) == "1"
    number = decided(desk, stored(rejoinder)[0], Event.SPAM)
    assert (listed.status(posted.id), desk.outcomes()) == ("spam", [TOLD])
    taken_back(desk, number)
    assert listed.status(posted.id) == "1"


@takes_webhooks
def test_a_comment_that_was_checked_twice_is_found_by_either_check(listed, rejoinder, desk):
    posted = listed.comment(REMARK, "Nell")
    assert listed.run(f"echo json_encode( Akismet::recheck_comment( {posted.id} ) );") == "false"
    again, first = stored(rejoinder)
    decided(desk, again, Event.SPAM)
    assert listed.status(posted.id) == "spam"
    desk.decide(desk.house.vault.guid(first.id), Event.SPAM)
    desk.decide(desk.house.vault.guid(again.id), Event.APPROVE)
    desk.carrier()()
    assert {outcome for outcome, _ in desk.outcomes()} == {Outcome.TOLD}


def test_a_form_that_says_it_is_a_comment_becomes_no_name_of_it(pointed):
    """Or a decision on the one would move the other."""
    posted = pointed.comment(REMARK, "Nell")
    form = f"blog={SITE}&user_ip=203.0.113.9&comment_content=x&recheck_reason=x&comment_ID={posted.id}"
    before = pointed.meta(posted.id)
    assert pointed.run(f"echo json_encode( Akismet::http_post( '{form}', 'comment-check' )[1] );") in {"true", "false"}
    assert pointed.meta(posted.id) == before


@takes_webhooks
def test_it_is_taken_with_the_key_that_wordpress_has_and_with_no_other(listed, rejoinder, desk):
    posted = listed.comment(REMARK, "Nell")
    key = new_key(rejoinder.house, SITE)
    listed.set_option("wordpress_api_key", key)
    revoke_key(rejoinder.house, SITE, key[-4:])
    decided(desk, stored(rejoinder)[0], Event.SPAM)
    assert (listed.status(posted.id), desk.outcomes()) == ("1", [("", 1)])
    listed.set_option("wordpress_api_key", rejoinder.key)
    new_key(rejoinder.house, SITE)  # not entered in WordPress yet
    desk.wait(pause_ms(1) / 1000)
    desk.carrier()()
    assert (listed.status(posted.id), desk.outcomes()) == ("spam", [(Outcome.TOLD, 1)])


@takes_webhooks
def test_of_a_comment_that_is_gone_there_the_desk_says_so(listed, rejoinder, desk):
    posted = listed.comment(REMARK, "Nell")
    listed.run(f"echo json_encode( wp_delete_comment( {posted.id}, true ) );")
    decided(desk, stored(rejoinder)[0], Event.SPAM)
    assert desk.outcomes() == [(Outcome.REFUSED, 0)]


def test_a_plugin_that_takes_no_decisions_is_sent_none_and_one_at_another_address_neither(pointed, rejoinder, desk):
    """Before 5.5 it names no address; and what it names counts only at an address of the site."""
    if find_webhooks() is None:
        allow(rejoinder.house, SITE, pointed.url)
    posted = pointed.comment(REMARK, "Nell")
    assert pointed.run(f"echo json_encode( Akismet::recheck_comment( {posted.id} ) );") == "false"
    for check in stored(rejoinder):
        assert check.callback == ""
        decided(desk, check, Event.SPAM)
        with rejoinder.house.store.read() as connection:
            shown = find_check(rejoinder.house, connection, rejoinder.house.vault.guid(check.id))
            assert told(connection, shown) == "nowhere"
    assert pointed.status(posted.id) == "1"
    assert desk.outcomes() == [("", 0), ("", 0)]
