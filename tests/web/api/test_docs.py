"""docs/api.md and docs/embedding.md show what the server does."""

import json
import re
from pathlib import Path

import httpx

from rejoinder.web.api.openapi import DESCRIPTION
from tests.web.api.schemas import faults

ROOT = Path(__file__).parents[3]
API = (ROOT / "docs/api.md").read_text("utf-8")
EMBEDDING = (ROOT / "docs/embedding.md").read_text("utf-8")
EMBED = ROOT / "src/rejoinder/embed"


def test_the_examples_of_answers_have_the_form_that_is_described():
    examples = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", API, re.DOTALL)]
    for example, shape in zip(examples, ("ThreadOut", "Answered", "ErrorBody"), strict=True):
        assert faults(example, {"$ref": f"#/components/schemas/{shape}"}, DESCRIPTION) == []


def test_the_example_of_a_comment_is_taken(server):
    body = json.loads(re.search(r"^\{\"site\".*$", API, re.MULTILINE)[0])
    body = {name: value.replace("https://example.org", server.site.url) for name, value in body.items()}
    answer = httpx.post(f"{server.url}/api/v1/comments", json=body)
    assert answer.status_code == 201
    told = json.loads(re.findall(r"```json\n(.*?)```", API, re.DOTALL)[1])
    assert answer.json()["message"] == told["message"]


def test_every_status_of_an_error_is_in_the_table():
    described = DESCRIPTION["paths"]["/api/v1/comments"]["post"]["responses"]
    assert set(re.findall(r"^\| (\d+) \|", API, re.MULTILINE)) == set(described) - {"201"}


def test_every_attribute_and_colour_of_the_embed_is_documented():
    script = (EMBED / "embed.js").read_text("utf-8")
    assert set(re.findall(r"^\| `data-(\w+)`", EMBEDDING, re.MULTILINE)) == set(re.findall(r"\bgiven\.(\w+)", script))
    style = (EMBED / "embed.css").read_text("utf-8").partition("*/")[2]
    assert set(re.findall(r"--rejoinder-[\w-]+", style)) == set(re.findall(r"--rejoinder-[\w-]+", EMBEDDING))
