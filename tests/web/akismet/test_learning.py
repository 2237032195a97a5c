"""What clients report is learned, on their site alone, once, and the opposite report takes it back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from sqlalchemy import update

from rejoinder.actions.owning.sites import add_site
from rejoinder.store.schema import sites
from tests.serving import server  # noqa: F401 - a fixture
from tests.web.akismet.calling import GAMBLING, THANKS, ask, call, ledger_lines, stored

REMARK = "My uncle sells brooms at the harbour market, come by on any Saturday and say hello to him."
AUTHOR = {"comment_author": "Nell", "comment_author_email": "nell@example.org", "permalink": "https://paper.example/1"}


def test_a_missed_spam_is_known_after_one_report_and_forgotten_after_the_opposite(server):  # noqa: F811
    remark = {"comment_content": REMARK, **AUTHOR}
    assert ask(server, **remark) == "false"
    assert call(server, "submit-spam", **remark).text == THANKS
    assert ask(server, **remark) == "true"
    assert call(server, "submit-ham", **remark).text == THANKS
    assert ask(server, **remark) == "false"
    assert call(server, "submit-spam", **remark).text == THANKS
    assert ask(server, **remark) == "true"
    assert stored(server)[1] == 1, "of the three reports the last one stands"


def test_a_false_alarm_is_not_repeated_after_one_report(server):  # noqa: F811
    assert ask(server, comment_content=GAMBLING) == "true"
    assert call(server, "submit-ham", comment_content=GAMBLING).text == THANKS
    assert ask(server, comment_content=GAMBLING) == "false"


def test_one_sites_memory_is_not_another_sites(server):  # noqa: F811
    _, key = add_site(server.house, "https://other.example", "Other")
    other = replace(server, key=key)
    remark = {"comment_content": REMARK, **AUTHOR}
    call(server, "submit-spam", **remark)
    assert (ask(server, **remark), ask(other, **remark)) == ("true", "false")


def test_another_sites_guid_finds_nothing(server):  # noqa: F811
    _, key = add_site(server.house, "https://other.example", "Other")
    other = replace(server, key=key)
    guid = call(server, "comment-check", comment_content=REMARK).headers["x-akismet-guid"]
    assert call(other, "submit-spam", comment_content=REMARK, guid=guid).text == THANKS
    assert (ask(server, comment_content=REMARK), ask(other, comment_content=REMARK)) == ("false", "true")


def test_reports_that_arrive_at_once_are_one_line(server):  # noqa: F811
    """A moderator clicks twice, a client tries three times; the comment was checked here before, or never was."""
    ask(server, comment_content=REMARK)
    for text in (REMARK, f"{REMARK} Never checked."):
        before = ledger_lines(server)
        with ThreadPoolExecutor(20) as pool:
            asked = [pool.submit(call, server, "submit-spam", comment_content=text) for _ in range(20)]
        assert {one.result().text for one in asked} == {THANKS}
        assert ledger_lines(server) == before + 1


def test_twenty_at_once_who_disagree_leave_one_line_standing(server):  # noqa: F811
    with ThreadPoolExecutor(20) as pool:
        verbs = ["submit-spam", "submit-ham"] * 10
        asked = [pool.submit(call, server, verb, comment_content=REMARK) for verb in verbs]
    assert {one.result().text for one in asked} == {THANKS}
    assert stored(server) == (1, 1)


def test_modes_turn_the_same_verdict_into_different_answers(server):  # noqa: F811
    for mode, spam, doubtful in (
        ("log-only", "false", "false"),
        ("hold", "true", "true"),
        ("enforce", "true", "false"),
    ):
        with server.house.store.write() as connection:
            connection.execute(update(sites).values(mode=mode))
        assert ask(server, comment_content=GAMBLING) == spam, mode
        assert ask(server, comment_content=REMARK) == doubtful, mode
