"""A backup taken while the installation is at work holds one state of it, and is put back elsewhere as it was."""

import json
import shutil
import sqlite3
import stat
import threading
import zipfile
from contextlib import closing, contextmanager

import pytest
from sqlalchemy import MetaData, func, insert, select

from rejoinder.actions.judging.check import check
from rejoinder.actions.judging.report import report
from rejoinder.actions.learning import snapshot
from rejoinder.actions.learning.fold import catch_up
from rejoinder.actions.owning.backup import backup, restore
from rejoinder.actions.owning.joining import join
from rejoinder.actions.owning.sites import add_site
from rejoinder.comment import Comment, Label
from rejoinder.errors import Conflict, Damaged, NotFound, RejoinderError, SettingError, Unavailable
from rejoinder.settings import load_settings
from rejoinder.store.copies import copier_of
from rejoinder.store.schema import audit, checks, ledger, sites, tallies
from rejoinder.store.sites import all_sites
from tests.cli.programs import rejoinder
from tests.serving import SITE, open_house, prepared
from tests.store.test_migrations import FIRST, fill_first_version


def quiet(_what, _done, _of):
    """Progress that nobody looks at."""


def url_of(folder):
    return load_settings(folder, {}).database or f"sqlite:///{folder / 'rejoinder.db'}"


