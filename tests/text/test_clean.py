"""The doors for strings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rejoinder.errors import BadInput, TooLarge
from rejoinder.text.clean import LIMITS, clean, repair


@pytest.mark.parametrize("field", LIMITS)
def test_a_value_at_its_limit_passes_and_one_more_is_refused_not_cut(field):
    limit = LIMITS[field].length
    assert clean(field, "я" * limit) == "я" * limit
    with pytest.raises(TooLarge, match=f"{limit + 1:,} characters; at most {limit:,}"):
        clean(field, "я" * (limit + 1))


@pytest.mark.parametrize("bad", ["a\0b", "\ud800", "\udc00\ud800", "a\x1b[0;31m", "\x7f", "a\x85b", "\x08"])
@pytest.mark.parametrize("field", ["text", "author"])
def test_what_is_not_text_is_refused(field, bad):
    with pytest.raises(BadInput, match=f"“{field}”"):
        clean(field, bad)


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        (" a\r\nb\rc ", "a\nb\nc"),
        ("a\u2028b", "a\nb"),
        ("\tTabs\tstay", "Tabs\tstay"),
        ("👩\u200d🚀 مرحبا", "👩\u200d🚀 مرحبا"),
    ],
)
def test_text_is_kept_as_written_but_for_its_line_ends(given_text, kept):
    assert clean("text", given_text) == kept


def test_a_name_has_one_line():
    assert clean("author", "Ada\nLovelace") == "Ada Lovelace"


@given(st.text(st.characters(exclude_categories=()), max_size=300))
def test_what_passes_can_be_stored_by_both_databases(text):
    try:
        passed = clean("text", text)
    except BadInput:
        return
    assert "\0" not in passed
    passed.encode()


@given(st.text(st.characters(exclude_categories=()), max_size=300))
def test_what_is_repaired_can_be_stored_and_keeps_its_length(text):
    repaired = repair(text)
    assert "\0" not in repaired
    assert len(repaired) == len(text)
    repaired.encode()
