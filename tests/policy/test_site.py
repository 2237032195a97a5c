"""How verdicts become answers."""

import pytest

from rejoinder.filter import VerdictLabel
from rejoinder.policy.site import ANSWERS, Mode, answer

SPAM_TO_CLIENTS = {
    Mode.LOG_ONLY: set(),
    Mode.HOLD: {"unsure", "spam", "discard"},
    Mode.ENFORCE: {"spam", "discard"},
}


@pytest.mark.parametrize("mode", Mode)
def test_each_mode_calls_spam_what_it_promises(mode):
    assert {label for label in VerdictLabel if answer(mode, label)} == SPAM_TO_CLIENTS[mode]


def test_every_mode_answers_every_verdict():
    assert all(set(row) == set(VerdictLabel) for row in ANSWERS.values())
    assert set(ANSWERS) == set(Mode)
