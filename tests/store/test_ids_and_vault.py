"""Ids, and what is made with the installation's secret."""

import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rejoinder.errors import Damaged
from rejoinder.store.ids import EPOCH, IdMaker
from rejoinder.store.vault import Vault, open_vault

VAULT = Vault(bytes(range(32)))
OTHER = Vault(bytes(32))


def test_ids_only_grow_also_when_the_clock_goes_back():
    make = IdMaker()
    ids = [make(EPOCH + moment) for moment in (5_000, 5_000, 4_000, 6_000, 0)]
    assert ids == sorted(set(ids))


def test_an_id_fits_a_signed_64_bit_column_until_2089():
    assert IdMaker()(EPOCH + 2**41 - 1) < 2**63


def test_the_secret_is_made_once_and_only_its_owner_may_read_it(tmp_path):
    path = tmp_path / "secret.key"
    first = open_vault(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert open_vault(path).digest("x", "y") == first.digest("x", "y")


def test_a_secret_of_another_length_is_refused(tmp_path):
    (tmp_path / "secret.key").write_bytes(b"short")
    with pytest.raises(Damaged, match="32 bytes"):
        open_vault(tmp_path / "secret.key")


@given(st.text(min_size=1))
def test_what_is_sealed_can_be_opened_with_the_same_secret_only(value):
    value = value.encode("utf-8", "replace").decode()
    sealed = VAULT.seal(value)
    assert VAULT.unseal(sealed) == value
    assert value.encode() not in sealed or len(value.encode()) < 3
    with pytest.raises(Damaged):
        OTHER.unseal(sealed)


def test_the_same_value_is_sealed_differently_each_time():
    assert VAULT.seal("ada@example.org") != VAULT.seal("ada@example.org")


def test_nothing_is_sealed_as_nothing():
    assert VAULT.seal("") is None
    assert VAULT.unseal(None) == ""


def test_digests_differ_by_use_and_by_secret():
    digests = {VAULT.digest("ip", "a"), VAULT.digest("text", "a"), OTHER.digest("ip", "a"), VAULT.digest("ip", "b")}
    assert len(digests) == 4


@given(st.integers(0, 2**63 - 1))
def test_a_guid_is_32_hex_digits_and_is_read_back(number):
    guid = VAULT.guid(number)
    assert len(guid) == 32
    assert VAULT.number(guid) == number
    assert OTHER.number(guid) is None


@pytest.mark.parametrize("guess", ["", "0" * 32, "g" * 32, "１" * 32, "-" + "0" * 31, "0x" + "0" * 30, " " * 32])
def test_a_guessed_guid_is_nobodys(guess):
    assert VAULT.number(guess) is None
