"""The sweep deletes what the data page promises, and nothing younger."""

from dataclasses import fields, replace

import pytest
from sqlalchemy import func, select

from rejoinder.actions.deciding.decide import decide
from rejoinder.actions.judging.check import check
from rejoinder.actions.learning.fold import rebuild
from rejoinder.actions.owning.people import add_moderator, sign_in
from rejoinder.actions.owning.sites import add_site
from rejoinder.actions.reading.report import report as tell
from rejoinder.actions.reading.submit import Draft, submit
from rejoinder.actions.reading.vote import vote
from rejoinder.actions.rights.sweep import sweep
from rejoinder.comment import Comment
from rejoinder.errors import Unavailable
from rejoinder.moderation import Event
from rejoinder.privacy.data_map import DATA_MAP
from rejoinder.privacy.entries import Subject
from rejoinder.privacy.retention import DAY_MS, Retention
from rejoinder.store import ledger, schema
from tests.actions.reading.rules import stored
from tests.serving import PAGE, PASSWORD, SITE

START = 1_790_000_000_000
DAYS = Retention()
KEY = "a-readers-own-key-22ch"


@pytest.fixture
def lived_in(house):
    """An installation with one of everything, made at `START`, and a function that moves its clock."""
    now = [START]
    house = replace(house, clock=lambda: now[0])
    site, _key = add_site(house, SITE)
    ada = add_moderator(house, "Ada", PASSWORD)
    spam = submit(house, Draft(SITE, PAGE, "Cheap pills at http://pills.example/", ip="192.0.2.1", user_agent="Bot/1"))
    words = Draft(SITE, PAGE, "The bridge is too narrow.", ip="192.0.2.2", email="bo@example.org", reader_key=KEY)
    ham = submit(house, words)
    decide(house, ada, spam.comment_id, Event.SPAM)
    decide(house, ada, ham.comment_id, Event.APPROVE)
    vote(house, ham.comment_id, 1, "somebody-elses-own-key", "198.51.100.7")
    tell(house, ham.comment_id, "other", "I do not like it", "198.51.100.7")
    check(house, site, Comment(text="A client asks", ip="192.0.2.3"))
    sign_in(house, "Ada", PASSWORD)

    def wait(days):
        now[0] = START + days * DAY_MS

    return house, wait


def rows(house, table, *where):
    with house.store.read() as connection:
        return connection.scalar(select(func.count()).select_from(table).where(*where))


def test_nothing_is_swept_before_its_day(lived_in):
    house, wait = lived_in
    wait(6)
    assert set(sweep(house).values()) == {0}


@pytest.mark.parametrize(
    ("rule", "table"),
    [
        ("session_days", schema.sessions),
        ("outbox_days", schema.outbox),
        ("audit_days", schema.audit),
        ("vote_days", schema.votes),
        ("report_days", schema.reports),
        ("reader_days", schema.readers),
    ],
)
def test_rows_that_are_only_kept_for_a_time_go_on_their_day(lived_in, rule, table):
    house, wait = lived_in
    wait(getattr(DAYS, rule))
    sweep(house)
    kept = rows(house, table)
    wait(getattr(DAYS, rule) + 1)
    sweep(house)
    assert kept > 0
    assert rows(house, table) == 0


def test_who_voted_is_forgotten_and_the_sums_stay(lived_in):
    house, wait = lived_in
    wait(DAYS.vote_days + 1)
    assert sweep(house)["vote_days"] == 1
    comment = stored(house, 2)
    assert (comment.ups, comment.downs) == (1, 0)
    assert vote(house, 2, 1, "somebody-elses-own-key", "198.51.100.7").ups == 2  # nobody knows that they have voted


def test_a_reader_who_is_forgotten_leaves_comments_that_belong_to_nobody_known(lived_in):
    house, wait = lived_in
    assert stored(house, 2).reader_id is not None
    wait(DAYS.reader_days + 1)
    assert sweep(house)["reader_days"] == 1
    assert (stored(house, 2).reader_id, stored(house, 2).status) == (None, "published")


def test_a_reader_who_comes_again_is_not_forgotten(lived_in):
    house, wait = lived_in
    wait(DAYS.reader_days)
    submit(house, Draft(SITE, PAGE, "The bridge again.", reader_key=KEY))
    wait(DAYS.reader_days + 1)
    assert sweep(house)["reader_days"] == 0
    assert rows(house, schema.readers) == 1


