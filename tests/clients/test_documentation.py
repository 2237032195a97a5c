"""docs/akismet.md keeps its word: its examples run, and its tables name every address, answer and field."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import httpx
import pytest

from rejoinder.policy.site import ANSWERS
from rejoinder.web.akismet import behaviour, calls, forms, parameters, replies, reporting, triggers
from rejoinder.web.akismet.addresses import ADDRESSES
from rejoinder.web.border.limits import AKISMET
from tests.serving import server  # noqa: F401 - a fixture

PAGE = (Path(__file__).parents[2] / "docs" / "akismet.md").read_text(encoding="utf-8")
ADDRESS, KEY, NAME = "127.0.0.1:8080", "0123456789ab", "comments.example.org"
THANKS = "Thanks for making the web a better place."


def examples(server, language: str) -> list[str]:  # noqa: F811
    """The page's examples in that language, for this server and its key."""
    found = re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    port = server.url.rpartition(":")[2]
    return [
        text.replace("port=8080", f"port={port}").replace(":8080", f":{port}").replace(KEY, server.key)
        for text in found
    ]


def curl(command: str) -> str:
    """What curl would print, for the options that the page uses."""
    program, url, *options = shlex.split(command.replace("\\\n", " "))
    assert program == "curl"
    assert set(options[::2]) == {"--data-urlencode"}
    return httpx.post(url, data=dict(option.split("=", 1) for option in options[1::2]), timeout=30).text


def test_the_curl_examples_answer_what_the_page_says(server):  # noqa: F811
    commands = [command for command in examples(server, "sh") if command.startswith("curl")]
    assert [curl(command) for command in commands] == ["valid", "false", THANKS]
    assert curl(commands[1]) == "true", "it has learned it"


def test_the_python_example_runs(server):  # noqa: F811
    (program,) = examples(server, "python")
    exec(compile(program, "docs/akismet.md", "exec"), {})


@pytest.mark.node
def test_the_node_example_runs(server, run_node):  # noqa: F811
    (program,) = examples(server, "js")
    port = server.url.rpartition(":")[2]
    program = program.replace("'https'", "'http'").replace(NAME, f"{NAME}:{port}")
    everywhere = "require('dns').lookup = (_, options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]);"
    assert run_node(everywhere + program) == "not spam\n"


def test_every_address_is_named():
    named = set(re.findall(r"`/(1\.\d/[a-z-]+)`", PAGE.partition("## Not yet")[0]))
    assert named == set(ADDRESSES)


def test_every_field_of_a_report_is_named():
    source = Path(reporting.__file__).read_text(encoding="utf-8")
    (told,) = re.findall(r"^## Figures$(.*?)^## ", PAGE, re.DOTALL | re.MULTILINE)
    for name in re.findall(r'form\.text\("(\w+)"\)', source):
        assert f"`{name}`" in told, name


def test_every_error_is_named_with_its_status():
    for reply in (replies.UNAVAILABLE, replies.wrong_method(("POST",)), replies.UNKNOWN):
        assert re.search(rf"\| {reply.status}[^|]*\| `{re.escape(reply.body)}` \|", PAGE), reply.body
    for field in ("blog", "user_ip"):
        assert f"`{replies.missing(field).body}`" in PAGE
    assert f"`{replies.no_address('blog').body}`" in PAGE
    assert f"{AKISMET.fields:,} fields" in PAGE


def test_every_field_that_is_read_is_named_and_no_other():
    read = set()
    for module in (calls, forms, parameters, triggers):
        source = Path(module.__file__).read_text(encoding="utf-8")
        read |= set(re.findall(r'(?:_field\(form, |form\.(?:text|parts)\()"(\w+)"', source))
    (told,) = re.findall(r"\*\*These fields are read\*\*: (.*?)\. All others", PAGE, re.DOTALL)
    assert read - {"blog"} == set(re.findall(r"`(\w+)`", told))


def test_every_field_of_a_form_that_is_read_is_named_and_no_other():
    source = Path(behaviour.__file__).read_text(encoding="utf-8")
    (told,) = re.findall(r"^## How a form was filled in$(.*?)^## ", PAGE, re.DOTALL | re.MULTILINE)
    assert set(re.findall(r'"(POST_ak_\w+)"', source)) == set(re.findall(r"`(POST_ak_\w+)`", told))


def test_the_table_of_modes_is_the_law():
    for mode, answers in ANSWERS.items():
        row = " | ".join(f"`{str(answers[verdict]).lower()}`" for verdict in ("ham", "unsure", "spam"))
        assert re.search(rf"^\| `{mode}`[^|]*\| {re.escape(row)} \|$", PAGE, re.MULTILINE), mode
