"""What the desk says, word for word."""

from __future__ import annotations

import pytest

from rejoinder.moderation import DECISIONS, Status
from rejoinder.web.desk import words

SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000


@pytest.mark.parametrize(
    ("distance", "said"),
    [
        (-HOUR, "just now"),  # a clock that was set back
        (0, "just now"),
        (11 * SECOND, "11 seconds ago"),
        (MINUTE, "1 minute ago"),
        (3 * MINUTE, "3 minutes ago"),
        (HOUR, "1 hour ago"),
        (25 * HOUR, "1 day ago"),
        (29 * DAY, "29 days ago"),
        (31 * DAY, "1 month ago"),
        (400 * DAY, "1 year ago"),
        (4_000 * DAY, "11 years ago"),
    ],
)
def test_ago(distance, said):
    now = 2_000_000_000_000
    assert words.ago(now - distance, now) == said


@pytest.mark.parametrize(
    ("probability", "said"), [(0.0, "under 1 %"), (0.011, "1 %"), (0.48, "48 %"), (0.994, "99 %"), (1.0, "over 99 %")]
)
def test_a_probability_is_never_certainty(probability, said):
    assert words.percent(probability) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Short.", "Short."),
        ("two\n\n lines", "two lines"),
        ("word " * 100, "word " * 11 + "word…"),
        ("x" * 10_000, "x" * 60 + "…"),
        (" " * 10_000 + "late", "…"),
    ],
)
def test_excerpt(text, said):
    assert words.excerpt(text) == said


def test_the_exact_time_is_utc():
    assert words.clock_time(0) == "1970-01-01 00:00:00 UTC"


def test_every_decision_has_a_button_and_a_past_tense():
    assert set(words.BUTTONS) == set(DECISIONS)
    assert set(DECISIONS) <= set(words.DONE)


def test_every_status_but_removed_has_a_queue():
    assert set(words.QUEUES) == set(Status) - {Status.REMOVED}


@pytest.mark.parametrize(
    ("verdict", "probability", "said"),
    [
        ("unsure", 0.99, "Probably spam, but too little is learned yet to hide it"),
        ("unsure", 0.6, "The filter is unsure"),
        ("unsure", 0.48, "The filter is unsure"),
        ("unsure", 0.1, "Probably genuine, but too little is learned yet to publish it"),
        ("spam", 0.99, "Looks like spam"),
        ("ham", 0.1, "Looks genuine"),
    ],
)
def test_doubt_for_want_of_labels_is_told_from_doubt_about_the_comment(verdict, probability, said):
    assert words.judgement(verdict, probability) == said
