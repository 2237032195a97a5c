"""The same post under the same key is one comment, on both databases, also when all attempts arrive at once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from rejoinder.actions.owning.sites import add_site
from rejoinder.actions.reading.submit import Draft, submit
from rejoinder.actions.rights.erase import erase
from rejoinder.actions.rights.sweep import sweep
from rejoinder.errors import Conflict, RejoinderError
from rejoinder.moderation import Status
from rejoinder.store.schema import checks, comments, idempotency
from tests.serving import PAGE, SITE
from tests.web.thread.readers import give_status, put

DRAFT = Draft(SITE, PAGE, "The bridge was always too narrow.", author="Ada", key="a key")
DAY = 86_400_000


@pytest.fixture
def paper(house):
    add_site(house, SITE)
    return house


def rows(house, table):
    with house.store.read() as connection:
        return connection.scalar(select(func.count()).select_from(table))


def at_once(house, drafts):
    """Send all of them together; what each has come to, or the code of its refusal."""
    ready = threading.Barrier(len(drafts))

    def send(draft):
        ready.wait()
        try:
            return submit(house, draft)
        except RejoinderError as error:
            return error.code

    with ThreadPoolExecutor(len(drafts)) as pool:
        return list(pool.map(send, drafts))


def test_20_at_once_are_one_comment_with_one_receipt(paper):
    # Browsers differ, so that they are no twins.
    answers = at_once(paper, [replace(DRAFT, user_agent=f"Browser {number}") for number in range(20)])
    assert len(set(answers)) == 1
    assert (rows(paper, comments), rows(paper, checks), rows(paper, idempotency)) == (1, 1, 1)


def test_of_20_different_ones_at_once_under_one_key_one_is_taken(paper):
    answers = at_once(paper, [replace(DRAFT, text=f"Words {number}") for number in range(20)])
    assert sorted(isinstance(answer, str) for answer in answers) == [False] + [True] * 19
    assert {answer for answer in answers if isinstance(answer, str)} == {"key_reused"}
    assert rows(paper, comments) == 1


def test_20_at_once_under_keys_of_their_own_are_20(paper):
    answers = at_once(paper, [replace(DRAFT, text=f"Words {number}", key=f"key {number}") for number in range(20)])
    assert len({answer.comment_id for answer in answers}) == rows(paper, comments) == 20


@pytest.mark.parametrize(
    "changed",
    [
        {"text": "Other words"},
        {"author": "Bea"},
        {"email": "ada@example.org"},
        {"url": "https://ada.example"},
        {"page_url": f"{SITE}/other"},
    ],
)
def test_the_same_key_with_anything_else_is_refused_and_the_first_stays(paper, changed):
    first = submit(paper, DRAFT)
    with pytest.raises(Conflict, match="Another comment was sent with this key"):
        submit(paper, replace(DRAFT, **changed))
    assert submit(paper, DRAFT) == first
    assert rows(paper, comments) == 1


def test_an_answer_to_another_comment_is_another_comment(paper):
    above = put(paper, "Above")
    submit(paper, DRAFT)
    with pytest.raises(Conflict):
        submit(paper, replace(DRAFT, parent_id=above))


@pytest.mark.parametrize(
    "changed",
    [{"ip": "198.51.100.9"}, {"user_agent": "Another"}, {"title": "(1) The bridge"}, {"text": f" {DRAFT.text}\r\n"}],
)
def test_what_may_change_between_two_attempts_does_not_matter(paper, changed):
    assert submit(paper, replace(DRAFT, **changed)) == submit(paper, DRAFT)
    assert rows(paper, comments) == 1


def test_the_second_attempt_is_told_where_the_comment_stands_now(paper):
    first = submit(paper, DRAFT)
    give_status(paper, first.comment_id, Status.REJECTED)
    assert submit(paper, DRAFT) == replace(first, status=Status.REJECTED)


def test_it_is_answered_although_what_it_replies_to_has_gone_meanwhile(paper):
    above = put(paper, "Above")
    first = submit(paper, replace(DRAFT, parent_id=above))
    give_status(paper, above, Status.REJECTED)
    assert submit(paper, replace(DRAFT, parent_id=above)) == first


def test_a_key_holds_for_its_site_alone(paper):
    add_site(paper, "https://other.example")
    submit(paper, DRAFT)
    submit(paper, replace(DRAFT, site="https://other.example", page_url="https://other.example/a"))
    assert rows(paper, comments) == 2


def test_a_twin_under_another_key_is_answered_with_the_first_and_so_is_its_second_attempt(paper):
    first = submit(paper, replace(DRAFT, key=""))
    for _ in range(2):
        assert submit(paper, DRAFT) == first
    with pytest.raises(Conflict):
        submit(paper, replace(DRAFT, text="Other words"))
    assert rows(paper, comments) == 1


def test_a_key_is_forgotten_after_a_day(paper):
    now = paper.clock()
    submit(replace(paper, clock=lambda: now - DAY - 60_000), DRAFT)
    sweep(paper)
    assert rows(paper, idempotency) == 0
    submit(paper, replace(DRAFT, text="Other words"))
    assert rows(paper, comments) == 2


def test_no_key_stands_in_the_database(paper):
    submit(paper, replace(DRAFT, key="canary"))
    with paper.store.read() as connection:
        assert "canary" not in repr(connection.execute(select(idempotency)).all())


def test_a_comment_that_was_erased_takes_its_key_along(paper):
    first = submit(paper, DRAFT)
    erase(paper, first.comment_id, "the author")
    assert rows(paper, idempotency) == 0
    assert submit(paper, DRAFT).comment_id != first.comment_id
