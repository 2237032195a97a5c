"""What would have let a comment through is tried with today's weights, and changes nothing."""

from __future__ import annotations

from sqlalchemy import update

from rejoinder.actions.deciding.what_if import what_if
from rejoinder.actions.owning.sites import add_site
from rejoinder.actions.reading.submit import Draft, submit
from rejoinder.filter import VerdictLabel
from rejoinder.store.schema import checks, comments
from tests.filter.stream import HAM, stream
from tests.serving import PAGE, SITE

SPAM = "Best online casino, 200% bonus, play slots now at http://spin.example/"


def _say(house, text: str = SPAM) -> int:
    add_site(house, SITE)
    return submit(house, Draft(SITE, PAGE, text)).comment_id


def test_it_is_a_sentence_and_dated_and_nothing_is_learnt_or_stored(house):
    comment = _say(house)
    before = house.judge.digest()
    told = what_if(house, comment)
    assert told.label in (VerdictLabel.SPAM, VerdictLabel.DISCARD)
    assert told.sentence.startswith(("without ", "nothing single"))
    assert told.at == house.clock()
    assert house.judge.digest() == before


def test_what_todays_weights_let_through_needs_no_change(house):
    comment = _say(house, HAM[0])
    for told, label in stream(3):
        house.judge.weights.filter.learn(told, label)
    told = what_if(house, comment)
    assert (told.label, told.sentence) == (VerdictLabel.HAM, "")


def test_a_comment_without_a_verdict_or_with_a_damaged_one_is_told_nothing(house):
    comment = _say(house)
    with house.store.write() as connection:
        connection.execute(update(checks).values(history="not JSON"))
    assert what_if(house, comment) is None
    with house.store.write() as connection:
        connection.execute(update(comments).values(check_id=None))
    assert what_if(house, comment) is None
    assert what_if(house, comment + 1) is None
