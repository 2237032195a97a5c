"""A moderator's reply is published at once; nobody judges it, and nothing is learned from it."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from rejoinder.actions.deciding import queue
from rejoinder.actions.deciding.decide import allowed, decide
from rejoinder.actions.deciding.reply import NOT_JUDGED, reply
from rejoinder.actions.deciding.rules import close_page
from rejoinder.actions.deciding.undo import undo
from rejoinder.actions.reading.read import read_thread
from rejoinder.actions.rights.erase import erase
from rejoinder.errors import BadInput, Conflict, NotFound, TooLarge
from rejoinder.moderation import Event, Status
from rejoinder.store.comments import by_id
from rejoinder.store.schema import checks, ledger
from tests.actions.deciding.house import audited, found, say
from tests.serving import PAGE, SITE


def _rows(house, table) -> int:
    with house.store.read() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def test_a_reply_stands_under_the_comment_as_its_moderator_s(house, ada):
    comment = say(house)
    version = read_thread(house, SITE, PAGE).version
    number = reply(house, ada, comment, "  Thank you.\r\nAda ")
    made = found(house, number)
    assert (made.parent_id, made.status, made.author, made.text) == (
        comment,
        Status.PUBLISHED,
        "Ada",
        "Thank you.\nAda",
    )
    assert (made.moderator_id, made.reader_id, made.url) == (ada.id, None, "")
    thread = read_thread(house, SITE, PAGE)
    assert [one.comment.id for one in thread.placed] == [comment, number]
    assert thread.version == version + 1
    assert audited(house) == [("Ada", "reply", f"comment {number}", f"to comment {comment}")]


def test_it_is_neither_judged_nor_known_to_the_filter(house, ada, monkeypatch):
    def judged(*_):
        raise AssertionError

    comment = say(house)
    monkeypatch.setattr(house.judge, "check", judged)
    number = reply(house, ada, comment, "CHEAP PILLS http://pills.example")
    with house.store.read() as connection:
        check = connection.execute(select(checks).where(checks.c.id == found(house, number).check_id)).one()
    assert (check.verdict, check.source, check.text_digest) == (NOT_JUDGED, "desk", b"")
    assert (check.ip, check.user_agent, check.email_sealed) == ("", "", None)
    card = queue.one_card(house, number)
    assert (card.readable, card.reasons) == (True, ())


def test_what_readers_write_is_not_judged_by_what_moderators_wrote(house, ada):
    """A hundred readers who quote a moderator are no campaign of one text more than without that reply."""
    text = "The bridge opens again on Monday morning, says the council of the town."
    comment = say(house)
    reply(house, ada, comment, text)
    quoted = say(house, text, author="Bea")
    with house.store.read() as connection:
        check = connection.execute(select(checks).where(checks.c.id == found(house, quoted).check_id)).one()
    assert '"same_text":1' not in check.history


def test_decisions_on_it_teach_nothing_and_can_be_undone(house, ada):
    number = reply(house, ada, say(house), "Thank you.")
    taken, status = decide(house, ada, number, Event.REJECT)
    assert status is Status.REJECTED
    undo(house, ada, taken)
    assert found(house, number).status is Status.PUBLISHED
    decide(house, ada, number, Event.REJECT)
    assert decide(house, ada, number, Event.APPROVE)[1] is Status.PUBLISHED
    assert _rows(house, ledger) == 0
    assert audited(house)[-1][3] == "rejected -> published"


def test_it_is_never_called_spam(house, ada):
    number = reply(house, ada, say(house), "Thank you.")
    assert allowed(Status.PUBLISHED, own=True) == (Event.REJECT,)
    assert allowed(Status.REJECTED, own=True) == (Event.APPROVE,)
    with pytest.raises(Conflict, match="moderator"):
        decide(house, ada, number, Event.SPAM)
    assert found(house, number).status is Status.PUBLISHED


def test_it_can_be_erased(house, ada):
    number = reply(house, ada, say(house), "Thank you.")
    before = _rows(house, checks)
    erase(house, number, "Ada")
    with house.store.read() as connection:
        assert by_id(connection, number) is None
    assert _rows(house, checks) == before - 1


def test_the_same_form_sent_twice_is_one_reply(house, ada):
    comment = say(house)
    first = reply(house, ada, comment, "Thank you.", "key")
    assert reply(house, ada, comment, "Thank you.", "key") == first
    with pytest.raises(Conflict, match="Another comment"):
        reply(house, ada, comment, "Thanks.", "key")
    assert reply(house, ada, comment, "Thank you.", "another") != first
    assert len(read_thread(house, SITE, PAGE).placed) == 3


def test_what_is_no_reply_is_refused(house, ada):
    comment = say(house)
    for text in ("", "   \n"):
        with pytest.raises(BadInput, match="nothing"):
            reply(house, ada, comment, text)
    with pytest.raises(BadInput, match="not text"):
        reply(house, ada, comment, "a\x00b")
    with pytest.raises(TooLarge):
        reply(house, ada, comment, "x" * 10_001)
    with pytest.raises(NotFound):
        reply(house, ada, 999, "Thank you.")
    assert audited(house) == []


@pytest.mark.parametrize("stands", [Status.PENDING, Status.SPAM, Status.REJECTED, Status.REMOVED])
def test_there_is_no_reply_to_what_readers_do_not_see(house, ada, stands):
    comment = say(house, stands=stands)
    with pytest.raises(Conflict, match="do not see"):
        reply(house, ada, comment, "Thank you.")


def test_a_moderator_replies_where_comments_are_closed(house, ada):
    comment = say(house)
    close_page(house, "Ada", found(house, comment).page_id, closed=True)
    assert found(house, reply(house, ada, comment, "The last word.")).status is Status.PUBLISHED
