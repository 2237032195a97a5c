"""A short share of the slow and lying clients (`python -m soak.slow`), and that one who is let be would be noticed."""

from soak.record import Sheet
from soak.slow import KINDS, Ended, ends, slow


def test_every_kind_of_bad_client_is_let_go_in_time():
    sheet = slow(seconds=12, scale=0.02, long=10)
    # How long honest clients wait is measured by the long round: here it says how busy the machine is.
    assert not [figure for figure in sheet.figures if not figure.held and not figure.wanted.startswith("p95")]
    assert len(sheet.figures) > 10


def test_who_stays_too_long_is_noticed():
    sheet = Sheet(3, "slow", "", "", "hostile")
    ends(sheet, {kind.told: Ended(seconds=[10.0], open=[99.0]) for kind in KINDS})
    held = [figure.held for figure in sheet.figures if figure.wanted]
    assert held == [False] * len(KINDS)
