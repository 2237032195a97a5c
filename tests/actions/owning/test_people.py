"""Moderators and their sessions."""

import pytest

from rejoinder.actions.owning import people
from rejoinder.actions.owning.people import add_moderator, sign_in
from rejoinder.errors import NotSignedIn
from tests.serving import PASSWORD


def test_an_unknown_name_costs_the_same_hash_as_a_wrong_password():
    assert not people._hasher.check_needs_rehash(people._NOBODY)


def test_an_unknown_name_and_a_wrong_password_are_told_the_same(house, monkeypatch):
    add_moderator(house, "Ada", PASSWORD)
    compared, told = [], set()
    matches = people._matches

    def counted(hashed, password):
        compared.append(hashed)
        return matches(hashed, password)

    monkeypatch.setattr(people, "_matches", counted)
    for name in ("Ada", "Bea"):
        with pytest.raises(NotSignedIn) as refused:
            sign_in(house, name, "wrong horse battery")
        told.add(str(refused.value))
    assert len(told) == 1
    assert len(compared) == 2
