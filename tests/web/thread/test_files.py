"""`/embed.js` and `/embed.css`: small, plain, fit for any page, and never parsing HTML."""

import gzip
import re
from pathlib import Path

import httpx
import pytest

import rejoinder
from rejoinder.text.clean import LIMITS
from rejoinder.text.markup import TAGS
from rejoinder.thread import MAX_DEPTH

FOLDER = Path(rejoinder.__file__).parent / "embed"
SCRIPT = (FOLDER / "embed.js").read_text("utf-8")
STYLE = (FOLDER / "embed.css").read_text("utf-8")
BUDGET = 7_000  # bytes of both, compressed as they are sent; the lightest living rival needs 20,000


def test_script_and_style_stay_within_their_budget():
    assert sum(len(gzip.compress(text.encode(), 9)) for text in (SCRIPT, STYLE)) <= BUDGET


@pytest.mark.parametrize(
    "forbidden",
    [
        *(
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "DOMParser",
            "srcdoc",
            "eval(",
            "Function(",
        ),
        *("createContextualFragment", "setHTML", "cookie", "localStorage", "sessionStorage", ".style", "import("),
    ],
)
def test_the_script_uses_nothing_that_could_run_what_a_reader_wrote_or_keep_what_he_did(forbidden):
    assert forbidden not in SCRIPT.partition("*/")[2]


def test_the_script_knows_the_tags_limits_and_depth_of_the_server():
    assert set(re.search(r'TAGS = "([a-z ]+)"', SCRIPT)[1].split()) == TAGS
    assert f"DEEPEST = {MAX_DEPTH};" in SCRIPT
    assert f"At most {LIMITS['text'].length:,} characters" in SCRIPT
    for name, field in (("author", "author"), ("email", "email"), ("website", "url")):
        assert re.search(rf'field\("{name}",[^)]*, {LIMITS[field].length}, ', SCRIPT)


def test_the_style_knows_no_left_and_right_and_calls_nobody():
    assert not re.search(r"\b(left|right|top|bottom)\b", STYLE.partition("*/")[2])
    assert not re.search(r"url\(|@import|!important", STYLE)


@pytest.mark.parametrize(("name", "kind", "text"), [("embed.js", "javascript", SCRIPT), ("embed.css", "css", STYLE)])
def test_a_file_is_fit_for_other_peoples_pages(server, name, kind, text):
    answer = httpx.get(f"{server.url}/{name}")
    assert answer.text == text
    assert answer.headers["content-type"] == f"text/{kind}; charset=utf-8"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert httpx.get(f"{server.url}/{name}", headers={"accept-encoding": "identity"}).content == text.encode()


def test_a_file_that_the_browser_has_is_not_sent_again(server):
    tag = httpx.get(f"{server.url}/embed.js").headers["etag"]
    again = httpx.get(f"{server.url}/embed.js", headers={"if-none-match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert httpx.get(f"{server.url}/embed.js", headers={"if-none-match": '"other"'}).status_code == 200
