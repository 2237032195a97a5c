"""The weights are a fold over the ledger, bit for bit."""

import json
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from rejoinder.actions.deciding.decide import decide
from rejoinder.actions.deciding.undo import undo
from rejoinder.actions.judging.check import check
from rejoinder.actions.judging.report import report
from rejoinder.actions.learning import snapshot
from rejoinder.actions.learning.compare import compare
from rejoinder.actions.learning.fold import catch_up, rebuild
from rejoinder.actions.owning.people import add_moderator
from rejoinder.actions.owning.sites import add_site
from rejoinder.actions.reading.submit import Draft, submit
from rejoinder.comment import Comment, Label
from rejoinder.errors import Damaged, RejoinderError, Unavailable
from rejoinder.moderation import DECISIONS, Event, Status
from rejoinder.store import decisions, ledger, schema
from rejoinder.store.sites import Site
from tests.serving import PAGE, PASSWORD, SITE, open_house

TEXTS = (
    "Win a casino bonus at http://spin.example/ now",
    "The council has voted against the bridge.",
    "Nice post, visit my site http://shop.example/",
    "I do not agree: the toll was never the problem.",
)


def folded(house):
    """Whether the live weights are the fold of the lines that stand."""
    return house.judge.digest()[0] == rebuild(house.store, house.judge).digest()[0]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(st.tuples(st.sampled_from(["check", "report", "decide", "undo"]), st.integers(0, 3)), max_size=12)
)
def test_whatever_people_do_the_weights_equal_the_fold_of_the_lines_that_remain(tmp_path_factory, steps):
    house = open_house(tmp_path_factory.mktemp("house"))
    site, _key = add_site(house, SITE)
    ada = add_moderator(house, "Ada", PASSWORD)
    for verb, pick in steps:
        try:
            if verb == "check":
                check(house, site, Comment(text=TEXTS[pick]))
            elif verb == "report":
                report(house, site, Comment(text=TEXTS[pick]), Label.SPAM if pick % 2 else Label.HAM)
            elif verb == "decide":
                submitted = submit(house, Draft(SITE, PAGE, TEXTS[pick]))
                decide(house, ada, submitted.comment_id, DECISIONS[pick % 3])
            else:
                with house.store.read() as connection:
                    newest = decisions.lately(connection, 4)
                undo(house, ada, newest[pick].id if pick < len(newest) else 99)
        except RejoinderError:
            # Refusals (nothing to undo, no such step) are part of the game; they must change nothing.
            pass
        assert folded(house)
    house.store.close()


def test_the_filter_knows_the_day_of_a_label_and_a_rebuild_knows_the_same(tmp_path):
    house = open_house(tmp_path, clock=lambda: 20_781 * 86_400_000 + 5)
    site, _key = add_site(house, SITE)
    text = "The old windmill of Lower Ashby sells lottery numbers by post to everybody who asks politely"
    report(house, site, Comment(text=text), Label.SPAM)
    again = Comment(text=text.replace("Lower", "Upper"))
    for weights in (house.judge.weights, rebuild(house.store, house.judge)):
        assert "memory:near-spam:20781" in [reason.signal for reason in weights.filter.explain(again)]
    assert folded(house)
    house.store.close()


@pytest.fixture
def trained(house):
    site, _key = add_site(house, SITE)
    for number, text in enumerate(TEXTS):
        report(house, site, Comment(text=text), Label.HAM if number % 2 else Label.SPAM)
    return house


def positions(house):
    with house.store.read() as connection:
        return list(connection.scalars(select(schema.ledger.c.position).order_by(schema.ledger.c.position)))


