"""Where a comment stands after a verdict, when rules may want somebody to look first."""

from itertools import product

import pytest

from rejoinder.errors import Conflict
from rejoinder.moderation import LAW, Event, Status, after
from rejoinder.policy.refusals import REFUSALS
from rejoinder.policy.reports import REASONS
from rejoinder.policy.rules import Held
from rejoinder.policy.waiting import WAITING, Stand, stand

HAM, UNSURE, SPAM = VERDICTS = (Event.JUDGED_HAM, Event.JUDGED_UNSURE, Event.JUDGED_SPAM)
JUDGED = [status for status in LAW if Event.JUDGED_HAM in LAW[status]]
P, W, S = Status.PUBLISHED, Status.PENDING, Status.SPAM


@pytest.mark.parametrize(
    ("before", "verdict", "rule", "more", "expected"),
    [
        (None, HAM, None, {}, Stand(P)),
        (None, HAM, Held.NEWCOMER, {}, Stand(W, "newcomer")),
        (None, HAM, Held.EVERYBODY, {}, Stand(W, "everybody")),
        (None, UNSURE, None, {}, Stand(W, "doubt")),
        (None, UNSURE, Held.LINKS, {}, Stand(W, "doubt")),
        (None, UNSURE, Held.LINKS, {"failed": True}, Stand(W, "fault")),
        (None, SPAM, Held.EVERYBODY, {}, Stand(S)),
        (P, HAM, None, {"held_for": "newcomer"}, Stand(P)),
        (P, HAM, Held.LINKS, {}, Stand(W, "links")),
        (P, UNSURE, None, {}, Stand(W, "doubt")),
        (P, SPAM, Held.WRITER, {}, Stand(S)),
        (W, HAM, None, {"held_for": "fault"}, Stand(W, "fault")),
        (W, HAM, None, {}, Stand(W, "doubt")),
        (W, HAM, Held.WRITER, {"held_for": "doubt"}, Stand(W, "writer")),
        (W, SPAM, Held.WRITER, {"held_for": "doubt"}, Stand(S)),
    ],
)
def test_the_table(before, verdict, rule, more, expected):
    assert stand(before, verdict, rule, **more) == expected


@pytest.mark.parametrize(("before", "verdict", "rule"), [*product(JUDGED, VERDICTS, [None, *Held])])
def test_a_rule_only_ever_turns_published_into_pending_and_whoever_waits_has_a_reason(before, verdict, rule):
    lawful = after(before, verdict).status
    stands = stand(before, verdict, rule)
    assert stands.status is (W if lawful is P and rule else lawful)
    assert (stands.held_for != "") is (stands.status is W)


@pytest.mark.parametrize("status", [Status.SPAM, Status.REJECTED, Status.REMOVED])
def test_what_is_not_judged_again_is_not(status):
    with pytest.raises(Conflict):
        stand(status, HAM, None)


def test_every_reason_has_a_sentence():
    assert set(WAITING) == set(Held)
    for words in (*WAITING.values(), *REFUSALS.values(), *REASONS.values()):
        assert words.endswith(".")