@pytest.fixture
def elsewhere(request, database, tmp_path):
    """Another data folder, with an empty database of the same kind."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    if database is None:
        yield folder
    else:
        with request.getfixturevalue("databases").fresh("template1") as url:
            yield prepared(folder, url)


@pytest.fixture
def lived(folder):
    """The folder of an installation with a site, a check with an address, and a label."""
    house = open_house(folder)
    join(house.store, house.vault, 0)
    site, _key = add_site(house, SITE)
    report(house, site, Comment(text="Buy at http://shop.example/", email="nell@example.org"), Label.SPAM)
    house.store.close()
    return folder


def rows(folder):
    """Every row of every table, but for what a restore is to change."""
    house = open_house(folder)
    with house.store.read() as connection:
        found = MetaData()
        found.reflect(connection)
        told = {
            table.name: sorted(map(repr, connection.execute(select(table)).all()))
            for table in found.sorted_tables
            if table.name not in {"installation", "processes"}
        }
    house.store.close()
    return told


def save(folder, file, **options):
    return backup(folder, url_of(folder), file, quiet, **options)


def put_back(file, folder, **options):
    return restore(file, folder, url_of(folder), quiet, **options)


def test_what_is_put_back_elsewhere_is_what_was_saved(lived, elsewhere, tmp_path):
    save(lived, tmp_path / "saved.zip")
    put_back(tmp_path / "saved.zip", elsewhere)
    assert rows(elsewhere) == rows(lived)
    house = open_house(elsewhere)
    join(house.store, house.vault, 0)
    with house.store.read() as connection:
        assert house.vault.unseal(connection.scalar(select(checks.c.email_sealed))) == "nell@example.org"
    assert catch_up(house) == 1
    # Numbers go on where they were.
    add_site(house, "https://other.example")
    house.store.close()


@contextmanager
def writers(folder):
    """Verbs at work: each step, one transaction, leaves a row in two tables; and checks arrive together."""
    house, stop, failed = open_house(folder), threading.Event(), []
    with house.store.read() as connection:
        site = all_sites(connection)[0]

    def step():
        number = 1
        while not stop.is_set():
            with house.store.write() as connection:
                values = {"url": f"https://{number}.example", "name": str(number), "mode": "enforce", "created_at": 0}
                connection.execute(insert(sites).values(values))
                line = {"at": 0, "actor": "", "action": "step", "subject": str(number), "detail": ""}
                connection.execute(insert(audit).values(line))
            number += 1

    def ask():
        while not stop.is_set():
            check(house, site, Comment(text="Is this in it?"))

    def run(work):
        try:
            work()
        except RejoinderError as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=[work]) for work in (step, ask, ask)]
    for thread in threads:
        thread.start()
    try:
        yield house
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        house.store.close()
    assert failed == [], "the backup got in the way"


def steps(connection):
    return connection.scalar(select(func.count()).select_from(audit).where(audit.c.action == "step"))


def test_a_backup_under_load_is_the_state_at_one_commit(lived, elsewhere, tmp_path):
    """Each step is whole or not in it, none is missing before the last, and what was committed before is in it."""
    with writers(lived) as house:
        reached = 0
        while reached < 20:
            with house.store.read() as connection:
                reached = steps(connection)
        save(lived, tmp_path / "saved.zip")
        more = reached
        while more < reached + 20:  # the writers went on
            with house.store.read() as connection:
                more = steps(connection)
    put_back(tmp_path / "saved.zip", elsewhere)
    restored, now = rows(elsewhere), rows(lived)
    other = open_house(elsewhere)
    with other.store.read() as connection:
        last = steps(connection)
        assert connection.scalar(select(func.count()).select_from(sites)) == last + 1
        asked = select(func.count()).where(checks.c.id.not_in(select(ledger.c.check_id)))
        counted = select(func.sum(tallies.c.spam + tallies.c.ham))
        assert connection.scalar(asked) == connection.scalar(counted) > 0
    other.store.close()
    assert reached <= last <= more
    for name in restored.keys() - {"tallies"}:  # the one table whose rows grow in place; see above
        assert set(restored[name]) <= set(now[name]), name
    for name in ("moderators", "ledger", "ledger_columns", "ledger_marks", "decisions"):
        assert restored[name] == now[name]


def test_only_its_owner_may_read_a_backup_and_it_holds_what_it_says(lived, tmp_path):
    save(lived, tmp_path / "saved.zip")
    assert stat.S_IMODE((tmp_path / "saved.zip").stat().st_mode) == 0o600
    with zipfile.ZipFile(tmp_path / "saved.zip") as archive:
        assert set(archive.namelist()) == {"database", "secret.key", "manifest.json"}
        assert archive.read("secret.key") == (lived / "secret.key").read_bytes()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith((".", "saved.zip."))] == []


def test_without_the_secret_it_needs_the_right_one_in_the_folder(lived, elsewhere, tmp_path):
    save(lived, tmp_path / "saved.zip", with_secret=False)
    with pytest.raises(Conflict, match="holds no secret"):
        put_back(tmp_path / "saved.zip", elsewhere)
    (elsewhere / "secret.key").write_bytes(bytes(32))
    with pytest.raises(SettingError, match="not the one that belongs to it"):
        put_back(tmp_path / "saved.zip", elsewhere)
    shutil.copy(lived / "secret.key", elsewhere)
    put_back(tmp_path / "saved.zip", elsewhere, replace=True)
    assert rows(elsewhere) == rows(lived)


def test_what_is_there_is_replaced_only_when_told_and_only_when_nobody_uses_it(lived, tmp_path):
    save(lived, tmp_path / "saved.zip")
    before = rows(lived)
    house = open_house(lived)
    add_site(house, "https://later.example")
    with pytest.raises(Conflict, match="There is an installation already"):
        put_back(tmp_path / "saved.zip", lived)
    with pytest.raises(Conflict, match="Stop all servers"):
        put_back(tmp_path / "saved.zip", lived, replace=True)
    house.store.close()
    assert rows(lived) != before
    put_back(tmp_path / "saved.zip", lived, replace=True)
    assert rows(lived) == before


def test_a_secret_of_another_installation_is_not_replaced_unasked(lived, elsewhere, tmp_path):
    save(lived, tmp_path / "saved.zip")
    (elsewhere / "secret.key").write_bytes(bytes(32))
    with pytest.raises(Conflict, match="There is another secret"):
        put_back(tmp_path / "saved.zip", elsewhere)
    assert (elsewhere / "secret.key").read_bytes() == bytes(32)


def test_weights_from_before_a_restore_are_not_used_after_it(lived, tmp_path):
    """The ledger goes on from an earlier line: other labels come under the numbers that those weights have read."""
    save(lived, tmp_path / "saved.zip")
    house = open_house(lived)
    with house.store.read() as connection:
        site = type("S", (), {"id": connection.scalar(select(sites.c.id)), "mode": "enforce", "url": SITE})()
    report(house, site, Comment(text="Only before the restore"), Label.SPAM)
    snapshot.save(house)
    kept = (lived / "weights.snapshot").read_bytes()
    house.store.close()
    put_back(tmp_path / "saved.zip", lived, replace=True)
    assert not (lived / "weights.snapshot").exists()
    (lived / "weights.snapshot").write_bytes(kept)  # as on another machine of the installation
    house = open_house(lived)
    report(house, site, Comment(text="Only after the restore"), Label.HAM)
    fresh = open_house(lived)
    assert not snapshot.load(fresh)
    assert "from before the database was restored" in fresh.judge.notice
    for one in (house, fresh):
        one.store.close()


@pytest.mark.parametrize("place", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_damaged_backup_is_refused_and_changes_nothing(lived, elsewhere, tmp_path, place):
    file = tmp_path / "saved.zip"
    save(lived, file)
    content = bytearray(file.read_bytes())
    content[int(place * len(content))] ^= 0xFF
    file.write_bytes(content)
    try:
        put_back(file, elsewhere)
    except Damaged:
        assert not (elsewhere / "rejoinder.db").exists()
        assert not (elsewhere / "secret.key").exists()
    else:  # the flip hit a field that says nothing, such as the time of a file
        assert rows(elsewhere) == rows(lived)


@pytest.mark.parametrize("length", [0, 10, 1000, -30, -1])
def test_half_a_backup_is_refused(lived, elsewhere, tmp_path, length):
    file = tmp_path / "saved.zip"
    save(lived, file)
    file.write_bytes(file.read_bytes()[:length])
    with pytest.raises(Damaged, match="not a whole backup"):
        put_back(file, elsewhere)


@pytest.mark.parametrize("part", ["database", "secret.key"])
@pytest.mark.parametrize("change", [lambda content: content[:-1] + b"?", lambda content: content + b"?"])
def test_a_part_that_was_exchanged_is_noticed(lived, elsewhere, tmp_path, part, change):
    """The sums of ZIP itself fit then, and a single bit may be anybody's word."""
    save(lived, tmp_path / "saved.zip")
    with zipfile.ZipFile(tmp_path / "saved.zip") as archive:
        content = archive.read(part)
    rewritten(tmp_path / "saved.zip", {part: change(content)})
    with pytest.raises(Damaged, match="not a whole backup"):
        put_back(tmp_path / "saved.zip", elsewhere)
    assert not (elsewhere / "secret.key").exists()


