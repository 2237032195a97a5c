"""`/embed.js` and `/embed.css`: small, plain, fit for any page, and never parsing HTML."""

import gzip
import json
import re
from pathlib import Path

import httpx
import pytest

from rejoinder.locale import LANGUAGES, speak
from rejoinder.text.clean import LIMITS
from rejoinder.web.thread import files, nodes
from rejoinder.web.thread.words import SCRIPT as SCRIPT_WORDS
from tests.serving import PAGE, SITE

SCRIPT, MORE, COUNTS, STYLE = (file.plain.decode() for file in (files.SCRIPT, files.MORE, files.COUNTS, files.STYLE))
FILES = [
    ("embed.js", "javascript", SCRIPT),
    ("embed-more.js", "javascript", MORE),
    ("counts.js", "javascript", COUNTS),
    ("embed.css", "css", STYLE),
]
BUDGET = 10_000  # bytes of script and style, compressed as they are sent; the lightest living rival needs 20,000
SMALL = 1_000  # of the script for counts


def size(text):
    return len(gzip.compress(text.encode(), 9))


def test_script_and_style_stay_within_their_budget():
    assert size(SCRIPT) + size(STYLE) <= BUDGET


def test_counts_are_small():
    assert size(COUNTS) <= SMALL


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
        *("createContextualFragment", "setHTML", "cookie", "sessionStorage", ".style", "indexedDB", "sendBeacon"),
    ],
)
def test_the_scripts_use_nothing_that_could_run_what_a_reader_wrote_or_follow_him(forbidden):
    for script in (SCRIPT, MORE, COUNTS):
        assert forbidden not in script.partition("*/")[2]


def test_the_only_module_that_is_fetched_is_our_own():
    assert re.findall(r"import\(`([^`]*embed-more.js)", SCRIPT) == ["${base}embed-more.js"]
    assert "import" not in MORE.replace("important", "")


def listed(name):
    """The words of one of the script's lists."""
    return set("".join(re.findall(r'"([^"]*)"', SCRIPT[SCRIPT.index(f"{name} = (") :].partition(".split(")[0])).split())


def test_the_script_builds_what_the_server_lets_through():
    assert listed("TAGS") == nodes.TAGS
    assert listed("ATTRIBUTES") == nodes.ATTRIBUTES | {"viewBox"}


def test_what_is_said_before_the_server_has_spoken_is_said_as_the_catalogues_do():
    said = json.loads(re.search(r"const FIRST = (.*);", SCRIPT)[1])
    assert set(said) == set(LANGUAGES)
    for language, words in said.items():
        speech = speak(language)
        assert words == [speech.gettext(SCRIPT_WORDS["down"]), speech.gettext(SCRIPT_WORDS["retry"])]


def test_in_the_source_it_is_english():
    """So that the source is a script like any other."""
    source = (Path(files.__file__).parents[2] / "embed" / "embed.js").read_text("utf-8")
    english = re.search(r"const FIRST = \{ en: (\[.*\]) \};", source)[1]
    assert json.loads(english) == [SCRIPT_WORDS["down"], SCRIPT_WORDS["retry"]]


def test_every_word_that_the_scripts_ask_for_is_told():
    asked = set(re.findall(r'word\("([a-z]+)"', SCRIPT + MORE))
    assert asked <= set(SCRIPT_WORDS)
    assert set(SCRIPT_WORDS) - asked == {"down", "retry"}  # these the script knows itself


def test_the_style_knows_no_left_and_right_and_calls_nobody():
    assert not re.search(r"\b(left|right|top|bottom)\b", STYLE.partition("*/")[2])
    assert not re.search(r"url\(|@import|!important", STYLE)


@pytest.mark.parametrize(("name", "kind", "text"), FILES)
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


def test_the_form_that_the_script_builds_knows_the_limits_of_the_server(server):
    told = httpx.get(f"{server.url}/embed/thread", params={"site": SITE, "url": PAGE, "lang": "en"}).text
    assert f'"data-limit":"{LIMITS["text"].length}"' in told
    for name, field in (("author", "author"), ("email", "email"), ("website", "url")):
        assert re.search(rf'"name":"{name}"[^}}]*"maxlength":"{LIMITS[field].length}"', told), name
