"""The data folder vanishes, is exchanged, is read-only, or has lost its secret."""

import shutil

import httpx
import pytest

from rejoinder.cli.common import opened
from rejoinder.errors import SettingError
from rejoinder.store.engine import Store
from tests.faults.faces import asking, is_no_verdict, is_refused, texts
from tests.faults.program import furnish, program, try_to_serve
from tests.serving import running_server


@pytest.fixture
def movable(tmp_path):
    """A running server on SQLite, everybody who asks it, and the folder of its files."""
    folder = tmp_path / "data"
    folder.mkdir()
    with running_server(folder) as server, asking(server.url, server.key) as faces:
        assert faces.sign_in() == 303
        yield server, faces, folder


def test_what_is_written_into_a_folder_that_was_moved_is_not_acknowledged(movable):
    """It would be there until the process ends, and then be gone or somewhere else."""
    server, faces, folder = movable
    assert faces.write("Before.").status_code == 201
    folder.rename(folder.with_name("elsewhere"))
    assert is_refused(faces.write("During."))
    assert is_no_verdict(faces.ask("During."))
    assert (faces.read(), faces.live(), faces.ready()) == (200, 200, 503)
    folder.with_name("elsewhere").rename(folder)
    assert faces.all_is_well()
    found = texts(server.house.store, "pending") + texts(server.house.store, "published")
    assert sorted(found) == ["All is well again.", "Before."]


def test_a_database_that_was_exchanged_under_a_running_server_is_not_written(movable):
    server, faces, folder = movable
    (folder / "rejoinder.db").rename(folder / "first.db")
    Store(f"sqlite:///{folder / 'rejoinder.db'}").close()
    assert is_refused(faces.write("During."))
    assert faces.ready() == 503
    # A new connection finds the other file, and is not taken for one of ours.
    server.house.store.engine.dispose()
    assert faces.read() == 503


def test_a_start_on_files_that_may_not_be_written_says_what_to_do(tmp_path):
    """Also when the database was closed cleanly: SQLite cannot even read it then, for want of its files beside."""
    furnish(tmp_path)
    for path in tmp_path.iterdir():
        path.chmod(0o400)
    tmp_path.chmod(0o500)
    ended = try_to_serve(tmp_path)
    tmp_path.chmod(0o700)
    assert ended.returncode == 2
    assert "The database cannot be opened" in ended.stderr
    assert f"you may write to {tmp_path / 'rejoinder.db'} and its folder" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_folder_that_becomes_read_only_under_a_running_server_stops_nothing_that_has_its_files_open(tmp_path):
    key = furnish(tmp_path)
    with program(tmp_path, obeying=True) as running, asking(running.url, key) as faces:
        tmp_path.chmod(0o500)
        assert faces.all_is_well()
        tmp_path.chmod(0o700)


def test_a_start_without_the_secret_of_the_database_is_refused(folder):
    with opened(folder):
        pass
    secret = (folder / "secret.key").read_bytes()
    (folder / "secret.key").unlink()
    with pytest.raises(SettingError, match=r"not that of the database"), opened(folder):
        pass
    (folder / "secret.key").write_bytes(secret)
    with opened(folder):
        pass


def test_a_folder_that_is_lost_altogether_is_furnished_anew_only_by_a_new_start(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    key = furnish(folder)
    with program(folder) as running, asking(running.url, key) as faces:
        assert faces.ready() == 200
        shutil.rmtree(folder)
        assert is_refused(faces.write())
        assert httpx.get(f"{running.url}/healthz?live").status_code == 200
        assert not folder.exists()
