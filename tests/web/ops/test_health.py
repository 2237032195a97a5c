"""Health: an answer without content, from every part that must work."""

import httpx

from rejoinder.actions.owning.health import health


def test_a_server_that_can_answer_says_so(server):
    answer = httpx.get(f"{server.url}/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


def test_a_server_that_does_anything_at_all_is_alive(server):
    server.house.store.close()
    answer = httpx.get(f"{server.url}/healthz?live")
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


def test_detail_names_the_weights_and_how_far_they_have_read(server):
    detail = httpx.get(f"{server.url}/healthz?detail").json()
    assert detail == {
        "status": "ready",
        "ledger": "0",
        "voids": "0",
        "behind": "0",
        "unreadable": "0",
        "weights": server.house.judge.digest()[0],
    }


def test_a_server_whose_database_has_lost_its_tables_is_not_ready(server):
    with server.house.store.write() as connection:
        connection.exec_driver_sql("DROP TABLE ledger_head")
    assert not health(server.house).ready
    answer = httpx.get(f"{server.url}/healthz")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
