"""The rules of a page hold for what readers write: who is known, what waits and why, what the form asks."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from rejoinder.actions.deciding.decide import decide
from rejoinder.actions.owning.people import add_moderator
from rejoinder.actions.owning.sites import add_site
from rejoinder.actions.reading.receipt import look_up
from rejoinder.actions.reading.submit import Draft, submit
from rejoinder.errors import BadInput, Refused, Unavailable
from rejoinder.filter import VerdictLabel
from rejoinder.moderation import Event, Status
from rejoinder.store import readers, schema
from tests.actions.reading.rules import choose, stored
from tests.serving import PAGE, PASSWORD, SITE
from tests.web.thread.readers import judging

KEY, OTHER = "a_key-of_their-own_ABC", "Z" * 22
WORDS = "The bridge was always too narrow."
DRAFT = Draft(SITE, PAGE, WORDS, author="Bo", email="bo@mail.example", reader_key=KEY)
PUBLISHED, PENDING, SPAM = Status.PUBLISHED, Status.PENDING, Status.SPAM


@pytest.fixture
def paper(house):
    """An installation whose filter finds everything genuine."""
    add_site(house, SITE)
    with judging(house, VerdictLabel.HAM):
        yield house


def write(house, text=WORDS, **more):
    done = submit(house, replace(DRAFT, text=text, **more))
    return done.status, done.held_for


def reader_of(house, number):
    comment = stored(house, number)
    with house.store.read() as connection:
        return readers.reader_by_id(connection, comment.reader_id) if comment.reader_id is not None else None


def count_readers(house):
    with house.store.read() as connection:
        return connection.scalar(select(func.count()).select_from(schema.readers))


def test_without_rules_the_filter_decides(paper):
    assert write(paper) == (PUBLISHED, "")
    with judging(paper, VerdictLabel.UNSURE):
        assert write(paper, "Doubtful") == (PENDING, "doubt")
    with judging(paper, VerdictLabel.DISCARD):
        assert write(paper, "Blatant") == (SPAM, "")


def test_why_it_waits_is_kept_with_it_and_told_to_its_writer(paper):
    choose(paper, hold="everybody")
    done = submit(paper, DRAFT)
    assert (done.status, done.held_for) == (PENDING, "everybody")
    assert stored(paper, done.comment_id).held_for == look_up(paper, done.receipt).held_for == "everybody"
    assert submit(paper, DRAFT) == done  # a form that was sent twice is answered alike


def test_a_rule_publishes_nothing_and_hides_nothing(paper):
    choose(paper, hold="everybody")
    with judging(paper, VerdictLabel.UNSURE):
        assert write(paper) == (PENDING, "doubt")
    with judging(paper, VerdictLabel.SPAM):
        assert write(paper, "Pills") == (SPAM, "")


def test_a_comment_that_the_filter_failed_on_says_so(paper, monkeypatch):
    def fail(_comment):
        raise Unavailable("filter_failed", "The filter failed.")

    monkeypatch.setattr(paper.judge, "check", fail)
    assert write(paper) == (PENDING, "fault")


def test_a_newcomer_waits_until_one_of_theirs_is_published(paper):
    choose(paper, hold="newcomers")
    ada = add_moderator(paper, "Ada", PASSWORD)
    first = submit(paper, DRAFT)
    assert (first.status, first.held_for) == (PENDING, "newcomer")
    assert write(paper, "Again") == (PENDING, "newcomer")
    decide(paper, ada, first.comment_id, Event.APPROVE)
    assert write(paper, "And now") == (PUBLISHED, "")


def test_known_is_who_holds_the_key_never_a_name_or_an_address(paper):
    choose(paper, hold="newcomers")
    ada = add_moderator(paper, "Ada", PASSWORD)
    decide(paper, ada, submit(paper, DRAFT).comment_id, Event.APPROVE)
    for stranger in ({"reader_key": ""}, {"reader_key": OTHER}, {"reader_key": KEY[:-1]}, {"reader_key": KEY.lower()}):
        assert write(paper, f"Words with {stranger}", **stranger) == (PENDING, "newcomer")
    assert write(paper, "Another name", author="Cy", email="", ip="192.0.2.9") == (PUBLISHED, "")


def test_a_key_is_known_on_its_own_site_alone(paper):
    other = "https://other.example"
    here = submit(paper, DRAFT).comment_id
    add_site(paper, other)
    there = submit(paper, replace(DRAFT, site=other, page_url=f"{other}/a")).comment_id
    assert reader_of(paper, here).id != reader_of(paper, there).id


def test_how_many_published_comments_make_a_reader_known_is_a_rule(paper):
    for text in ("One", "Two"):
        assert write(paper, text) == (PUBLISHED, "")
    choose(paper, hold="newcomers", newcomer_comments=3)
    assert write(paper, "Three") == (PENDING, "newcomer")
    choose(paper, hold="newcomers", newcomer_comments=2)
    assert write(paper, "Four") == (PUBLISHED, "")


@pytest.mark.parametrize("key", ["", "short", "x" * 15, "x" * 65, "x" * 16 + "\n", "x" * 15 + "é", "x" * 15 + " "])
def test_what_is_no_key_is_as_none(paper, key):
    number = submit(paper, replace(DRAFT, reader_key=key)).comment_id
    assert stored(paper, number).reader_id is None
    assert count_readers(paper) == 0


def test_a_reader_is_made_once_and_seen_again_and_the_key_is_nowhere(paper):
    now = [paper.clock()]
    paper = replace(paper, clock=lambda: now[0])
    first = reader_of(paper, submit(paper, DRAFT).comment_id)
    now[0] += 1_000
    second = reader_of(paper, submit(paper, replace(DRAFT, text="Again")).comment_id)
    assert second == replace(first, seen_at=first.seen_at + 1_000)
    assert count_readers(paper) == 1
    with paper.store.read() as connection:
        assert KEY not in repr(connection.execute(select(schema.readers)).all())


def test_what_a_moderator_says_of_a_reader_holds(paper):
    number = submit(paper, DRAFT).comment_id

    def say(standing):
        with paper.store.write() as connection:
            assert readers.set_standing(connection, stored(paper, number).reader_id, standing)

    say("hold")
    assert write(paper, "Words") == (PENDING, "writer")
    say("trust")
    choose(paper, hold="everybody")
    assert write(paper, "More words") == (PUBLISHED, "")
    say("")
    assert write(paper, "Other words") == (PENDING, "everybody")
    with paper.store.write() as connection:
        assert not readers.set_standing(connection, 10**6, "hold")


@pytest.mark.parametrize(
    "sent",
    [
        {"text": "See https://example.org/a"},
        {"text": "See [this](https://example.org)"},
        {"text": "See [this](http&#58;//example.org)"},
        {"text": "Write to <bo@example.org>"},
        {"text": "Go to example.com and see"},
        {"text": "Go to ｅｘａｍｐｌｅ．com and see"},
        {"text": "www.example.museum"},
        {"url": "https://bo.example"},
    ],
)
def test_comments_with_links_wait_where_the_owner_wants_that(paper, sent):
    choose(paper, hold_links=True)
    assert write(paper, **sent) == (PENDING, "links")
    choose(paper)
    assert write(paper, **sent, author="Cy") == (PUBLISHED, "")


@pytest.mark.parametrize("text", [WORDS, "That is all.Then nothing", "3.5 of 10", "A *word* and `code`", "e.g. this"])
def test_without_a_link_they_do_not(paper, text):
    choose(paper, hold_links=True)
    assert write(paper, text) == (PUBLISHED, "")


@pytest.mark.parametrize(
    ("rule", "field", "code"),
    [("name", "author", "name_missing"), ("email", "email", "email_missing"), ("website", "url", "website_missing")],
)
def test_what_the_rules_require_must_be_there_and_what_they_do_not_ask_is_not_kept(paper, rule, field, code):
    given = {"author": "Bo", "email": "bo@mail.example", "url": "https://bo.example"}
    choose(paper, **{rule: "required"})
    with pytest.raises(BadInput) as refused:
        write(paper, **(given | {field: " "}))
    assert refused.value.code == code
    assert write(paper, **given) == (PUBLISHED, "")
    choose(paper, **{rule: "no"})
    number = submit(paper, replace(DRAFT, text="Other words", **given)).comment_id
    with paper.store.read() as connection:
        for table in (schema.comments, schema.checks):
            row = connection.execute(select(table).order_by(table.c.id.desc())).first()
            kept = {"author": row.author, "email": paper.vault.unseal(row.email_sealed), "url": row.url}
            assert kept == given | {field: ""}
    assert stored(paper, number).author == ("" if field == "author" else "Bo")


def test_a_name_in_which_nothing_can_be_seen_is_missing(paper):
    choose(paper, name="required")
    with pytest.raises(BadInput, match="Your name is missing"):
        write(paper, author="\u200b")


def test_a_closed_page_takes_neither_comments_nor_replies(paper):
    above = submit(paper, DRAFT).comment_id
    choose(paper, closed=True)
    for parent in (None, above):
        with pytest.raises(Refused, match="closed"):
            write(paper, "Too late", parent_id=parent)


def test_signs_of_how_the_form_was_filled_in_are_kept_with_the_check(paper):
    submit(paper, replace(DRAFT, behaviour=("honeypot", "seconds:4")))
    with paper.store.read() as connection:
        assert connection.scalar(select(schema.checks.c.behaviour)) == "honeypot seconds:4"