def test_positions_have_no_gaps_also_when_many_report_at_once(house):
    site, _key = add_site(house, SITE)

    def tell(number):
        report(house, site, Comment(text=f"{TEXTS[number % 4]} {number}"), Label.SPAM)

    threads = [threading.Thread(target=tell, args=[number]) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert positions(house) == list(range(1, 21))
    assert house.judge.learned == 20
    assert folded(house)


def test_a_label_that_another_process_wrote_is_learned_at_the_next_fold(trained, tmp_path):
    other = open_house(tmp_path)
    assert other.judge.learned == 0
    assert catch_up(other) == 4
    assert catch_up(other) == 0
    assert other.judge.digest() == trained.judge.digest()
    other.store.close()


def test_a_voided_line_loses_its_columns(trained):
    with trained.store.write() as connection:
        check_id = connection.scalar(select(schema.ledger.c.check_id).where(schema.ledger.c.position == 1))
        assert ledger.void(connection, check_id, "erased", 0) is Label.SPAM
        left = connection.scalars(select(schema.ledger_columns.c.position).order_by("position")).all()
        marked = set(connection.scalars(select(schema.ledger_marks.c.position)))
    catch_up(trained)
    assert left == [2, 3, 4]
    assert marked == {2, 3, 4}
    assert trained.judge.learned == 3
    assert folded(trained)


def test_a_snapshot_shortens_the_start_and_changes_nothing(trained, tmp_path):
    snapshot.save(trained)
    other = open_house(tmp_path)
    assert snapshot.load(other)
    assert other.judge.digest() == trained.judge.digest()
    assert catch_up(other) == 0
    other.store.close()


def test_a_snapshot_from_before_a_void_is_not_used(trained, tmp_path):
    snapshot.save(trained)
    with trained.store.write() as connection:
        ledger.void(connection, connection.scalar(select(schema.ledger.c.check_id).limit(1)), "erased", 0)
    other = open_house(tmp_path)
    assert not snapshot.load(other)
    other.store.close()


@pytest.mark.parametrize("place", [0.0, 0.05, 0.3, 0.6, 0.999])
def test_a_damaged_snapshot_is_never_trusted(trained, tmp_path, place):
    snapshot.save(trained)
    path = tmp_path / "weights.snapshot"
    content = bytearray(path.read_bytes())
    content[int(place * len(content))] ^= 1
    path.write_bytes(content)
    with pytest.raises(Damaged):
        snapshot.read(path, trained.judge.key)
    assert not snapshot.load(trained)


@pytest.mark.parametrize("says", ["position", "voids"])
def test_a_snapshot_that_says_it_has_read_further_than_it_has_is_never_trusted(trained, tmp_path, says):
    snapshot.save(trained)
    path = tmp_path / "weights.snapshot"
    line, _, dump = path.read_bytes().partition(b"\n")
    header = json.loads(line)
    header[says] += 1
    path.write_bytes(json.dumps(header).encode() + b"\n" + dump)
    with pytest.raises(Damaged):
        snapshot.read(path, trained.judge.key)


@pytest.mark.parametrize("content", [b"", b"\n", b"rubbish", b"\x80\x04\x95pickle.", b'{"position":1}\n'])
def test_a_snapshot_that_is_something_else_is_never_trusted(trained, tmp_path, content):
    (tmp_path / "weights.snapshot").write_bytes(content)
    assert not snapshot.load(trained)


def test_each_damaged_snapshot_is_named_and_what_was_used_instead(trained, tmp_path):
    snapshot.save(trained)
    snapshot.publish(trained)
    (tmp_path / "weights.snapshot").write_bytes(b"rubbish")
    assert snapshot.load(trained)
    assert trained.judge.notice == "The snapshot weights.snapshot is damaged. The one in the database was taken."
    with trained.store.write() as connection:
        connection.execute(schema.snapshots.update().values(content=b"rubbish"))
    assert not snapshot.load(trained)
    for named in ("weights.snapshot is", "in the database is", "made anew from the ledger"):
        assert named in trained.judge.notice


def test_a_rebuild_says_that_it_equals_the_live_weights(trained):
    snapshot.save(trained)
    compared = compare(trained)
    assert compared.equal is True
    assert compared.lines == 4


def test_a_rebuild_finds_weights_that_are_not_the_fold_and_replaces_them(trained):
    stranger = rebuild(trained.store, trained.judge)
    stranger.filter.learn(Comment(text="not in the ledger"), "spam")
    trained.judge.weights = stranger
    snapshot.save(trained)
    compared = compare(trained)
    assert compared.equal is False
    assert "DIFFER" in compared.sentence
    assert compare(trained).equal is True


@pytest.mark.parametrize("damage", [b"", b"rubbish", b"\x80\x04\x95pickle."])
def test_a_line_that_cannot_be_read_is_left_out_once_and_stops_nothing(trained, tmp_path, damage):
    with trained.store.write() as connection:
        columns = schema.ledger_columns.update().where(schema.ledger_columns.c.position == 2)
        connection.execute(columns.values(example=damage))
    site = Comment(text="One more that is spam http://more.example/")
    with trained.store.read() as connection:
        (one,) = connection.scalars(select(schema.sites.c.id))
    other = open_house(tmp_path)
    catch_up(other)
    report(other, Site(one, SITE, "", "enforce"), site, Label.SPAM)
    assert catch_up(other) == 0
    assert other.judge.learned == 4
    assert other.judge.unreadable == 1
    assert folded(other)
    other.store.close()


def test_a_decision_that_cannot_be_learned_at_once_is_taken_and_learned_later(house, monkeypatch):
    add_site(house, SITE)
    ada = add_moderator(house, "Ada", PASSWORD)
    submitted = submit(house, Draft(SITE, PAGE, TEXTS[0]))

    def fail(*_arguments):
        raise Unavailable("database_unavailable", "The database does not answer.")

    with monkeypatch.context() as broken:
        broken.setattr("rejoinder.store.ledger.lines", fail)
        _number, status = decide(house, ada, submitted.comment_id, Event.SPAM)
    assert status is Status.SPAM
    assert house.judge.learned == 0
    assert catch_up(house) == 1
