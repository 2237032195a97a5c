"""What a moderator says of the reader who holds a key, and of nobody else."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from rejoinder.actions.deciding.writer import set_standing, writer_of
from rejoinder.errors import BadInput, NotFound
from rejoinder.moderation import Status
from rejoinder.store import readers
from rejoinder.store.schema import comments
from tests.actions.deciding.house import audited, found, say


def _by(house, digest: bytes, number: int) -> int:
    """Let a comment be of the reader with this key; returns their number."""
    with house.store.write() as connection:
        key = found(house, number).site_id, digest
        reader = readers.find_readers(connection, [key]).get(key) or readers.add_reader(connection, *key, house.clock())
        connection.execute(update(comments).where(comments.c.id == number).values(reader_id=reader.id))
    return reader.id


def _writer(house, number: int):
    with house.store.read() as connection:
        return writer_of(connection, found(house, number))


def test_a_writer_is_known_with_what_is_published_of_theirs(house, ada):
    one, two, three = say(house), say(house, "Two."), say(house, "Three.", Status.PENDING)
    for number in (one, two, three):
        _by(house, b"key", number)
    other = say(house, "By somebody else.")
    _by(house, b"other", other)
    assert _writer(house, three).published == 2
    assert _writer(house, other).published == 1
    assert _writer(house, say(house, "Without a key.")) is None


def test_a_standing_is_set_noted_and_taken_back(house, ada):
    comment = say(house)
    reader = _by(house, b"key", comment)
    for standing in ("hold", "trust", ""):
        set_standing(house, ada, comment, standing)
        assert _writer(house, comment).reader.standing == standing
    assert audited(house) == [
        ("Ada", "standing", f"reader {reader}", "none -> hold"),
        ("Ada", "standing", f"reader {reader}", "hold -> trust"),
        ("Ada", "standing", f"reader {reader}", "trust -> none"),
    ]


def test_what_is_no_standing_or_nobody_is_refused(house, ada):
    comment = say(house)
    for number in (comment, 999):
        with pytest.raises(NotFound, match="Nobody is known"):
            set_standing(house, ada, number, "hold")
    _by(house, b"key", comment)
    for standing in ("ban", "Hold", "hold "):
        with pytest.raises(BadInput, match="no such standing"):
            set_standing(house, ada, comment, standing)
    assert _writer(house, comment).reader.standing == ""
    assert audited(house) == []
