"""Each guard has a test that fails when the guard is switched off: the table fits the source, and a handful is tried.

All of them: `make guards`; the dated record is in docs/experiments.
"""

import re

import pytest

from tests.house.guards import GUARDS, ROOT, SOURCE, switched_off

QUICK = [guard for guard in GUARDS if guard.quick]


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_the_change_fits_the_source_and_its_tests_are_there(guard):
    assert (SOURCE / guard.file).read_text("utf-8").count(guard.old) == 1
    for test in guard.tests:
        path, _, name = test.partition("::")
        assert re.search(rf"^def {name.partition('[')[0] or 'test_'}", (ROOT / path).read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("guard", QUICK, ids=lambda guard: guard.name)
def test_with_a_guard_off_its_tests_fail(guard):
    outcome = switched_off(guard)
    assert outcome.caught, outcome.told
