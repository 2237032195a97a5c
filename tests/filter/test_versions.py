"""Two versions of the features side by side: each filter has one, and so has every stored label and file of weights."""

import numpy as np
import pytest

from rejoinder.errors import Damaged
from rejoinder.filter import NEWEST, Comment, Example, SpamFilter
from rejoinder.filter.features import Extractor
from rejoinder.filter.hashing import Hasher
from rejoinder.filter.versions import EXTRACTORS
from tests.filter.stream import stream
from tests.filter.test_contract import FULL

LATER = 7
TEXT = Comment(text="Cheap watches and handbags, replica quality, 80% off today!!!")


class OtherFeatures(Extractor):
    """As the features of today, but that the columns are the mirrored ones."""

    def _columns(self, *parts):
        columns, groups, places = super()._columns(*parts)
        return (1 << 20) - 1 - columns[::-1], groups[::-1], places[::-1]


@pytest.fixture
def later(monkeypatch) -> int:
    monkeypatch.setitem(EXTRACTORS, LATER, OtherFeatures)
    return LATER


def trained(version: int) -> SpamFilter:
    made = SpamFilter(key=b"k", version=version)
    for comment, label in stream(3):
        made.learn(comment, label)
    return made


def test_two_versions_judge_side_by_side_in_one_program(later):
    old, new = trained(NEWEST), trained(later)
    assert (old.version, new.version) == (NEWEST, later)
    assert old.digest() != new.digest()
    assert old.check(TEXT).label == new.check(TEXT).label == "spam"
    for made in (old, new):
        assert {reason.signal for reason in made.explain(TEXT)} >= {"words:replica", "words:watches"}


@pytest.mark.parametrize("version", [*EXTRACTORS, LATER])
def test_features_found_under_one_key_are_found_again_under_another(later, version):
    one, other = (EXTRACTORS[version](Hasher(key)) for key in (b"one", b"other"))
    for comment, _label in [(TEXT, ""), (Comment(text=""), ""), (FULL, ""), *stream(1)]:
        again, found = other.again(one.extract(comment)), other.extract(comment)
        for part in ("columns", "groups", "places"):
            assert np.array_equal(getattr(again, part), getattr(found, part))


def test_an_example_keeps_its_version_through_its_bytes(later):
    for version in (NEWEST, later):
        example = SpamFilter(version=version).example(TEXT)
        again = Example.from_bytes(example.to_bytes())
        assert again.version == version
        assert again == example


def test_an_example_for_other_features_is_refused_and_nothing_is_learnt(later):
    old, new = trained(NEWEST), trained(later)
    for made, example in ((old, new.example(TEXT)), (new, old.example(TEXT))):
        before = made.digest()
        with pytest.raises(Damaged, match=r"for version \d of the features, not \d"):
            made.learn_example(example, "spam")
        assert made.digest() == before


def test_a_dump_is_loaded_with_the_features_that_stand_in_it(later):
    for version in (NEWEST, later):
        made = trained(version)
        for asked in (None, version):
            loaded = SpamFilter.loads(made.dumps(), key=b"k", version=asked)
            assert loaded.version == version
            assert loaded.digest() == made.digest()
            assert loaded.check(TEXT) == made.check(TEXT)


def test_a_dump_with_other_features_than_asked_for_is_refused(later, tmp_path):
    made = SpamFilter(version=later)
    made.dump(tmp_path / "weights")
    with pytest.raises(Damaged, match="it holds version 7 of the features, not 1"):
        SpamFilter.loads(made.dumps(), version=NEWEST)
    with pytest.raises(Damaged, match="it holds version 7 of the features, not 1"):
        SpamFilter.load(tmp_path / "weights", version=NEWEST)


def test_what_was_written_for_features_that_this_program_does_not_know_is_refused(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setitem(EXTRACTORS, LATER, OtherFeatures)
        made = SpamFilter(version=LATER)
        dump, example = made.dumps(), made.example(TEXT).to_bytes()
    with pytest.raises(Damaged, match="does not know"):
        SpamFilter.loads(dump)
    with pytest.raises(Damaged, match="does not know"):
        Example.from_bytes(example)
    with pytest.raises(ValueError, match="no version 7 of the features"):
        SpamFilter(version=LATER)
