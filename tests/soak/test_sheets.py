"""What a round notes down: an answer that nobody should get, a figure that was missed, a round that showed nothing."""

import json
import random

import pytest

from soak import record
from soak.journal import Journal, number_of
from soak.record import Sheet, write_records
from soak.wire import Answer

RETRY = {"retry-after": "10"}


def note(kind, status, headers, body):
    """What a journal makes of one answer."""
    journal = Journal("key", random.Random(7))
    job = next(job for job in iter(journal.draw, None) if job.kind == kind)
    taken = journal.note(job, Answer(status, headers, body))
    return taken, journal


@pytest.mark.parametrize(
    ("kind", "status", "headers", "body"),
    [
        ("check", 503, RETRY, b"true"),
        ("check", 503, RETRY, b"false"),
        ("check", 503, {}, b"Rejoinder cannot judge just now."),
        ("check", 500, RETRY, b"fault"),
        ("check", 200, {}, b"true"),
        ("post", 200, {}, b"{}"),
        ("post", 400, RETRY, b"{}"),
        ("report", 200, {}, b"invalid"),
    ],
)
def test_what_is_neither_an_acknowledgement_nor_a_plain_refusal_is_noted(kind, status, headers, body):
    taken, journal = note(kind, status, headers, body)
    assert not taken
    assert len(journal.wrong) == 1


@pytest.mark.parametrize("kind", ["check", "post", "report"])
def test_a_plain_refusal_is_no_fault(kind):
    taken, journal = note(kind, 503, RETRY, b"Rejoinder cannot judge just now.")
    assert not taken
    assert not journal.wrong


def test_checks_are_not_sent_again_and_all_else_is():
    journal = Journal("key", random.Random(7))
    for _ in range(200):
        journal.draw()
    assert {job.kind for job in journal.unanswered()} == {"post", "report"}


def test_a_text_tells_its_number():
    assert number_of("No. 12: words") == 12
    with pytest.raises(ValueError, match="nobody sent"):
        number_of("words")


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Sheets and the record go to a folder of this test."""
    monkeypatch.setattr(record, "KEPT", tmp_path / "kept")
    monkeypatch.setattr(record, "WRITTEN", tmp_path)
    return tmp_path


def test_a_figure_that_was_missed_fails_its_round_and_the_record(kept):
    good, bad = Sheet(1, "good", "the good round", "quickly"), Sheet(2, "bad", "the bad round", "slowly")
    good.none("lost", [])
    bad.none("lost", ["check 7", "check 9"])
    bad.under("ready", 5.0, [1.0, 6.0])
    assert (good.finish().held, bad.finish().held) == (True, False)
    assert not write_records()
    written = (kept / "soak.md").read_text("utf-8")
    for told in ("**Failed: the bad round.**", "## the good round: held", "| lost | 0 | **2: check 7; check 9** |"):
        assert told in written
    assert "| ready | under 5 s | **1.00 to 6.00 s, median 3.50 s** |" in written


def test_each_record_tells_of_its_own_rounds(kept):
    Sheet(1, "one", "one round", "so").finish()
    Sheet(1, "two", "another round", "so", "hostile").finish()
    write_records()
    assert "another round" in (kept / "hostile.md").read_text("utf-8")
    assert "another round" not in (kept / "soak.md").read_text("utf-8")


def test_a_round_without_figures_has_not_held(kept):
    assert not Sheet(1, "empty", "the empty round", "").held
    sheet = Sheet(1, "none", "a round without measurements", "")
    sheet.under("ready", 5.0, [])
    sheet.all("starts", 0, [])
    assert [figure.held for figure in sheet.figures] == [False, False]


def test_a_sheet_is_kept_as_it_was(kept):
    Sheet(1, "one", "one round", "so").finish()
    assert json.loads((kept / "kept" / "one.json").read_text("utf-8"))["title"] == "one round"
