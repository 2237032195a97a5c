"""A process dies: what it has acknowledged is there, another goes on, and a new one begins where it ended."""

import httpx
from sqlalchemy import select

from rejoinder.store import schema
from tests.faults.faces import asking, texts
from tests.faults.program import furnish, program
from tests.serving import open_house


def test_when_one_of_two_servers_is_killed_the_other_goes_on_and_knows_what_it_had_acknowledged(folder):
    key = furnish(folder)
    with program(folder) as one, program(folder) as other, asking(other.url, key) as faces:
        with asking(one.url, key) as killed:
            for number in range(5):
                assert killed.write(f"No. {number}").status_code == 201
            assert killed.ask("Cheap pills", "submit-spam").status_code == 200
            one.process.kill()
            one.process.wait(30)
            assert_gone(killed)
        while faces.detail()["ledger"] != "1":
            assert other.process.poll() is None
        assert faces.all_is_well()
        with program(folder) as again, asking(again.url, key) as newcomer:
            assert newcomer.all_is_well()
            assert newcomer.detail()["weights"] == faces.detail()["weights"]
    house = open_house(folder)
    found = texts(house.store, "pending") + texts(house.store, "published")
    with house.store.read() as connection:
        ids = connection.scalars(select(schema.checks.c.id)).all()
    house.store.close()
    assert {f"No. {number}" for number in range(5)} <= set(found)
    assert len(ids) == len(set(ids))


def assert_gone(faces):
    try:
        faces.read()
    except httpx.TransportError:
        return
    raise AssertionError
