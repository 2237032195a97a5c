"""A short share of the round with a small disk (`python -m soak.disk`)."""

import pytest

from soak.disk import disk


@pytest.mark.mount
def test_a_disk_that_was_full_is_written_to_again_and_has_lost_nothing():
    sheet = disk(megabytes=8, times=2, seed=7)
    assert not [figure for figure in sheet.figures if not figure.held]
    assert len(sheet.figures) > 10
