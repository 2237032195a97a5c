"""Whatever people do, and whatever dies: the weights of every process are the fold of the lines that remain.

Random sequences of check, report, post, decide, undo, edit, erase, expire, crash and restart, by one process and by
three, on both databases. `make soak` runs the same with more examples.
"""

import os
import shutil
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import LargeBinary, Text, select

from rejoinder.actions.owning.people import add_moderator
from rejoinder.actions.owning.sites import add_site
from rejoinder.filter import Example, SpamFilter
from rejoinder.privacy.retention import DAY_MS
from rejoinder.store import ledger, schema
from rejoinder.store.shorthand import BrowserName
from tests.ledger.actor import MODERATOR, START, STEP_MS, STEPS, Elsewhere, Here, text_of
from tests.serving import PASSWORD, SITE, open_house

EXAMPLES = int(os.environ.get("REJOINDER_EXAMPLES", "0"))  # `make soak` asks for more
OFTEN = ("report", "report", "say", "decide", "undo", "edit", "erase", "crash", "crash")
steps = st.lists(
    st.tuples(st.sampled_from([*STEPS, *OFTEN]), st.integers(0, 30), st.integers(0, 2), st.booleans()), max_size=25
)


@pytest.fixture
def stage(folder, tmp_path_factory):
    """Makes an empty installation and as many folders on it as are asked for."""
    first = open_house(folder)
    add_site(first, SITE)
    add_moderator(first, MODERATOR, PASSWORD)

    def make(count):
        with first.store.write() as connection:
            for table in reversed(schema.metadata.sorted_tables):
                if table.name not in ("sites", "site_origins", "site_keys", "moderators", "ledger_head"):
                    connection.execute(table.delete())
            connection.execute(schema.ledger_head.update().values(position=0, voids=0))
        folders = [folder]
        for number in range(1, count):
            if first.store.engine.dialect.name == "sqlite":
                folders.append(folder)
            else:
                other = tmp_path_factory.mktemp(f"machine{number}")
                for name in ("secret.key", "rejoinder.toml"):
                    shutil.copy(folder / name, other / name)
                folders.append(other)
        for path in {*folders}:
            for old in path.glob("*.snapshot"):
                old.unlink()
        return folders, first

    yield make
    first.store.close()


def folded(house):
    """The fold of the lines that remain, by nothing but the table and the filter."""
    spam_filter = SpamFilter(key=house.judge.key)
    with house.store.read() as connection:
        head = ledger.head(connection)
        what = (schema.ledger.c.label, schema.ledger_columns.c.example, schema.ledger.c.made_at)
        query = select(*what).join(schema.ledger_columns)
        standing = query.where(schema.ledger.c.voided_at.is_(None)).order_by(schema.ledger.c.position)
        for label, example, made_at in connection.execute(standing):
            spam_filter.learn_example(Example.from_bytes(example), label, made_at // DAY_MS)
    return {"digest": spam_filter.digest(), "position": head.position, "voids": head.voids}


def all_words(house):
    """Every text and every blob in the database, as one string."""
    found = []
    with house.store.read() as connection:
        for table in schema.metadata.sorted_tables:
            columns = [column for column in table.c if isinstance(column.type, (Text, LargeBinary, BrowserName))]
            found += [str(value) for row in connection.execute(select(*columns)) for value in row] if columns else []
    return "\n".join(found)


def remaining(house):
    """Positions of standing lines, of columns and of marks; and the texts of checks that are still there."""
    with house.store.read() as connection:
        standing = set(connection.scalars(select(schema.ledger.c.position).where(schema.ledger.c.voided_at.is_(None))))
        columns = set(connection.scalars(select(schema.ledger_columns.c.position)))
        marks = set(connection.scalars(select(schema.ledger_marks.c.position)))
        positions = list(connection.scalars(select(schema.ledger.c.position).order_by(schema.ledger.c.position)))
        checks = Counter(
            connection.scalars(select(schema.ledger.c.check_id).where(schema.ledger.c.voided_at.is_(None)))
        )
        texts = set(connection.scalars(select(schema.checks.c.text)))
        texts |= set(connection.scalars(select(schema.comments.c.text)))
    return standing, columns, marks, positions, checks, texts


def verify(house, states):
    """All that the ledger promises, of all processes at once."""
    expected = folded(house)
    standing, columns, marks, positions, checks, texts = remaining(house)
    for found in states:
        assert {name: found[name] for name in expected} == expected
        assert set(found["steps"]) <= standing, "what was taken back is still in memory"
    assert columns == standing
    assert marks <= standing
    assert positions == list(range(1, expected["position"] + 1)), "positions have gaps"
    assert not checks or max(checks.values()) == 1, "two labels stand for one check"
    words = all_words(house)
    for number in (*range(40), *range(1_000, 1_040)):
        if text_of(number) not in texts:
            assert f"canary{number}x" not in words


def play(stage, count, kind, played):
    folders, house = stage(count)
    actors = [kind(folder, f"process{number}") for number, folder in enumerate(folders)]
    try:
        for place, (verb, number, who, together) in enumerate(played):
            doing = actors if together and verb != "crash" else [actors[who % count]]
            for actor in doing:
                actor.begin(verb, number, START + place * STEP_MS)
            for actor in doing:
                actor.end()
        for actor in actors:
            actor.begin("catch up", 0, START + len(played) * STEP_MS)
        verify(house, [actor.end() for actor in actors])
    finally:
        for actor in actors:
            actor.close()


quietly = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=EXAMPLES or 30, deadline=None, suppress_health_check=quietly)
@given(played=steps)
def test_one_process_whatever_happens_has_the_fold_of_the_lines_that_remain(stage, played):
    play(stage, 1, Here, played)


@settings(max_examples=EXAMPLES // 5 or 4, deadline=None, suppress_health_check=quietly)
@given(played=steps)
def test_three_processes_whatever_happens_have_the_fold_of_the_lines_that_remain(stage, played):
    play(stage, 3, Elsewhere, played)


def test_the_check_would_see_weights_that_are_not_the_fold(stage):
    """The guard of this file: a process that missed a label, or kept one, is found out."""
    folders, house = stage(1)
    actor = Here(folders[0], "process0")
    actor.begin("report", 1, START)
    good = actor.end()
    verify(house, [good])
    for wrong in ({"digest": "0" * 32}, {"position": 0}, {"voids": 1}, {"steps": [1, 7]}):
        with pytest.raises(AssertionError):
            verify(house, [{**good, **wrong}])
    actor.close()
