"""`/api/openapi.json` says what is true: every route is in it, and every answer has the form that it promises."""

import httpx
import pytest

from rejoinder.text.clean import LIMITS
from rejoinder.text.markup import TAGS
from rejoinder.web.api.openapi import DESCRIPTION
from rejoinder.web.app import ROUTES
from tests.serving import SITE
from tests.web.api.schemas import faults
from tests.web.thread.readers import THREAD, give_status, put


def schema_of(path, method, status):
    responses = DESCRIPTION["paths"][path][method]["responses"]
    assert str(status) in responses, f"{method} {path} answers {status}, which is not described"
    return responses[str(status)]["content"]["application/json"]["schema"]


def check(answer, path, method):
    assert faults(answer.json(), schema_of(path, method, answer.status_code), DESCRIPTION) == []


def test_every_route_is_described_and_no_other():
    real = {
        (route.path, method.lower())
        for route in ROUTES
        if getattr(route, "path", "").startswith("/api/")
        for method in route.methods - {"HEAD"}
    }
    assert {(path, method) for path, methods in DESCRIPTION["paths"].items() for method in methods} == real


def test_the_document_is_served_and_points_nowhere_outside_itself(server):
    answer = httpx.get(f"{server.url}/api/openapi.json")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.json() == DESCRIPTION

    def references(value):
        if isinstance(value, dict):
            yield from ([value["$ref"]] if "$ref" in value else [])
            value = list(value.values())
        if isinstance(value, list):
            for one in value:
                yield from references(one)

    for reference in references(DESCRIPTION):
        assert reference.removeprefix("#/components/schemas/") in DESCRIPTION["components"]["schemas"]


def test_a_thread_has_the_form_that_is_described(server):
    first = put(server.house, "a *b* [c](https://d.example)\n\n7. e\n\n> f\n\n```\ng\n```", url="https://h.example")
    put(server.house, "answer", parent_id=first)
    give_status(server.house, first, "removed")
    put(server.house, "- deep\n  - deeper\n    1. deepest")
    answer = httpx.get(f"{server.url}/api/v1/thread", params=THREAD)
    assert answer.json()["comments"]
    check(answer, "/api/v1/thread", "get")


@pytest.mark.parametrize(
    "body",
    [
        {**THREAD, "text": "words"},
        {**THREAD, "text": ""},
        {**THREAD, "text": "x" * 10_001},
        {**THREAD, "text": "x", "parent": "9"},
        {**THREAD, "text": "x", "site": "https://unknown.example"},
        {**THREAD, "text": 1},
    ],
)
def test_an_answer_to_a_comment_has_the_form_that_is_described(server, body):
    answer = httpx.post(f"{server.url}/api/v1/comments", json=body, headers={"origin": SITE})
    check(answer, "/api/v1/comments", "post")


def test_the_limits_and_tags_are_those_that_are_enforced():
    shapes = DESCRIPTION["components"]["schemas"]
    fields = shapes["NewComment"]["properties"]
    assert fields["text"]["maxLength"] == LIMITS["text"].length
    assert fields["author"]["maxLength"] == LIMITS["author"].length
    assert set(shapes["Node"]["oneOf"][1]["prefixItems"][0]["enum"]) == TAGS


def test_the_check_of_this_test_notices_what_is_wrong():
    thread = {"site": "", "url": "", "title": "", "count": 0, "version": 0, "closed": False, "comments": []}
    thread |= {"order": "oldest", "following": None, "left": 0}
    schema = schema_of("/api/v1/thread", "get", 200)
    assert faults(thread, schema, DESCRIPTION) == []
    assert faults({**thread, "count": -1}, schema, DESCRIPTION)
    assert faults({**thread, "comments": [{}]}, schema, DESCRIPTION)
    assert faults({}, schema, DESCRIPTION)
    for node in (["script", {}, []], ["p", {"onclick": ""}, []], ["p", {}], [["p", {}, [["img", {}, []]]]]):
        assert faults(node, {"$ref": "#/components/schemas/Node"}, DESCRIPTION)
