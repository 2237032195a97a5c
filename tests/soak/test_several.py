"""A short share of the round with three servers (`python -m soak.several`)."""

import pytest

from soak.several import several


@pytest.mark.postgres
def test_a_server_that_is_killed_among_three_takes_nothing_with_it():
    sheet = several(kills=1, clients=5, seed=7, lease=False)
    assert not [figure for figure in sheet.figures if not figure.held and not figure.wanted.startswith("under")]
    assert len(sheet.figures) > 6
