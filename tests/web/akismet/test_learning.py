"""What clients report is learned, on their site alone, once, and the opposite report takes it back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from sqlalchemy import update

from rejoinder.actions.deciding.undo import undo
from rejoinder.actions.judging.report import report
from rejoinder.actions.owning.sites import add_site, set_site
from rejoinder.comment import Comment, Label
from rejoinder.store.schema import sites
from tests.serving import SITE, server  # noqa: F401 - a fixture
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


def test_the_tip_to_discard_is_given_for_discard_alone_and_only_if_the_owner_allows_it(server):  # noqa: F811
    """The filter calls nothing discard before it has learned a hundred labels of each kind."""
    for number in range(100):
        report(server.house, server.site, Comment(f"{GAMBLING}{number} Cheap pills there, too!"), Label.SPAM)
        report(server.house, server.site, Comment(f"{REMARK} That was in {1900 + number}."), Label.HAM)
    blatant = {
        "comment_content": f"{GAMBLING}7 https://pills.example/ [url=https://a.example]viagra[/url] cheap pills!"
    }
    for mode, allowed, tip in (
        ("enforce", 0, None),
        ("enforce", 1, "discard"),
        ("hold", 1, "discard"),
        ("hold", 0, None),
        ("log-only", 1, None),
    ):
        set_site(server.house, SITE, mode=mode, discard=allowed)
        assert call(server, "comment-check", **blatant).headers.get("x-akismet-pro-tip") == tip, (mode, allowed)
        assert "x-akismet-pro-tip" not in call(server, "comment-check", comment_content=REMARK).headers
    with server.house.store.read() as connection:
        verdicts = connection.exec_driver_sql("SELECT verdict FROM checks ORDER BY id DESC LIMIT 2").scalars()
        assert "discard" in set(verdicts)


def test_what_is_spam_and_not_blatant_is_kept_by_the_client_whatever_the_owner_allows(server):  # noqa: F811
    set_site(server.house, SITE, discard=1, mode="hold")
    for text in (REMARK, GAMBLING):
        assert "x-akismet-pro-tip" not in call(server, "comment-check", comment_content=text).headers


def test_a_report_that_was_undone_is_void_and_counts_when_it_comes_again(server):  # noqa: F811
    remark = {"comment_content": REMARK, **AUTHOR}
    ask(server, **remark)
    for number in (1, 2):
        for _ in range(3):
            call(server, "submit-spam", **remark)
        assert (stored(server)[1], ledger_lines(server)) == (1, number), "three reports are one line"
        assert ask(server, **remark) == "true"
        undo(server.house, server.moderator, number)
        assert stored(server)[1] == 0
        assert ask(server, **remark) == "false"