def rewritten(file, parts=None, **changes):
    """The backup with another manifest or other parts."""
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()} | (parts or {})
    members["manifest.json"] = json.dumps(json.loads(members["manifest.json"]) | changes).encode()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"schema": "9999_later", "program": "9.0"}, r"newer version of Rejoinder \(9.0\)"),
        ({"format": 2}, "newer version"),
        ({"database": "other"}, "The backup is of other"),
    ],
)
def test_a_backup_of_a_newer_version_or_another_database_is_refused(lived, elsewhere, tmp_path, changes, said):
    save(lived, tmp_path / "saved.zip")
    rewritten(tmp_path / "saved.zip", **changes)
    with pytest.raises(SettingError, match=said):
        put_back(tmp_path / "saved.zip", elsewhere)


def test_nothing_is_saved_where_there_is_nothing(elsewhere, tmp_path):
    with pytest.raises(NotFound, match="no installation"):
        save(elsewhere, tmp_path / "saved.zip")
    assert not (tmp_path / "saved.zip").exists()
    assert not (elsewhere / "rejoinder.db").exists()


def test_a_backup_that_is_there_is_not_replaced(lived, tmp_path):
    (tmp_path / "saved.zip").write_text("precious")
    with pytest.raises(Conflict, match="already"):
        save(lived, tmp_path / "saved.zip")
    assert (tmp_path / "saved.zip").read_text() == "precious"


def test_what_was_erased_is_not_in_a_backup(tmp_path):
    """Unless it is built otherwise, SQLite leaves deleted rows in free pages, and other copies take them along."""
    open_house(tmp_path).store.close()
    with closing(sqlite3.connect(tmp_path / "rejoinder.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete=OFF")
        connection.execute("INSERT INTO audit VALUES (1, 0, '', '', '', ?)", ["ERASED " * 2000])
        connection.execute("DELETE FROM audit")
    assert b"ERASED" in (tmp_path / "rejoinder.db").read_bytes()
    save(tmp_path, tmp_path / "saved.zip")
    with zipfile.ZipFile(tmp_path / "saved.zip") as archive:
        assert b"ERASED" not in archive.read("database")


def test_without_the_tools_of_postgresql_the_sentence_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SettingError, match=r"There is no pg_dump on this machine\. Install the client programs"):
        copier_of("postgresql:///x").dump(tmp_path / "dump", quiet)


def test_a_backup_of_an_older_version_is_brought_up_to_date(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        folder.mkdir()
    counted = fill_first_version(url_of(old))
    (old / "secret.key").write_bytes(bytes(32))
    assert save(old, tmp_path / "saved.zip").schema == FIRST
    assert copier_of(url_of(old)).revision() == FIRST, "to save it must not change it"
    put_back(tmp_path / "saved.zip", new)
    assert copier_of(url_of(new)).revision() not in {None, FIRST}
    assert {name: len(found) for name, found in rows(new).items()}.items() >= counted.items()


def test_passwords_go_to_the_tools_by_their_environment(tmp_path, monkeypatch):
    """A program's arguments are there for everybody on the machine to see."""
    tool = tmp_path / "pg_dump"
    tool.write_text('#!/bin/sh\necho "error: $* $PGPASSWORD" >&2\nexit 1\n')
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(Unavailable) as raised:
        copier_of("postgresql://ada:pass-word@db.example:5433/x?sslmode=require").dump(tmp_path / "dump", quiet)
    arguments, _, password = str(raised.value).rstrip(".").rpartition(" ")
    assert password == "pass-word"
    assert "pass-word" not in arguments
    for part in ("host=db.example", "port=5433", "user=ada", "dbname=x", "sslmode=require"):
        assert part in arguments


def test_the_commands_save_into_a_folder_and_put_back(lived, elsewhere, tmp_path):
    (tmp_path / "backups").mkdir()
    saved = rejoinder("backup", tmp_path / "backups", "--data", lived)
    assert saved.returncode == 0, saved.stderr
    (file,) = (tmp_path / "backups").iterdir()
    assert str(file) in saved.stdout.decode()
    restored = rejoinder("restore", file, "--data", elsewhere)
    assert restored.returncode == 0, restored.stderr
    assert rows(elsewhere) == rows(lived)
    again = rejoinder("restore", file, "--data", elsewhere)
    assert again.returncode == 2
    assert b"Add --force to replace it" in again.stderr