def test_addresses_are_forgotten_and_their_digests_too(lived_in):
    house, wait = lived_in
    wait(DAYS.address_days + 1)
    assert sweep(house)["address_days"] == 3 + 2  # checks, and marks of labels
    left = (schema.checks.c.ip != "") | (schema.checks.c.user_agent != "")
    assert rows(house, schema.checks, left) == 0
    assert rows(house, schema.checks) == 3
    assert rows(house, schema.ledger_marks, schema.ledger_marks.c.kind == "address") == 0
    assert rows(house, schema.ledger_marks, schema.ledger_marks.c.kind == "text") == 2
    assert sweep(house)["address_days"] == 0


def test_spam_goes_and_of_its_words_only_what_a_label_needs_stays(lived_in):
    house, wait = lived_in
    wait(DAYS.hidden_days + 1)
    done = sweep(house)
    assert (done["hidden_days"], done["check_days"]) == (1, 1)
    assert rows(house, schema.comments) == 1
    assert rows(house, schema.checks) == 2  # of the published comment, and of the label that newer features must learn
    assert rows(house, schema.decisions) == 1


def test_when_its_label_has_gone_a_check_goes_too(lived_in):
    house, wait = lived_in
    wait(DAYS.label_days + 1)
    sweep(house)
    assert rows(house, schema.checks, schema.checks.c.source == "thread") == 1
    assert rows(house, schema.comments) == 1


def test_a_comment_without_a_label_goes_with_its_check_whatever_the_days_say(lived_in):
    house, wait = lived_in
    house = replace(house, retention=Retention(hidden_days=3))
    with house.store.write() as connection:
        spam = connection.scalar(select(schema.comments.c.check_id).where(schema.comments.c.id == 1))
        ledger.void(connection, spam, "undone", START)
    wait(4)
    sweep(house)
    assert rows(house, schema.checks, schema.checks.c.source == "thread") == 1


def test_a_sweep_goes_in_pieces_and_stops_when_somebody_else_has_taken_it_over(lived_in, monkeypatch):
    house, wait = lived_in
    monkeypatch.setattr("rejoinder.store.retention._AT_ONCE", 1)
    wait(DAYS.address_days + 1)
    pieces = []

    def hold(_connection):
        pieces.append(1)
        if len(pieces) == 4:
            raise Unavailable("lease_lost", "Another process has taken this work over.")

    with pytest.raises(Unavailable):
        sweep(house, hold)
    assert rows(house, schema.checks, schema.checks.c.ip == "") == 2
    assert sweep(house)["address_days"] == 1 + 2


def test_spam_that_somebody_answered_is_emptied_and_only_its_place_stays(lived_in):
    house, wait = lived_in
    with house.store.write() as connection:
        connection.execute(schema.comments.update().where(schema.comments.c.id == 2).values(parent_id=1))
    wait(DAYS.hidden_days + 1)
    assert sweep(house)["hidden_days"] == 1
    with house.store.read() as connection:
        left = connection.execute(select(schema.comments).where(schema.comments.c.id == 1)).one()
    assert (left.status, left.text, left.author, left.url, left.title) == ("removed", "", "", "", "")
    assert left.email_sealed is None
    assert left.check_id is None


def test_what_the_page_promises_for_a_number_of_days_is_gone_after_them(lived_in):
    """Every column about readers whose retention names days: empty, or its row gone, once the longest has passed."""
    house, wait = lived_in
    with house.store.write() as connection:
        connection.execute(schema.comments.update().where(schema.comments.c.id == 2).values(status="rejected"))
    wait(max(all_days()) + 1)
    sweep(house)
    promised = [entry for entry in DATA_MAP if entry.subject is Subject.READER and entry.kept.rule]
    assert promised
    for entry in promised:
        with house.store.read() as connection:
            left = set(connection.scalars(select(schema.metadata.tables[entry.table].c[entry.column])))
        assert left <= {None, ""}, f"{entry.table}.{entry.column}"


def all_days():
    return [getattr(DAYS, field.name) for field in fields(DAYS)]


def test_labels_expire_and_the_filter_forgets_them(lived_in):
    house, wait = lived_in
    assert house.judge.learned == 2
    wait(DAYS.label_days + 1)
    sweep(house)
    assert house.judge.learned == 0
    with house.store.read() as connection:
        assert ledger.count_standing(connection) == 0
    assert rows(house, schema.ledger_columns) == rows(house, schema.ledger_marks) == 0
    assert house.judge.digest()[0] == rebuild(house.store, house.judge).digest()[0]
