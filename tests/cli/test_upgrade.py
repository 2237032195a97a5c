"""`rejoinder upgrade` saves before it migrates, never beside a server, and says how to go back."""

import json
import stat

import pytest
from alembic import command

from rejoinder.actions.owning.archive import read_manifest
from rejoinder.actions.owning.backup import restore
from rejoinder.actions.owning.upgrade import upgrade
from rejoinder.errors import Conflict, SettingError, Unavailable
from rejoinder.store.copies import copier_of
from rejoinder.store.engine import Store, _database
from rejoinder.store.upgrade import HEAD, alembic_config
from tests.cli.empties import empty  # noqa: F401 - a fixture
from tests.cli.programs import rejoinder
from tests.cli.test_backup import quiet, url_of
from tests.serving import open_house
from tests.store.test_migrations import FIRST, counts, fill_first_version


@pytest.fixture
def old(empty):  # noqa: F811 - the fixture
    """An installation of the first version, with rows in every table."""
    folder = empty("old")
    fill_first_version(url_of(folder))
    (folder / "secret.key").write_bytes(bytes(32))
    return folder


def counted(folder):
    database = _database(url_of(folder))
    with database.read() as connection:
        found = counts(connection)
    database.engine.dispose()
    return found


def spoil(folder):
    """Put a table in the way of a migration."""
    database = _database(url_of(folder))
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE tallies (x INTEGER)")
    database.engine.dispose()


def test_it_is_saved_then_migrated_and_a_second_run_does_nothing(old):
    before = counted(old)
    done = json.loads(rejoinder("upgrade", "--data", old, "--json").stdout)
    assert (done["before"], done["after"]) == (FIRST, HEAD)
    assert counted(old).items() >= before.items()
    (saved,) = (old / "backups").iterdir()
    assert str(saved) == done["saved"]
    assert saved.name.startswith(f"before-upgrade-{FIRST}-")
    assert {stat.S_IMODE(path.stat().st_mode) for path in (saved, old / "backups")} == {0o600, 0o700}
    assert json.loads((old / "backup.last").read_text())["file"] == str(saved)
    again = rejoinder("upgrade", "--data", old)
    assert (again.returncode, b"nothing was to be done" in again.stdout) == (0, True)
    assert len([*(old / "backups").iterdir()]) == 1


def test_what_was_saved_can_be_put_back(old, empty):  # noqa: F811 - the fixture
    elsewhere, before = empty("elsewhere"), counted(old)
    done = upgrade(old, url_of(old), old / "a" / "b", quiet)
    restore(done.saved, elsewhere, url_of(elsewhere), quiet)
    assert counted(elsewhere).items() >= before.items()


def test_no_other_command_migrates_what_is_filled(old):
    for call in (["serve", "--port", "0"], ["site", "list"], ["setup", "--no-input"], ["train"]):
        ended = rejoinder(*call, "--data", old)
        assert (ended.returncode, b"run `rejoinder upgrade`" in ended.stderr) == (2, True), ended
    assert copier_of(url_of(old)).revision() == FIRST


def test_an_older_database_that_holds_nothing_is_migrated_without_ado(empty):  # noqa: F811 - the fixture
    """As is one that several processes are making at this moment."""
    url = url_of(empty("old"))
    database = _database(url)
    with database.migrate() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, FIRST)
    database.engine.dispose()
    Store(url, spare_older=True).close()
    assert copier_of(url).revision() == HEAD


def test_where_there_is_nothing_yet_nothing_is_done(empty):  # noqa: F811 - the fixture
    folder = empty("new")
    ended = rejoinder("upgrade", "--data", folder)
    assert (ended.returncode, b"nothing to bring up to date yet" in ended.stdout) == (0, True)
    assert copier_of(url_of(folder)).revision() is None


def test_it_is_refused_while_somebody_uses_the_database(old):
    database = _database(url_of(old))
    with database.read(), pytest.raises(Conflict, match="Stop all servers, then try again"):
        upgrade(old, url_of(old), old / "backups", quiet)
    database.engine.dispose()
    assert not (old / "backups").exists()
    assert copier_of(url_of(old)).revision() == FIRST


def test_a_failed_migration_says_how_to_go_back(old):
    before = counted(old)
    spoil(old)
    with pytest.raises(Unavailable, match="could not be brought up to date") as raised:
        upgrade(old, url_of(old), old / "backups", quiet)
    (saved,) = (old / "backups").iterdir()
    assert f"rejoinder restore {saved}" in raised.value.remedy
    assert copier_of(url_of(old)).revision() not in {None, HEAD}
    assert counted(old).items() >= before.items(), "a migration that fails loses no row"
    assert read_manifest(saved).schema == FIRST


def test_a_newer_database_is_left_alone(folder):
    house = open_house(folder)
    with house.store.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999_later'")
    house.store.close()
    with pytest.raises(SettingError, match="newer version"):
        upgrade(folder, url_of(folder), folder / "backups", quiet)
    assert not (folder / "backups").exists()


def test_where_nothing_can_be_saved_nothing_is_migrated(old):
    (old / "backups").write_text("a file in the way")
    ended = rejoinder("upgrade", "--data", old)
    assert (ended.returncode, b"backups" in ended.stderr) == (2, True)
    assert copier_of(url_of(old)).revision() == FIRST
