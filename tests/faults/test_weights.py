"""Weights that cannot be loaded are made anew from the ledger, and `/healthz?detail` says so."""

import hashlib

import httpx
import msgspec
import pytest

from rejoinder.actions.judging.report import report
from rejoinder.actions.learning import snapshot
from rejoinder.actions.owning.health import health
from rejoinder.actions.owning.sites import add_site
from rejoinder.cli.common import opened
from rejoinder.comment import Comment, Label
from rejoinder.filter import SpamFilter
from tests.faults.program import furnish, program
from tests.serving import SITE


@pytest.fixture
def learned(folder):
    """A data folder whose installation has learned something; gives the digest of its weights."""
    with opened(folder) as house:
        site, _key = add_site(house, SITE)
        report(house, site, Comment(text="Cheap pills at http://pills.example/"), Label.SPAM)
        snapshot.save(house)
        return house.judge.digest()


def truncate(path):
    path.write_bytes(path.read_bytes()[:-1])


def exchange_a_byte(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def put_a_pickle(path):
    path.write_bytes(b"\x80\x04\x95pickle.")


def put_a_folder(path):
    path.unlink()
    path.mkdir()


def of_another_key(path):
    seal(path, SpamFilter(key=b"another").dumps())


def seal(path, dump):
    """With a checksum that fits, so that the filter itself has to find out."""
    header = msgspec.json.decode(path.read_bytes().partition(b"\n")[0])
    key = f"{header['position']}.{header['voids']}".encode()
    header["blake2b"] = hashlib.blake2b(header["lineage"].encode() + dump, key=key, digest_size=16).hexdigest()
    path.write_bytes(msgspec.json.encode(header) + b"\n" + dump)


@pytest.mark.parametrize("damage", [truncate, exchange_a_byte, put_a_pickle, put_a_folder, of_another_key])
def test_a_snapshot_that_cannot_be_used_is_made_anew_and_named(folder, learned, damage):
    damage(folder / "weights.snapshot")
    with opened(folder) as house:
        assert house.judge.digest() == learned
        assert "made anew from the ledger" in health(house).notice


def test_a_sound_snapshot_is_used_and_nothing_is_said(folder, learned):
    with opened(folder) as house:
        assert house.judge.digest() == learned
        assert health(house).notice == ""


def test_a_snapshot_that_may_not_be_read_stops_no_start(tmp_path):
    furnish(tmp_path)
    (tmp_path / "weights.snapshot").write_bytes(b"what nobody may read")
    (tmp_path / "weights.snapshot").chmod(0)
    with program(tmp_path, obeying=True) as running:
        told = httpx.get(f"{running.url}/healthz?detail").json()
    assert told["status"] == "ready"
    assert "Permission denied" in told["notice"]
