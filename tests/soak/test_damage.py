"""A short share of the round with damaged weights (`python -m soak.damage`), and that it would notice an untold one."""

import pytest

from rejoinder.actions.learning import snapshot
from soak.damage import damage


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_damaged_weights_end_as_the_fold_and_are_named(kind):
    sheet = damage(kind, flips=20, starts=1, seed=7)
    assert not [figure for figure in sheet.figures if not figure.held and not figure.wanted.startswith("under")]
    assert len(sheet.figures) == 5


def test_weights_that_are_used_although_they_are_damaged_are_noticed(monkeypatch):
    """Without the digest over the whole, flips in numbers of the header would pass."""
    monkeypatch.setattr(snapshot, "_bound", lambda _dump, _head: "always")
    sheet = damage("sqlite", flips=100, starts=0, seed=7)
    found = {figure.what: figure.held for figure in sheet.figures}
    assert not (found["not named"] and found["ended with other weights than the fold (or, of a dump, with any)"])
