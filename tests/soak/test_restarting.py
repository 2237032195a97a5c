"""A short share of the round in which PostgreSQL is restarted (`python -m soak.restarting`)."""

import pytest

from soak.restarting import restarting


@pytest.mark.postgres
def test_postgresql_restarted_under_load_loses_nothing_and_needs_no_restart_of_ours():
    sheet = restarting(restarts=1, rate=50, seed=7)
    assert not [figure for figure in sheet.figures if not figure.held]
    assert len(sheet.figures) > 10
