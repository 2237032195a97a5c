"""What holds for every face: redirects and links from the base URL, and answers to addresses that lead nowhere."""

import socket

import httpx
import pytest

from rejoinder.web.app import ROUTES
from tests.serving import open_house, serving

LIES = {"Host": "evil.example"}


def test_the_desk_without_its_slash_leads_to_the_desk_whatever_the_host_header_says(server):
    answer = httpx.get(f"{server.url}/desk", headers=LIES)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/")


@pytest.mark.parametrize(
    "path", ["/", "/thread/", "/desk/nowhere", "/data/", "/api/v1/nothing", "/static/../app.py", "/%00", "/1.1x/test"]
)
def test_an_address_that_leads_nowhere_is_a_404_with_a_sentence(server, path):
    answer = httpx.get(server.url + path, headers=LIES)
    assert answer.status_code == 404
    assert "There is nothing at this address." in answer.text
    assert "evil.example" not in answer.text


@pytest.mark.parametrize("path", ["/thread", "/data", "/desk/", "/desk/sign-in", "/api/openapi.json", "/embed.js"])
def test_no_answer_repeats_the_host_header(server, path):
    answer = httpx.get(server.url + path, headers=LIES)
    assert "evil.example" not in answer.text + str(answer.headers)


@pytest.mark.parametrize("path", ["/thread", "/data", "/desk/", "/api/v1/comments", "/healthz", "/embed.js"])
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_a_method_that_an_address_does_not_take_is_refused_with_a_sentence(server, path, method):
    answer = httpx.request(method, server.url + path)
    assert answer.status_code in (404, 405)
    assert "Traceback" not in answer.text


def test_a_fault_of_ours_is_told_without_its_details(server, monkeypatch):
    def fail(*_arguments):
        raise RuntimeError("a secret detail")

    monkeypatch.setattr("rejoinder.web.rights.routes.describe", fail)
    answer = httpx.get(f"{server.url}/data")
    assert answer.status_code == 500
    assert "on our side" in answer.text
    assert "secret detail" not in answer.text


def test_no_address_is_listed_twice():
    listed = [(route.path, tuple(sorted(getattr(route, "methods", None) or ()))) for route in ROUTES]
    assert len(listed) == len(set(listed))


def test_browsers_are_told_to_stay_with_https_where_readers_come_by_it(tmp_path):
    listener = socket.create_server(("127.0.0.1", 0))
    house = open_house(tmp_path, "https://comments.example.org")
    with serving(house, listener):
        answer = httpx.get(f"http://127.0.0.1:{listener.getsockname()[1]}/data")
    house.store.close()
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_nothing_is_said_of_https_where_there_is_none(server):
    assert "strict-transport-security" not in httpx.get(f"{server.url}/data").headers
