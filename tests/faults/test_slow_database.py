"""PostgreSQL answers slowly, and then not at all: everybody is told so in bounded time, and nobody starts us anew."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import make_url

from rejoinder.store import postgres
from tests.faults.faces import VERDICTS, asking, is_no_verdict, is_refused, texts
from tests.faults.proxy import proxied
from tests.serving import prepared, running_server

pytestmark = pytest.mark.postgres

_CALLERS = 40


@pytest.fixture
def far(databases, tmp_path, monkeypatch):
    """A server of ours with PostgreSQL behind a proxy; its waits are a tenth of the real ones."""
    monkeypatch.setattr(postgres, "_PING_S", 0.3)
    monkeypatch.setattr(postgres, "_POOL_WAIT_S", 0.2)
    monkeypatch.setattr(postgres._Patient, "patience", 1.2)
    with (
        databases.fresh() as url,
        proxied(Path(databases.cluster.folder) / ".s.PGSQL.5432") as proxy,
        running_server(prepared(tmp_path, _through(proxy, url))) as server,
        asking(server.url, server.key) as faces,
    ):
        yield server, faces, proxy
        proxy.silent(on=False)


def _through(proxy, url):
    return f"postgresql://rejoinder@127.0.0.1:{proxy.port}/{make_url(url).database}"


def test_a_slow_database_makes_answers_late_and_no_others(far):
    _server, faces, proxy = far
    proxy.delay = 0.02
    assert faces.all_is_well()


def test_a_database_that_falls_silent_costs_no_threads_and_no_restart(far):
    server, faces, proxy = far
    assert faces.write("Before.").status_code == 201
    before = threading.active_count()  # with those that other tests of this process have left
    proxy.silent(on=True)
    with ThreadPoolExecutor(_CALLERS) as callers:
        asked = [callers.submit(faces.ask, f"No. {number}") for number in range(_CALLERS)]
        written = [callers.submit(faces.write, f"No. {number}") for number in range(_CALLERS)]
        monitored = [callers.submit(faces.ready) for _ in range(4)]
        assert faces.live() == 200
        answers = [one.result(60) for one in asked]
        assert all(is_no_verdict(answer) for answer in answers)
        assert all(is_refused(one.result(60)) for one in written)
        assert {one.result(60) for one in monitored} == {503}
        # Those that answer are 40, and two each make lists of checks and of comments.
        assert threading.active_count() - before < 50 + _CALLERS
    assert proxy.opened <= 3 * postgres._POOL + len(answers) + 2 * _CALLERS
    proxy.silent(on=False)
    assert faces.all_is_well()
    found = texts(server.house.store, "pending") + texts(server.house.store, "published")
    assert sorted(found) == ["All is well again.", "Before."]
    assert faces.ask().text in VERDICTS
