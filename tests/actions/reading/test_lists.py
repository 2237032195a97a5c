"""Comments that come together are taken as if they had come one after the other; what is wrong with one is its own."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import IntegrityError

from rejoinder.actions.owning.sites import add_site
from rejoinder.actions.reading.read import read_thread
from rejoinder.actions.reading.receipt import look_up
from rejoinder.actions.reading.submit import Draft, Submitted, submit, submit_all
from rejoinder.errors import RejoinderError, Unavailable
from rejoinder.filter import VerdictLabel
from rejoinder.moderation import Status
from rejoinder.policy.rules import Held
from rejoinder.store import policies, sites
from rejoinder.store.checks import row_of
from rejoinder.store.schema import checks, comments, idempotency, page_addresses, pages, readers
from tests.serving import PAGE, SITE
from tests.web.thread.readers import give_status, judging, put

DRAFT = Draft(SITE, PAGE, "The bridge was always too narrow.", author="Ada", ip="198.51.100.7", user_agent="Browser/1")
TABLES = (comments, checks, idempotency, pages, page_addresses, readers)
READER = "a-readers-own-key-0001"


@pytest.fixture
def paper(house):
    add_site(house, SITE)
    return house


def words(number, **more):
    return replace(DRAFT, **{"text": f"Words {number}", **more})


def rows(house):
    with house.store.read() as connection:
        return {table.name: connection.scalar(select(func.count()).select_from(table)) for table in TABLES}


def rule(house, **said):
    with house.store.write() as connection:
        policies.set_rules(connection, sites.site_named(connection, SITE, SITE).id, "", said, house.clock())


def told(made):
    """What each has come to: a number, or the code of its refusal."""
    return [one.comment_id if isinstance(one, Submitted) else one.code for one in made]


def places(made):
    """For each the place of the first that has the same comment, or the code of its refusal."""
    found = told(made)
    return [found.index(one) if isinstance(one, int) else one for one in found]


def test_a_list_is_numbered_in_its_order_and_each_gets_its_own_receipt(paper):
    made = submit_all(paper, [words(number, author=f"Writer {number}") for number in range(40)])
    assert told(made) == sorted(told(made))
    assert [look_up(paper, one.receipt).text for one in made] == [f"Words {number}" for number in range(40)]
    assert [look_up(paper, one.receipt).author for one in made] == [f"Writer {number}" for number in range(40)]


def test_an_empty_list_asks_for_nothing(paper):
    assert submit_all(paper, []) == []


def test_what_is_wrong_with_one_is_told_to_its_writer_and_the_others_are_stored(paper):
    above = put(paper, "Above")
    before = rows(paper)
    made = submit_all(
        paper,
        [
            words(0),
            words(1, site="https://unknown.example"),
            words(2, text=""),
            words(3, page_url="https://elsewhere.example/page"),
            words(4, origin="https://evil.example"),
            words(5, parent_id=above),
            words(6, parent_id=10**9),
            words(7, parent_id=above, page_url=f"{SITE}/new"),
            words(8, email="no address"),
            words(9, origin=""),
            words(10, origin=SITE),
        ],
    )
    assert [one if isinstance(one, str) else "" for one in told(made)] == [
        "",
        "unknown_site",
        "text_missing",
        "page_elsewhere",
        "other_site",
        "",
        "unknown_parent",
        "parent_elsewhere",
        "bad_email",
        "other_site",
        "",
    ]
    after = rows(paper)
    assert {name: after[name] - before[name] for name in ("comments", "checks", "pages")} == {
        "comments": 3,
        "checks": 3,
        "pages": 0,  # nothing was made for the reply that belongs elsewhere
    }


@pytest.mark.parametrize("size", [1, 9])
def test_the_same_key_and_the_same_form_settle_in_a_list_as_they_do_one_after_the_other(paper, size):
    """In lists of one they come one after the other."""
    drafts = [
        words(0, key="a"),
        words(0, key="a", user_agent="Browser/2"),  # the same key
        words(1, key="a"),  # the same key, other words
        words(0),  # the same form as the first, without a key
        words(0, key="b"),  # the same form under another key
        words(0, key="b", ip="198.51.100.8"),  # that key again
        words(0, email="ada@mail.example"),  # another reader
        words(0, email="ada@mail.example"),
        words(0, page_url=f"{SITE}/other"),
    ]
    lists = [drafts[first : first + size] for first in range(0, len(drafts), size)]
    made = [one for some in lists for one in submit_all(paper, some)]
    assert places(made) == [0, 0, "key_reused", 0, 0, 0, 6, 6, 8]
    assert (rows(paper)["comments"], rows(paper)["idempotency"]) == (3, 2)
    assert places(submit_all(paper, drafts)) == places(made)
    assert rows(paper)["comments"] == 3


def test_a_comment_of_the_same_list_is_not_there_to_reply_to_and_one_before_it_is(paper):
    with judging(paper, VerdictLabel.HAM):
        first = submit(paper, DRAFT)
        made = submit_all(
            paper, [words(0), words(1, parent_id=first.comment_id + 1), words(2, parent_id=first.comment_id)]
        )
    assert isinstance(made[1], RejoinderError)
    assert made[1].code == "unknown_parent"
    assert [one.comment.text for one in read_thread(paper, SITE, PAGE).placed] == [DRAFT.text, "Words 2", "Words 0"]


def test_each_page_has_its_own_rules_in_a_list(paper):
    with paper.store.write() as connection:
        site = sites.site_named(connection, SITE, SITE).id
        policies.set_rules(connection, site, "/closed/", {"closed": True}, paper.clock())
        policies.set_rules(connection, site, "/named/", {"name": "required"}, paper.clock())
        policies.set_rules(connection, site, "/read/", {"hold": "everybody"}, paper.clock())
    with judging(paper, VerdictLabel.HAM):
        made = submit_all(
            paper,
            [
                words(0, page_url=f"{SITE}/closed/1"),
                words(1, page_url=f"{SITE}/named/1", author=""),
                words(2, page_url=f"{SITE}/read/1"),
                words(3),
            ],
        )
    assert [one.code for one in made[:2]] == ["comments_closed", "name_missing"]
    assert [(one.status, one.held_for) for one in made[2:]] == [
        (Status.PENDING, Held.EVERYBODY),
        (Status.PUBLISHED, ""),
    ]
    assert rows(paper)["pages"] == 2


def test_a_page_is_made_once_and_called_what_its_first_published_comment_calls_it(paper):
    with judging(paper, VerdictLabel.HAM):
        made = submit_all(paper, [words(number, title=title) for number, title in enumerate(["", "A bridge", "Else"])])
    view = read_thread(paper, SITE, PAGE)
    assert (view.title, view.count) == ("A bridge", 3)
    assert {one.page_url for one in made} == {PAGE}
    assert (rows(paper)["pages"], rows(paper)["page_addresses"]) == (1, 1)
    before = view.version
    with judging(paper, VerdictLabel.HAM):
        submit_all(paper, [words(number) for number in range(3, 6)])
    assert read_thread(paper, SITE, PAGE).version > before


def test_a_reader_with_a_key_is_one_reader_and_known_when_their_first_comment_is_published(paper):
    rule(paper, hold="newcomers")
    with judging(paper, VerdictLabel.HAM):
        made = submit_all(paper, [words(number, reader_key=READER) for number in range(3)])
        assert {one.held_for for one in made} == {Held.NEWCOMER}
        assert rows(paper)["readers"] == 1
        rule(paper)
        submit_all(paper, [words(3, reader_key=READER), words(4, reader_key="another-readers-key-2")])
        rule(paper, hold="newcomers")
        made = submit_all(paper, [words(5, reader_key=READER), words(6), words(7, reader_key="a-third-readers-key-3")])
    assert [one.held_for for one in made] == ["", Held.NEWCOMER, Held.NEWCOMER]
    assert rows(paper)["readers"] == 3


def test_a_comment_that_the_filter_fails_on_waits_and_the_others_are_judged(paper, monkeypatch):
    real = paper.judge.weights.filter.check

    def check(comment):
        if "poison" in comment.text:
            raise RuntimeError("a part is broken")
        return real(comment)

    monkeypatch.setattr(paper.judge.weights.filter, "check", check)
    monkeypatch.setattr(paper.judge.weights.filter, "check_many", lambda many: map(check, many))
    made = submit_all(paper, [words(0), words(1, text="poison"), words(2)])
    assert [one.held_for for one in made] == [Held.DOUBT, Held.FAULT, Held.DOUBT]


def test_what_is_taken_down_while_a_reply_is_judged_gets_no_reply(paper, monkeypatch):
    above, other = put(paper, "Above"), put(paper, "Other")
    real = paper.judge.check_all

    def meanwhile(many):
        give_status(paper, above, Status.REJECTED)
        return real(many)

    monkeypatch.setattr(paper.judge, "check_all", meanwhile)
    made = submit_all(paper, [words(0, parent_id=above), words(1, parent_id=other), words(2)])
    assert [one if isinstance(one, str) else "" for one in told(made)] == ["unknown_parent", "", ""]
    assert rows(paper)["comments"] == 4


def test_a_row_that_the_database_refuses_spoils_no_other_of_its_list(paper, monkeypatch, caplog):
    def spoilt(check):
        row = row_of(check)
        return {**row, "site_id": 10**6} if check.text == "Words 3" else row

    monkeypatch.setattr("rejoinder.store.checks.row_of", spoilt)
    made = submit_all(paper, [words(number) for number in range(6)])
    assert [number for number, one in enumerate(made) if isinstance(one, Exception)] == [3]
    assert isinstance(made[3], IntegrityError)
    assert (rows(paper)["comments"], rows(paper)["checks"]) == (5, 5)
    assert "6 comments at once" in caplog.text
    assert "Words" not in caplog.text


def test_a_database_that_fails_is_asked_once_and_all_are_told(paper, monkeypatch):
    begun = []

    def fail(*_arguments):
        begun.append(1)
        raise Unavailable("database_unavailable", "It does not answer.", "Wait.")

    monkeypatch.setattr(paper.store, "write", fail)
    with pytest.raises(Unavailable):
        submit_all(paper, [words(number) for number in range(6)])
    assert len(begun) == 1
    assert rows(paper)["comments"] == 0


@pytest.mark.parametrize("table", ["comments", "idempotency"])
def test_when_it_breaks_off_half_way_nothing_of_the_list_is_there(paper, table):
    """A list is stored whole or not at all: what was written before the fault goes with it."""

    def break_off(_connection, _cursor, statement, *_more):
        if statement.startswith(f"INSERT INTO {table}"):
            raise KeyboardInterrupt

    event.listen(paper.store.engine, "before_cursor_execute", break_off)
    try:
        with pytest.raises(KeyboardInterrupt):
            submit_all(paper, [words(number, key=f"key {number}", reader_key=READER) for number in range(5)])
    finally:
        event.remove(paper.store.engine, "before_cursor_execute", break_off)
    assert set(rows(paper).values()) == {0}
    made = submit_all(paper, [words(number, key=f"key {number}", reader_key=READER) for number in range(5)])
    assert len({one.comment_id for one in made}) == rows(paper)["comments"] == 5


def test_lists_and_single_posts_at_once_store_each_comment_once(paper):
    """Every comment is sent four times, in two lists and alone twice, all at once."""
    drafts = [words(number, key=f"key {number}") for number in range(12)]
    work = [drafts, drafts[::-1], *([one] for one in drafts), *([one] for one in drafts)]
    ready = threading.Barrier(len(work))

    def send(some):
        ready.wait()
        return list(zip([one.text for one in some], submit_all(paper, some), strict=True))

    with ThreadPoolExecutor(len(work)) as pool:
        made = [one for some in pool.map(send, work) for one in some]
    assert rows(paper)["comments"] == 12
    assert len({(text, one.comment_id) for text, one in made}) == 12


def test_a_list_asks_no_more_than_one_post_does(paper):
    """But for writing comments, since SQLite does not promise to number several rows in their order."""
    asked = []

    def note(_connection, _cursor, statement, *_more):
        if not statement.startswith("INSERT INTO comments"):
            asked.append(statement)

    event.listen(paper.store.engine, "before_cursor_execute", note)
    submit(paper, DRAFT)  # makes the page
    del asked[:]
    submit(paper, words(0, key="a", reader_key=READER))
    alone = len(asked)
    del asked[:]
    submit_all(paper, [words(number, key=f"key {number}", reader_key=READER) for number in range(1, 33)])
    assert len(asked) <= alone
