"""Going back a few labels, and making weights anew while the old ones judge and learn."""

import threading
from dataclasses import replace

import pytest

from rejoinder.actions.judging.check import check
from rejoinder.actions.judging.judge import Judge
from rejoinder.actions.judging.report import report
from rejoinder.actions.learning import fold, weights
from rejoinder.actions.learning.fold import advance, catch_up, is_stale, rebuild, renew
from rejoinder.actions.owning.sites import add_site
from rejoinder.comment import Comment, Label
from rejoinder.store import ledger
from tests.serving import SITE

COUNT = 12


@pytest.fixture
def trained(house):
    """A house with a dozen labels, and the checks that carry them."""
    site, _key = add_site(house, SITE)
    for number in range(COUNT):
        tell(house, site, number)
    return house, site


def tell(house, site, number, label=None):
    text = f"Comment {number} at http://number{number}.example about bridges"
    report(house, site, Comment(text=text), label or (Label.SPAM if number % 2 else Label.HAM))


def equal_to_the_fold(house):
    return house.judge.digest() == rebuild(house.store, house.judge).digest()


def test_a_label_taken_back_soon_is_forgotten_at_once_and_nothing_is_made_anew(trained, monkeypatch):
    house, site = trained
    before = house.judge.weights

    def refuse(*_arguments):
        raise AssertionError

    monkeypatch.setattr(fold, "renew", refuse)
    tell(house, site, COUNT - 3, Label.HAM)
    assert house.judge.weights is before
    assert not is_stale(house)
    monkeypatch.undo()
    assert equal_to_the_fold(house)


def test_a_label_of_long_ago_makes_the_weights_stale_and_they_go_on_learning(trained, monkeypatch):
    house, site = trained
    monkeypatch.setattr(weights, "_STEPS_SIZE", 0)
    tell(house, site, COUNT)
    stale = house.judge.weights
    tell(house, site, 0, Label.SPAM)
    assert is_stale(house)
    assert house.judge.weights is stale
    assert check(house, site, Comment(text="Anything")).verdict.reasons
    tell(house, site, COUNT + 1)
    assert stale.filter.learned == COUNT + 3  # the voided one still, and all that came since
    renew(house)
    assert house.judge.weights is not stale
    assert house.judge.learned == COUNT + 2
    assert not is_stale(house)
    assert equal_to_the_fold(house)


def test_labels_that_arrive_while_weights_are_made_anew_are_in_both(trained, monkeypatch):
    house, site = trained
    monkeypatch.setattr(weights, "_STEPS_SIZE", 0)
    tell(house, site, COUNT)
    tell(house, site, 0, Label.SPAM)
    made = fold.rebuild

    def meanwhile(store, judge):
        fresh = made(store, judge)
        tell(house, site, COUNT + 1)
        tell(house, site, 1, Label.HAM)
        return fresh

    monkeypatch.setattr(fold, "rebuild", meanwhile)
    renew(house)
    monkeypatch.undo()
    catch_up(house)
    assert equal_to_the_fold(house)


def test_renewing_twice_at_once_is_done_once(trained, monkeypatch):
    house, site = trained
    monkeypatch.setattr(weights, "_STEPS_SIZE", 0)
    tell(house, site, COUNT)
    tell(house, site, 0, Label.SPAM)
    made, count = fold.rebuild, []

    def counted(store, judge):
        count.append(1)
        return made(store, judge)

    monkeypatch.setattr(fold, "rebuild", counted)
    threads = [threading.Thread(target=renew, args=[house]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(count) == 1


def test_another_process_takes_back_what_it_has_learned_and_skips_what_it_has_not(trained):
    house, site = trained
    other = replace(house, judge=Judge(house.judge.key))
    advance(other)
    tell(house, site, COUNT)
    tell(house, site, COUNT, Label.HAM)  # voided before the other has seen it
    tell(house, site, 3, Label.HAM)
    assert advance(other) > 0
    assert other.judge.digest() == house.judge.digest()


def test_first_void_names_only_what_was_learned(trained):
    house, site = trained
    with house.store.read() as connection:
        seen = ledger.head(connection)
    tell(house, site, 5, Label.HAM)
    with house.store.read() as connection:
        assert ledger.first_void(connection, seen) == 6
        assert ledger.first_void(connection, ledger.Head(5, seen.voids)) is None
        assert ledger.first_void(connection, ledger.head(connection)) is None
