"""`rejoinder doctor` finds what is wrong, says what to do about it, and finds nothing where nothing is."""

import json
import os
import re
import shutil
import time

import pytest
from sqlalchemy import update

from rejoinder.actions.clock import wall
from rejoinder.actions.judging.check import check
from rejoinder.actions.owning.examine import Stored, examine
from rejoinder.actions.owning.joining import join
from rejoinder.actions.owning.people import add_moderator
from rejoinder.actions.owning.sites import add_site, known_sites, new_key
from rejoinder.cli.checkup import machine
from rejoinder.cli.checkup.finding import State
from rejoinder.cli.checkup.reached import look_around
from rejoinder.cli.checkup.stored import look_at_outbox, look_at_stored
from rejoinder.cli.checkup.told_settings import look_at_settings
from rejoinder.comment import Comment
from rejoinder.settings import Settings
from rejoinder.store import outbox
from rejoinder.store.outbox import Waiting
from rejoinder.store.schema import site_keys
from tests.cli.empties import empty  # noqa: F401 - a fixture
from tests.cli.programs import line_with, rejoinder, running
from tests.cli.test_backup import url_of
from tests.serving import PASSWORD, SITE, open_house
from tests.store.test_migrations import fill_first_version


def states(findings):
    return {found.about: found.state.value for found in findings if found.state is not State.OK}


def told(findings, about):
    return next(f"{found.told} {found.remedy}" for found in findings if found.about == about)


@pytest.fixture
def lived(folder):
    """An installation with a site and a moderator."""
    house = open_house(folder)
    join(house.store, house.vault, 0)
    add_site(house, SITE)
    add_moderator(house, "Ada", PASSWORD)
    house.store.close()
    folder.chmod(0o700)
    return folder


def stored(folder):
    return look_at_stored(folder, url_of(folder), "")[0]


def test_a_sound_installation_with_its_server_has_no_problem(lived):
    with running("serve", "--data", lived, "--port", "0") as lines:
        url = re.search(r"http://127\.0\.0\.1:\d+", line_with(lines, "Rejoinder serves"))[0]
        with (lived / "rejoinder.toml").open("a") as file:
            file.write(f'base_url = "{url}"\n')
        key = json.loads(rejoinder("site", "new-key", SITE, "--data", lived, "--json").stdout)["key"]
        rejoinder("backup", lived.parent / f"{lived.name}.zip", "--data", lived)
        ran = rejoinder("doctor", "--data", lived, "--key", key, "--json")
        found = json.loads(ran.stdout)
        assert (ran.returncode, found["problems"], found["warnings"]) == (0, 0, 1), found
        assert [one["about"] for one in found["findings"] if one["state"] == "warning"] == ["base_url"]
        assert {"about": "Akismet", "state": "OK", "told": "the key is good", "remedy": ""} in found["findings"]
        assert rejoinder("doctor", "--data", lived, "--strict").returncode == 1


def test_what_is_wrong_is_told_with_what_to_do_and_by_the_exit_code(lived):
    (lived / "rejoinder.toml").write_text('base_url = "http://127.0.0.1:9"\n')
    (lived / "secret.key").unlink()
    ran = rejoinder("doctor", "--data", lived)
    shown = ran.stdout.decode()
    assert (ran.returncode, ran.stderr) == (1, b"")
    assert re.search(r"^problem server +Nothing answers at 127\.0\.0\.1:9: Connection refused", shown, re.MULTILINE)
    assert re.search(r"^ +-> Start the server, or correct base_url\.$", shown, re.MULTILINE)
    assert re.search(r"^Problems: 2, warnings: \d\.$", shown, re.MULTILINE)
    assert not (lived / "secret.key").exists(), "to look makes nothing"


def test_settings_that_do_not_make_sense_end_the_look_with_the_sentence(tmp_path):
    (tmp_path / "rejoinder.toml").write_text("base_ulr = 1\n")
    ran = rejoinder("doctor", "--data", tmp_path)
    assert ran.returncode == 1
    assert b"Did you mean base_url?" in ran.stdout


