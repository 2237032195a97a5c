"""A disk that takes no more: what was acknowledged stays, new writes are refused, and go on by themselves later."""

import resource
import signal
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from tests.disks import small_disk
from tests.faults.faces import asking, is_no_verdict, is_refused, texts
from tests.faults.program import asked_program, furnish, program, try_to_serve
from tests.serving import open_house, running_server


def test_a_full_database_refuses_writes_until_there_is_room_again(tmp_path):
    with running_server(tmp_path) as server, asking(server.url, server.key) as faces:
        assert faces.sign_in() == 303
        pages = [1]

        def limit(dbapi_connection, _record, _proxy):
            dbapi_connection.execute(f"PRAGMA max_page_count={pages[0]}")

        event.listen(server.house.store.engine, "checkout", limit)
        kept = 0
        while (answer := faces.write(f"{kept} {'long ' * 1_500}")).status_code == 201:
            kept += 1
        assert is_refused(answer)
        assert is_no_verdict(faces.ask("long " * 1_500))
        assert (faces.read(), faces.queue(), faces.live(), faces.ready()) == (200, 200, 200, 200)
        pages[0] = 1_000_000
        assert faces.all_is_well()
        store = server.house.store
        assert len(texts(store, "pending") + texts(store, "published") + texts(store, "spam")) == kept + 1


def test_a_disk_that_refuses_every_write_is_survived_and_nothing_acknowledged_is_lost(tmp_path):
    with asked_program(tmp_path) as (running, faces):
        _soft, hard = resource.prlimit(running.pid, resource.RLIMIT_FSIZE)

        def refuse(*, on):
            """Make the kernel refuse whatever the program writes into files, or not."""
            resource.prlimit(running.pid, resource.RLIMIT_FSIZE, (1 if on else hard, hard))

        _through_a_refusing_disk(faces, refuse)
    house = open_house(tmp_path)
    assert sorted(texts(house.store, "pending") + texts(house.store, "published")) == ["All is well again.", "Before."]
    house.store.close()


def _through_a_refusing_disk(faces, refuse):
    assert faces.sign_in() == 303
    assert faces.write("Before.").status_code == 201
    refuse(on=True)
    assert is_refused(faces.write("During."))
    assert is_no_verdict(faces.ask("During."))
    assert is_no_verdict(faces.ask("During.", "submit-spam"))
    assert (faces.read(), faces.queue(), faces.live(), faces.ready()) == (200, 200, 200, 200)
    refuse(on=False)
    assert faces.all_is_well()


@contextmanager
def full_disk():
    """A data folder on a small disk, on which a server ran, had a comment, and was stopped; then the disk got full."""
    with small_disk(24) as disk:
        folder = disk / "data"
        folder.mkdir()
        key = furnish(folder)
        with program(folder) as running, asking(running.url, key) as faces:
            assert faces.sign_in() == 303
            cookies = dict(faces.client.cookies)
            assert faces.write("Before.").status_code == 201
            running.process.send_signal(signal.SIGTERM)
            assert running.process.wait(60) == 0
        fill(disk / "of somebody else")
        yield folder, key, cookies, disk / "of somebody else"


def fill(path):
    """Write until nothing more fits."""
    with path.open("ab", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while file.write(bytes(size)) == size:
                    pass
            except OSError:
                continue


@pytest.mark.mount
def test_a_start_on_a_full_disk_serves_what_is_there_and_goes_on_when_there_is_room():
    with full_disk() as (folder, key, cookies, filler):
        with program(folder) as running, asking(running.url, key) as faces:
            faces.client.cookies.update(cookies)
            fill(filler)  # whatever the reserve has left
            kept = 0
            while (answer := faces.write(f"{kept} {'long ' * 1_500}")).status_code == 201:
                kept += 1
            assert is_refused(answer)
            assert is_no_verdict(faces.ask("long " * 1_500))
            assert (faces.read(), faces.queue(), faces.live(), faces.ready()) == (200, 200, 200, 200)
            filler.unlink()
            faces.client.cookies.clear()
            assert faces.all_is_well()
        house = open_house(folder)
        found = texts(house.store, "pending") + texts(house.store, "published") + texts(house.store, "spam")
        assert {"Before.", "All is well again."} <= set(found)
        assert len(found) == kept + 2
        house.store.close()


@pytest.mark.mount
def test_a_start_on_a_full_disk_without_a_reserve_says_so():
    with full_disk() as (folder, _key, _cookies, filler):
        (folder / "reserve").unlink()
        fill(filler)
        ended = try_to_serve(folder)
        assert ended.returncode == 2
        assert ended.stderr == f"The disk of {folder} is full. Make room on it, then start again.\n"
        filler.unlink()
        with program(folder) as running, asking(running.url, _key) as faces:
            assert faces.ready() == 200
        assert (folder / "reserve").stat().st_size == 1 << 20
