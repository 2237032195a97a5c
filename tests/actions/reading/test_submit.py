"""A reader leaves a comment."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from rejoinder.actions.deciding.decide import decide
from rejoinder.actions.judging.reasons import decode
from rejoinder.actions.owning.people import add_moderator
from rejoinder.actions.owning.sites import add_site
from rejoinder.actions.reading.read import Part, read_thread
from rejoinder.actions.reading.receipt import look_up
from rejoinder.actions.reading.submit import Draft, submit
from rejoinder.errors import BadInput, Conflict, NotFound, TooLarge
from rejoinder.moderation import Event, Status
from rejoinder.store import schema
from tests.serving import PAGE, PASSWORD, SITE

SPAM = "Best online casino, 200% bonus, play slots now at http://spin.example/"
HAM = "The bridge was always too narrow for two lorries."


@pytest.fixture
def paper(house):
    """An installation with one site and a moderator."""
    add_site(house, SITE)
    return house, add_moderator(house, "Ada", PASSWORD)


def texts(house):
    return [placed.comment.text for placed in read_thread(house, SITE, PAGE).placed]


def test_a_comment_that_the_filter_does_not_know_waits_for_a_person_and_is_seen_by_nobody_else(paper):
    house, _ada = paper
    submitted = submit(house, Draft(SITE, PAGE, HAM, author="Bo"))
    assert submitted.status is Status.PENDING
    assert texts(house) == []
    assert look_up(house, submitted.receipt).text == HAM


def test_spam_is_hidden_and_kept(paper):
    house, _ada = paper
    assert submit(house, Draft(SITE, PAGE, SPAM)).status is Status.SPAM
    assert texts(house) == []


def test_what_a_moderator_called_spam_is_spam_when_it_comes_again(paper):
    house, ada = paper
    first = submit(house, Draft(SITE, PAGE, HAM))
    decide(house, ada, first.comment_id, Event.APPROVE)
    assert texts(house) == [HAM]
    decide(house, ada, first.comment_id, Event.SPAM)
    assert texts(house) == []
    again = submit(house, Draft(SITE, f"{SITE}/other", HAM, author="Somebody else"))
    assert again.status is Status.SPAM


def test_the_check_is_stored_with_its_reasons_and_the_address_sealed(paper):
    house, _ada = paper
    submit(house, Draft(SITE, PAGE, SPAM, email="bo@mail.example", ip="192.0.2.1"))
    with house.store.read() as connection:
        row = connection.execute(select(schema.checks)).one()
    assert row.verdict in ("spam", "discard")
    assert "signal:casino-offer" in [reason.signal for reason in decode(row.reasons)]
    assert b"bo@mail.example" not in row.email_sealed
    assert house.vault.unseal(row.email_sealed) == "bo@mail.example"


@pytest.mark.parametrize("name", ["\u200b\u200b", "\u202e", " \u00a0 ", "\u0301"])
def test_a_name_in_which_nothing_can_be_seen_is_none(paper, name):
    house, _ada = paper
    submitted = submit(house, Draft(SITE, PAGE, HAM, author=name))
    assert look_up(house, submitted.receipt).author == ""


TWICE = Draft(SITE, PAGE, "Thank you!", ip="198.51.100.7", user_agent="Browser/1", email="bo@mail.example")


def test_a_form_sent_twice_is_one_comment(paper):
    house, _ada = paper
    first, second = submit(house, TWICE), submit(house, TWICE)
    later = replace(house, clock=lambda: house.clock() + 11 * 60_000)
    assert second.comment_id == first.comment_id
    assert submit(later, TWICE).comment_id != first.comment_id


@pytest.mark.parametrize(
    "other",
    [
        {"ip": "198.51.100.8"},
        {"user_agent": "Browser/2"},
        {"email": "cy@mail.example"},
        {"email": ""},
        {"url": "https://cy.example"},
        {"author": "Cy"},
    ],
)
def test_two_readers_who_write_the_same_words_leave_two_comments(paper, other):
    house, _ada = paper
    first, second = submit(house, TWICE), submit(house, replace(TWICE, **other))
    assert second.comment_id != first.comment_id
    assert second.receipt != first.receipt


def test_a_page_is_called_what_a_published_comment_calls_it_never_what_spam_does(paper):
    house, ada = paper
    submit(house, Draft(SITE, PAGE, SPAM, title="BUY PILLS"))
    assert read_thread(house, SITE, PAGE).title == ""
    first = submit(house, Draft(SITE, PAGE, HAM, title="A bridge"))
    decide(house, ada, first.comment_id, Event.APPROVE)
    assert read_thread(house, SITE, PAGE).title == "A bridge"
    second = submit(house, Draft(SITE, PAGE, "And too low.", title="Something else"))
    decide(house, ada, second.comment_id, Event.APPROVE)
    assert read_thread(house, SITE, PAGE).title == "A bridge"


def test_the_count_goes_on_where_the_list_of_one_answer_ends(paper, monkeypatch):
    house, ada = paper
    for text in (HAM, "And too low.", "And too old."):
        decide(house, ada, submit(house, Draft(SITE, PAGE, text)).comment_id, Event.APPROVE)
    monkeypatch.setattr("rejoinder.actions.reading.read.PART", 2)
    view = read_thread(house, SITE, PAGE)
    assert (len(view.placed), view.count, view.left) == (2, 3, 1)
    rest = read_thread(house, SITE, PAGE, Part(after=view.following))
    assert [one.comment.text for one in rest.placed] == ["And too old."]
    assert (rest.begins, rest.following, rest.count) == (False, None, 3)
    assert read_thread(house, SITE, PAGE, Part(at=rest.placed[0].comment.id)).placed == rest.placed
    assert read_thread(house, SITE, PAGE, Part(after=10**9)).placed == view.placed


def test_a_filter_that_fails_sends_the_comment_to_a_person(paper, monkeypatch):
    house, _ada = paper

    def fail(_comment):
        raise RuntimeError("a part is broken")

    monkeypatch.setattr(house.judge.weights.filter, "check", fail)
    submitted = submit(house, Draft(SITE, PAGE, SPAM))
    assert submitted.status is Status.PENDING
    with house.store.read() as connection:
        reasons = decode(connection.scalar(select(schema.checks.c.reasons)))
    assert [reason.text for reason in reasons] == ["the filter failed on this comment, so a person has to judge it"]


def test_a_fault_in_the_reasons_is_the_filters_fault_too_and_the_log_repeats_no_words(paper, monkeypatch, caplog):
    """Reasons are made when they are read; that must not happen where nobody is ready for a fault."""
    house, _ada = paper

    def fail(*_arguments):
        raise ValueError(SPAM)

    monkeypatch.setattr("rejoinder.filter.spamfilter.signal_reason", fail)
    submitted = submit(house, Draft(SITE, PAGE, SPAM))
    assert submitted.status is Status.PENDING
    assert "ValueError at the filter" in caplog.text
    assert "casino" not in caplog.text


@pytest.mark.parametrize(
    ("draft", "error"),
    [
        (Draft(SITE, PAGE, ""), BadInput),
        (Draft(SITE, PAGE, " \n\t "), BadInput),
        (Draft(SITE, PAGE, "x" * 10_001), TooLarge),
        (Draft(SITE, PAGE, "a\0b"), BadInput),
        (Draft(SITE, PAGE, "\ud800"), BadInput),
        (Draft(SITE, PAGE, HAM, email="no address"), BadInput),
        (Draft(SITE, PAGE, HAM, email="a@b@c"), BadInput),
        (Draft(SITE, PAGE, HAM, url="javascript:alert(1)"), BadInput),
        (Draft(SITE, PAGE, HAM, author="x" * 81), TooLarge),
        (Draft(SITE, "https://elsewhere.example/page", HAM), BadInput),
        (Draft(SITE, "", HAM), BadInput),
        (Draft("https://unknown.example", PAGE, HAM), NotFound),
        (Draft("", PAGE, HAM), NotFound),
        (Draft(SITE, PAGE, HAM, parent_id=77), NotFound),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_sentence_and_stores_nothing(paper, draft, error):
    house, _ada = paper
    with pytest.raises(error) as refused:
        submit(house, draft)
    assert refused.value.sentence.endswith(".")
    with house.store.read() as connection:
        assert connection.scalar(select(schema.checks.c.id)) is None


def test_a_reply_hangs_under_what_it_answers(paper):
    house, ada = paper
    first = submit(house, Draft(SITE, PAGE, HAM))
    decide(house, ada, first.comment_id, Event.APPROVE)
    reply = submit(house, Draft(SITE, PAGE, "And too low.", parent_id=first.comment_id))
    decide(house, ada, reply.comment_id, Event.APPROVE)
    assert [(one.comment.id, one.depth) for one in read_thread(house, SITE, PAGE).placed] == [
        (first.comment_id, 0),
        (reply.comment_id, 1),
    ]


def test_nobody_can_reply_to_what_is_not_published_or_stands_under_another_page(paper):
    house, ada = paper
    first = submit(house, Draft(SITE, PAGE, HAM))
    with pytest.raises(NotFound):
        submit(house, Draft(SITE, PAGE, "And too low.", parent_id=first.comment_id))
    decide(house, ada, first.comment_id, Event.APPROVE)
    with pytest.raises(Conflict):
        submit(house, Draft(SITE, f"{SITE}/other", "And too low.", parent_id=first.comment_id))


@pytest.mark.parametrize("receipt", ["", "x", "MQ.0000000000000000000000000000", "1", "\0", "MQ"])
def test_a_receipt_that_is_not_ours_shows_nothing(paper, receipt):
    house, _ada = paper
    submit(house, Draft(SITE, PAGE, HAM))
    with pytest.raises(NotFound):
        look_up(house, receipt)


def test_a_receipt_with_another_signature_shows_nothing(paper):
    house, _ada = paper
    said, _, signature = submit(house, Draft(SITE, PAGE, HAM)).receipt.rpartition(".")
    assert look_up(house, f"{said}.{signature}").text == HAM
    with pytest.raises(NotFound):
        look_up(house, f"{said}.{'A' * len(signature)}")