def test_where_there_is_no_folder_there_is_nothing_to_look_at(tmp_path):
    ran = rejoinder("doctor", "--data", tmp_path / "none")
    assert (ran.returncode, b"There is no installation" in ran.stderr) == (2, True)
    assert not (tmp_path / "none").exists()


def test_what_is_stored_is_found_sound(lived):
    assert states(stored(lived)) == {}


def test_a_folder_without_tables_is_not_given_any(empty):  # noqa: F811 - the fixture
    folder = empty("new")
    assert "rejoinder setup" in told(stored(folder), "database")
    assert not (folder / "secret.key").exists()


def test_an_older_version_is_told_and_not_migrated(empty):  # noqa: F811 - the fixture
    folder = empty("old")
    fill_first_version(url_of(folder))
    for _ in range(2):
        assert "older version wrote it (schema 0001_first) Stop all servers" in told(stored(folder), "database")


def test_a_secret_of_another_installation_is_told(lived):
    (lived / "secret.key").write_bytes(bytes(32))
    assert "is not that of the database" in told(stored(lived), "database")


def test_a_database_that_does_not_answer_is_told(tmp_path):
    found = look_at_stored(tmp_path, "postgresql:///x?host=/nowhere", "")[0]
    assert "The database cannot be opened" in told(found, "database")


def test_a_damaged_database_is_told(tmp_path):
    (tmp_path / "rejoinder.db").write_bytes(b"no database " * 1000)
    assert "is not a database" in told(stored(tmp_path), "database")


def test_a_damaged_snapshot_is_told(lived):
    (lived / "weights.snapshot").write_bytes(b"{")
    assert "weights.snapshot" in told(stored(lived), "weights")


def test_an_installation_without_site_and_moderator_is_told(folder):
    open_house(folder).store.close()
    assert states(stored(folder)) == {"sites": "warning", "moderators": "problem"}


def test_keys_that_clients_use_and_that_are_too_old_for_webhooks_are_told_until_there_is_another(lived):
    house = open_house(lived)
    site = known_sites(house)[0].site
    with house.store.write() as connection:
        connection.execute(update(site_keys).values(sealed=None))  # as an earlier version left them
    assert states(stored(lived)) == {}, "no client asks with it"
    check(house, site, Comment("The bridge was closed again."))
    assert f"the keys of {SITE} are too old for webhooks" in told(stored(lived), "webhooks")
    new_key(house, SITE)
    assert states(stored(lived)) == {}
    house.store.close()


def test_messages_that_should_have_gone_out_are_told(house):
    with house.store.write() as connection:
        outbox.put(connection, "decided", house.clock() - 7_200_000, comment=1, status="spam")
    assert look_at_outbox(examine(house)).state is State.OK, "nobody is to carry this one"
    with house.store.write() as connection:
        outbox.put(connection, "decided", house.clock() - 7_200_000, due=True, comment=1, status="spam")
    assert "1 messages wait, the oldest for 2 hours" in look_at_outbox(examine(house)).told
    assert look_at_outbox(Stored((), (), Waiting(3, wall()), 0)).state is State.OK


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (Settings(base_url="https://c.example", trusted_proxies=("127.0.0.1",)), {}),
        (Settings(), {"base_url": "warning"}),
        (Settings(base_url="http://localhost:8080"), {"base_url": "warning"}),
        (Settings(base_url="http://c.example"), {"base_url": "warning"}),
        (Settings(base_url="https://c.example"), {"trusted_proxies": "warning"}),
        (Settings(base_url="https://c.example", trusted_proxies=("0.0.0.0/0",)), {"trusted_proxies": "problem"}),
        (Settings(base_url="https://c.example", trusted_proxies=("unix", "::/1")), {"trusted_proxies": "problem"}),
    ],
)
def test_settings_that_go_badly_together_are_told(settings, expected):
    assert states(look_at_settings(settings, {"PATH": "/"})) == expected


