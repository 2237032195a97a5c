"""Erasing a comment erases its words, what was known of its author, and what the filter learned from it."""

from dataclasses import replace

import pytest
from sqlalchemy import LargeBinary, Text, select

from rejoinder.actions.deciding.decide import decide
from rejoinder.actions.judging.check import check
from rejoinder.actions.judging.report import report
from rejoinder.actions.learning import snapshot
from rejoinder.actions.learning.fold import rebuild
from rejoinder.actions.owning.people import add_moderator
from rejoinder.actions.owning.sites import add_site
from rejoinder.actions.reading.edit import edit
from rejoinder.actions.reading.read import read_thread
from rejoinder.actions.reading.remove import remove
from rejoinder.actions.reading.report import report as tell
from rejoinder.actions.reading.submit import Draft, submit
from rejoinder.actions.reading.vote import vote
from rejoinder.actions.rights.erase import erase, erase_check
from rejoinder.comment import Comment, Label
from rejoinder.errors import NotFound
from rejoinder.moderation import Event
from rejoinder.store import schema
from rejoinder.store.shorthand import BrowserName
from tests.serving import PAGE, PASSWORD, SITE

WORDS = "Canary words about the bridge"
CANARIES = ("Canary", "canary.example", "192.0.2.77", "CanaryBrowser")


@pytest.fixture
def written(house):
    """A labelled, edited and labelled comment full of canaries, and another that stays."""
    site, _key = add_site(house, SITE)
    ada = add_moderator(house, "Ada", PASSWORD)
    draft = Draft(
        SITE, PAGE, WORDS, author="Canary", email="bo@canary.example", url="https://canary.example", ip="192.0.2.77",
        user_agent="CanaryBrowser/1", title="Bridge", referrer="https://canary.example/from",
    )  # fmt: skip
    submitted = submit(house, replace(draft, reader_key="a-readers-own-key-22ch"))
    decide(house, ada, submitted.comment_id, Event.APPROVE)
    edit(house, submitted.receipt, WORDS + ", Canary edited")
    decide(house, ada, submitted.comment_id, Event.APPROVE)
    other = submit(house, Draft(SITE, PAGE, "Another comment, which stays."))
    decide(house, ada, other.comment_id, Event.APPROVE)
    return house, site, submitted


def everything(house):
    """All texts of all tables."""
    found = []
    with house.store.read() as connection:
        for table in schema.metadata.sorted_tables:
            columns = [column for column in table.c if isinstance(column.type, (Text, LargeBinary, BrowserName))]
            found += [str(value) for row in connection.execute(select(*columns)) for value in row] if columns else []
    return found


def count(house, table, *where):
    with house.store.read() as connection:
        return len(connection.execute(select(table).where(*where)).all())


def test_no_word_of_it_is_left_in_the_database(written):
    house, _site, submitted = written
    assert all(any(canary in text for text in everything(house)) for canary in CANARIES)
    erase(house, submitted.comment_id, "Ada")
    assert [text for text in everything(house) if any(canary in text for canary in CANARIES)] == []


def test_nothing_that_was_learned_from_it_is_left(written):
    house, _site, submitted = written
    assert house.judge.learned == 3
    erase(house, submitted.comment_id, "Ada")
    assert count(house, schema.ledger_columns) == 1
    assert set(marks(house)) == {(3, "text")}
    assert house.judge.learned == 1
    assert house.judge.digest() == rebuild(house.store, house.judge).digest()


def marks(house):
    with house.store.read() as connection:
        query = select(schema.ledger_marks.c.position, schema.ledger_marks.c.kind)
        return [tuple(row) for row in connection.execute(query)]


def test_no_snapshot_of_before_is_used_or_kept_in_the_database(written):
    house, _site, submitted = written
    snapshot.save(house)
    snapshot.publish(house)
    assert count(house, schema.snapshots) == 1
    erase(house, submitted.comment_id, "Ada")
    assert count(house, schema.snapshots) == 0
    assert not snapshot.load(house)


def test_the_thread_has_forgotten_it(written):
    house, _site, submitted = written
    erase(house, submitted.comment_id, "Ada")
    left = [placed.comment.text for placed in read_thread(house, SITE, PAGE).placed]
    assert left == ["Another comment, which stays."]


def test_where_replies_hang_a_tombstone_stays(written):
    house, _site, submitted = written
    submit(house, Draft(SITE, PAGE, "The council has voted, and I agree.", parent_id=submitted.comment_id))
    erase(house, submitted.comment_id, "Ada")
    with house.store.read() as connection:
        left = connection.execute(select(schema.comments).where(schema.comments.c.id == submitted.comment_id)).one()
    assert (left.status, left.text, left.author, left.url, left.email_sealed) == ("removed", "", "", "", None)


def test_what_others_thought_of_it_goes_with_it(written):
    house, _site, submitted = written
    vote(house, submitted.comment_id, 1, "somebody-elses-own-key", "198.51.100.7")
    tell(house, submitted.comment_id, "other", "Canary said a reader", "198.51.100.7")
    assert (count(house, schema.votes), count(house, schema.reports)) == (1, 1)
    erase(house, submitted.comment_id, "Ada")
    assert (count(house, schema.votes), count(house, schema.reports)) == (0, 0)
    assert [text for text in everything(house) if any(canary in text for canary in CANARIES)] == []


def test_its_author_can_erase_it_with_the_receipt_and_nobody_with_another(written):
    house, _site, submitted = written
    with pytest.raises(NotFound):
        remove(house, submitted.receipt[:-2])
    remove(house, submitted.receipt)
    assert [text for text in everything(house) if any(canary in text for canary in CANARIES)] == []
    assert house.judge.learned == 1
    with pytest.raises(NotFound, match="deleted already"):
        remove(house, submitted.receipt)


def test_a_clients_check_is_erased_by_its_guid_and_only_by_its_own_site(house):
    site, _key = add_site(house, SITE)
    other, _key = add_site(house, "https://other.example")
    guid = check(house, site, Comment(text=WORDS)).guid
    report(house, site, Comment(text=WORDS), Label.SPAM, guid=guid)
    for asker, number in ((other, guid), (site, guid[:-1] + "x"), (site, "")):
        with pytest.raises(NotFound):
            erase_check(house, asker, number, "Ada")
    erase_check(house, site, guid, "Ada")
    assert house.judge.learned == 0
    assert [text for text in everything(house) if "Canary" in text] == []
