"""PostgreSQL is stopped under a running server and started again: the server stays, and finds it again."""

import signal

import pytest

from tests.faults.faces import asking, is_no_verdict, is_refused, texts
from tests.postgres import Cluster
from tests.serving import prepared, running_server

pytestmark = pytest.mark.postgres


@pytest.fixture
def cluster():
    made = Cluster(durable=True)
    made.start()
    yield made
    made.remove()


def test_while_the_database_is_gone_nothing_is_promised_and_when_it_is_back_all_goes_on(cluster, tmp_path):
    with cluster.connect() as connection:
        connection.execute("CREATE DATABASE here")
    with (
        running_server(prepared(tmp_path, cluster.url("here"))) as server,
        asking(server.url, server.key) as faces,
    ):
        assert faces.write("Before.").status_code == 201
        cluster.stop(signal.SIGQUIT)
        assert is_refused(faces.write())
        assert is_refused(faces.form())
        for verb in ("comment-check", "submit-spam", "submit-ham", "verify-key"):
            assert is_no_verdict(faces.ask(verb=verb))
        assert (faces.read(), faces.sign_in(), faces.live(), faces.ready()) == (503, 503, 200, 503)
        cluster.start()
        assert faces.all_is_well()
        found = texts(server.house.store, "pending") + texts(server.house.store, "published")
        assert sorted(found) == ["All is well again.", "Before."]
