"""The filter raises: a comment waits for a person, a client holds its own, and whatever was decided stands."""

import pytest

from rejoinder.actions.judging.report import report
from rejoinder.actions.learning.fold import catch_up, rebuild
from rejoinder.actions.owning.health import health
from rejoinder.actions.owning.sites import add_site
from rejoinder.cli.common import opened
from rejoinder.comment import Comment, Label
from rejoinder.errors import Damaged
from rejoinder.workers.beside import Beside
from tests.faults.faces import PLAIN, VERDICTS, is_no_verdict, texts
from tests.serving import SITE


def failing(fault):
    def fail(*_arguments, **_named):
        raise fault

    return fail


@pytest.mark.parametrize("fault", [ZeroDivisionError(PLAIN), Damaged("x", "Not what was written."), MemoryError()])
def test_a_comment_that_the_filter_fails_on_waits_for_a_person(server, faces, monkeypatch, caplog, fault):
    with monkeypatch.context() as broken:
        broken.setattr(server.house.judge.weights.filter, "check", failing(fault))
        answer = faces.write()
        assert (answer.status_code, answer.json()["status"]) == (201, "pending")
        assert is_no_verdict(faces.ask())
        assert (faces.read(), faces.sign_in(), faces.queue(), faces.ready()) == (200, 303, 200, 200)
    assert texts(server.house.store, "pending") == [PLAIN]
    assert PLAIN not in caplog.text
    assert faces.all_is_well()


def test_a_fault_in_looking_for_links_costs_no_comment(server, faces, monkeypatch):
    """The history is looked up before the filter is asked, by means of the filter's own reader of links."""
    monkeypatch.setattr("rejoinder.actions.judging.known.find_links", failing(ZeroDivisionError()))
    assert faces.write().status_code == 201
    assert faces.ask().text in VERDICTS


def test_a_fault_in_making_reasons_is_one_of_the_filter(server, faces, monkeypatch):
    monkeypatch.setattr("rejoinder.filter.spamfilter._reasons", failing(ZeroDivisionError()))
    assert faces.write().json()["status"] == "pending"
    assert is_no_verdict(faces.ask())


@pytest.mark.parametrize("fault", [ZeroDivisionError(PLAIN), MemoryError()])
def test_a_label_that_the_filter_fails_to_learn_is_taken_and_those_before_it_are_learned_once(
    server, faces, monkeypatch, caplog, fault
):
    house = server.house
    assert faces.ask("First", "submit-spam").status_code == 200
    with monkeypatch.context() as later:
        later.setattr("rejoinder.actions.judging.report.learn_now", lambda _house: None)
        for text in ("Second", "Third", "Fourth"):
            assert faces.ask(text, "submit-spam").status_code == 200
    learned, real = [], house.judge.weights.filter.learn_example

    def learn(example, label, day):
        if len(learned) == 2:
            raise fault
        learned.append(example)
        return real(example, label, day)

    monkeypatch.setattr(house.judge.weights.filter, "learn_example", learn)
    assert faces.ask("Fifth", "submit-spam").status_code == 200
    assert house.judge.head.position == 3  # in one batch with the one that it failed on
    assert faces.detail()["behind"] == "2"
    with pytest.raises(Damaged):
        house.judge.weights.dumps()  # such weights are in no snapshot
    assert faces.all_is_well()
    catch_up(house)
    assert house.judge.learned == 5
    assert house.judge.digest()[0] == rebuild(house.store, house.judge).digest()[0]
    assert PLAIN not in caplog.text


def test_a_label_that_cannot_be_learned_stops_no_start(folder, monkeypatch):
    with opened(folder) as house:
        site, _key = add_site(house, SITE)
        report(house, site, Comment(text="Cheap pills"), Label.SPAM)
    (folder / "weights.snapshot").unlink(missing_ok=True)
    with monkeypatch.context() as broken:
        broken.setattr("rejoinder.filter.spamfilter.SpamFilter.learn_many", failing(ZeroDivisionError()))
        with opened(folder) as house, Beside(house):
            while "learning" not in health(house).troubles:
                assert health(house).ready
            assert (house.judge.learned, health(house).behind) == (0, 1)
    with opened(folder) as house:
        assert house.judge.learned == 1
