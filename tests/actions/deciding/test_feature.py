"""Featured comments stand above the others of their page, as long as readers see them."""

from __future__ import annotations

import pytest

from rejoinder.actions.deciding.decide import decide
from rejoinder.actions.deciding.feature import feature
from rejoinder.actions.reading.read import read_thread
from rejoinder.errors import Conflict, NotFound
from rejoinder.moderation import Event, Status
from tests.actions.deciding.house import audited, found, say
from tests.serving import PAGE, SITE


def _featured(house) -> list[int]:
    return [one.id for one in read_thread(house, SITE, PAGE).featured]


def test_a_featured_comment_is_set_apart_until_it_is_not(house, ada):
    one, two = say(house), say(house, "Another.")
    version = read_thread(house, SITE, PAGE).version
    feature(house, ada, one, chosen=True)
    feature(house, ada, two, chosen=True)
    assert sorted(_featured(house)) == [one, two]
    assert read_thread(house, SITE, PAGE).version == version + 2
    feature(house, ada, one, chosen=False)
    assert _featured(house) == [two]
    lines = [("Ada", "feature", f"comment {one}", ""), ("Ada", "feature", f"comment {two}", "")]
    assert audited(house) == [*lines, ("Ada", "unfeature", f"comment {one}", "")]


def test_the_same_twice_is_once(house, ada):
    comment = say(house)
    feature(house, ada, comment, chosen=False)
    feature(house, ada, comment, chosen=True)
    since = found(house, comment).featured_at
    feature(house, ada, comment, chosen=True)
    assert found(house, comment).featured_at == since
    assert len(audited(house)) == 1


@pytest.mark.parametrize("stands", [Status.PENDING, Status.SPAM, Status.REJECTED, Status.REMOVED])
def test_what_readers_do_not_see_is_not_featured(house, ada, stands):
    comment = say(house, stands=stands)
    with pytest.raises(Conflict, match="do not see"):
        feature(house, ada, comment, chosen=True)
    assert found(house, comment).featured_at is None
    with pytest.raises(NotFound):
        feature(house, ada, 999, chosen=True)


def test_a_featured_comment_that_is_taken_down_is_not_shown(house, ada):
    comment = say(house)
    feature(house, ada, comment, chosen=True)
    decide(house, ada, comment, Event.SPAM)
    assert _featured(house) == []
    feature(house, ada, comment, chosen=False)
    assert found(house, comment).featured_at is None
