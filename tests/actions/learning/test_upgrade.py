"""New features learn the same labels while the old ones go on judging."""

from dataclasses import replace

import pytest

from rejoinder.actions.judging.check import check
from rejoinder.actions.judging.judge import Judge
from rejoinder.actions.judging.report import report
from rejoinder.actions.learning import snapshot
from rejoinder.actions.learning.fold import advance, catch_up, is_stale, rebuild
from rejoinder.actions.learning.upgrade import ready_upto, upgrade_lines
from rejoinder.actions.owning.sites import add_site
from rejoinder.comment import Comment, Label
from rejoinder.filter.features import Extractor
from rejoinder.filter.versions import EXTRACTORS
from rejoinder.store import checks, ledger, schema
from rejoinder.workers.once import Sweeping, Upgrading
from tests.serving import SITE

TEXTS = ("Cheap pills at http://pills.example", "The bridge is narrow", "Casino bonus for you", "I disagree, politely")


class Newer(Extractor):
    """The features of a version to come: the same, of the text in capitals."""

    def extract(self, comment):
        return super().extract(replace(comment, text=comment.text.upper()))


@pytest.fixture
def upgraded(house, monkeypatch):
    """A house with four labels, and the same as a newer program has opened it."""
    site, _key = add_site(house, SITE)
    for number, text in enumerate(TEXTS):
        report(house, site, Comment(text=text), Label.HAM if number % 2 else Label.SPAM)
    monkeypatch.setitem(EXTRACTORS, 2, Newer)
    newer = replace(house, judge=Judge(house.judge.key, newest=2))
    return house, newer, site


def finish(house):
    while True:
        with house.store.write() as connection:
            if upgrade_lines(house, connection) == 0:
                return


def test_before_the_upgrade_the_old_features_judge(upgraded):
    old, newer, _site = upgraded
    newer.judge.weights = rebuild(newer.store, newer.judge)
    assert newer.judge.weights.version == 1
    assert newer.judge.digest() == old.judge.digest()
    assert not is_stale(newer)


def test_after_it_the_new_ones_have_learned_the_same_labels(upgraded):
    old, newer, _site = upgraded
    newer.judge.weights = rebuild(newer.store, newer.judge)
    Upgrading(newer)()
    assert newer.judge.weights.version == 1
    assert is_stale(newer)
    catch_up(newer)
    assert newer.judge.weights.version == 2
    assert newer.judge.learned == old.judge.learned == len(TEXTS)
    assert newer.judge.digest() == rebuild(newer.store, newer.judge).digest()
    assert newer.judge.digest()[0] != old.judge.digest()[0]


def test_labels_given_meanwhile_are_written_for_both(upgraded):
    old, newer, site = upgraded
    newer.judge.weights = rebuild(newer.store, newer.judge)
    report(newer, site, Comment(text="One more about bridges"), Label.HAM)
    with newer.store.read() as connection:
        lines = [list(ledger.lines(connection, version, 4, 5)) for version in (1, 2)]
    assert [[line.example is not None for line in some] for some in lines] == [[True], [True]]
    advance(old)
    assert old.judge.learned == 5


def test_a_line_that_an_older_program_writes_afterwards_waits_for_its_columns(upgraded):
    old, newer, site = upgraded
    finish(newer)
    newer.judge.weights = rebuild(newer.store, newer.judge)
    report(old, site, Comment(text="One more about bridges"), Label.HAM)
    advance(newer)
    assert newer.judge.learned == len(TEXTS)
    assert ready_upto(newer, 0) == (4, False)
    finish(newer)
    advance(newer)
    assert newer.judge.learned == 5
    assert ready_upto(newer, 4) == (5, True)


def test_a_label_whose_words_are_lost_is_left_out_and_counted(upgraded):
    _old, newer, _site = upgraded
    with newer.store.write() as connection:
        lost = connection.scalar(schema.ledger.select().with_only_columns(schema.ledger.c.check_id).limit(1))
        connection.execute(schema.decisions.delete())
        connection.execute(schema.checks.delete().where(schema.checks.c.id == lost))
        assert checks.by_id(connection, lost) is None
    finish(newer)
    newer.judge.weights = rebuild(newer.store, newer.judge)
    assert (newer.judge.learned, newer.judge.unreadable) == (3, 1)
    assert newer.judge.head.position == 4


def test_a_snapshot_of_the_old_features_is_not_taken_when_the_new_ones_are_ready(upgraded):
    old, newer, _site = upgraded
    snapshot.save(old)
    assert snapshot.load(newer)
    finish(newer)
    assert not snapshot.load(newer)


def test_the_old_columns_go_when_nobody_needs_them_any_more(upgraded):
    _old, newer, _site = upgraded
    Sweeping(newer)()
    assert versions(newer) == [1]
    finish(newer)
    catch_up(newer)
    Sweeping(newer)()
    assert versions(newer) == [2]
    assert newer.judge.digest() == rebuild(newer.store, newer.judge).digest()


def versions(house):
    with house.store.read() as connection:
        return ledger.versions(connection)


def test_both_give_verdicts_all_the_while(upgraded):
    old, newer, site = upgraded
    finish(newer)
    catch_up(newer)
    for one in (old, newer):
        assert check(one, site, Comment(text=TEXTS[0])).verdict.label == "spam"