def test_a_variable_that_was_meant_to_be_a_setting_is_told():
    settings = Settings(base_url="https://c.example", trusted_proxies=("unix",))
    assert states(look_at_settings(settings, {"REJOINDER_DATABASE": "x"})) == {}
    assert "Did you mean REJOINDER_BASE_URL?" in told(
        look_at_settings(settings, {"REJOINDER_BASE_ULR": ""}), "settings"
    )


@pytest.mark.parametrize(
    ("folder_mode", "secret_mode", "expected"),
    [
        (0o700, 0o600, {}),
        (0o755, 0o600, {}),
        (0o700, 0o640, {"folder": "problem"}),
        (0o755, 0o604, {"folder": "problem"}),
    ],
)
def test_a_secret_that_others_may_read_is_told(tmp_path, folder_mode, secret_mode, expected):
    (tmp_path / "secret.key").write_bytes(bytes(32))
    (tmp_path / "secret.key").chmod(secret_mode)
    tmp_path.chmod(folder_mode)
    assert states(machine.look_at_folder(tmp_path)) == expected


def test_words_that_others_may_read_are_told_where_the_folder_is_open(tmp_path):
    (tmp_path / "rejoinder.db").write_text("")
    (tmp_path / "rejoinder.db").chmod(0o644)
    tmp_path.chmod(0o755)
    assert "rejoinder.db" in told(machine.look_at_folder(tmp_path), "folder")
    tmp_path.chmod(0o700)
    assert states(machine.look_at_folder(tmp_path)) == {}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_somebody_else_is_told(tmp_path):
    os.chown(tmp_path, 65_534, 65_534)
    assert states(machine.look_at_folder(tmp_path)) == {"folder": "warning"}


@pytest.mark.parametrize(("free", "state"), [(2**32, "OK"), (2**29, "warning"), (2**26, "problem")])
def test_a_disk_that_is_filling_is_told(tmp_path, monkeypatch, free, state):
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: shutil._ntuple_diskusage(2**40, 0, free))
    assert machine.look_at_room(tmp_path).state == state


def test_a_clock_that_is_behind_is_told(monkeypatch):
    assert machine.look_at_clock(wall() + 60_000).state is State.OK
    assert "a process began at" in machine.look_at_clock(wall() + 900_000).told
    monkeypatch.setattr(machine, "wall", lambda: 0)
    assert machine.look_at_clock().state is State.PROBLEM


@pytest.mark.parametrize(
    ("content", "state", "said"),
    [
        (None, "warning", "none is known of"),
        ("{}", "warning", "cannot be read"),
        ("[", "warning", "cannot be read"),
        ('{"at": %d, "file": "/b.zip"}', "OK", "saved today to /b.zip"),
        ('{"at": 1, "file": "/b.zip"}', "warning", "days ago to /b.zip"),
    ],
)
def test_a_backup_that_is_old_or_unknown_is_told(tmp_path, content, state, said):
    if content is not None:
        (tmp_path / "backup.last").write_text(content.replace("%d", str(int(time.time()))))
    found = machine.look_at_backup(tmp_path)
    assert (found.state, said in found.told) == (state, True)


def test_a_key_that_is_good_for_another_than_the_first_site_is_good(server):
    _site, key = add_site(server.house, "https://second.example")
    sites = [SITE, "https://second.example"]
    assert states(look_around(server.url, key, sites)) == {}
    assert states(look_around(server.url, "ffffffffffff", sites)) == {"Akismet": "problem"}
    assert states(look_around(server.url, "", sites)) == {}


def test_what_a_server_says_of_itself_is_told(server):
    server.house.troubles.note("snapshot", "The disk is full.")
    assert states(look_around(server.url, "", [SITE])) == {"trouble: snapshot": "problem"}


def test_an_answer_that_is_not_ours_is_told(server):
    (found,) = look_around(f"{server.url}/nowhere", "", [SITE])
    assert "is not Rejoinder (status 404)" in found.told
