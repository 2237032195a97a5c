"""The published node client akismet-api, which puts the key into the host's name, works unchanged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.serving import server  # noqa: F401 - a fixture

REMARK = "My uncle sells brooms at the harbour market, come by on any Saturday and say hello to him."
GAMBLING = "Play at our online casino: free spins and a welcome bonus, deposit now! https://casino.example/win"
DRIVE = Path(__file__).with_name("node") / "drive.js"
THANKS = "Thanks for making the web a better place."


@pytest.mark.node
def test_akismet_api_understands_every_answer(server, run_node):  # noqa: F811
    port = server.url.rpartition(":")[2]
    told = json.loads(run_node(DRIVE.read_text(encoding="utf-8"), port, server.key, REMARK, GAMBLING))
    assert told == {
        "valid": [True, False],
        "before": [True, False],
        "reports": [THANKS, THANKS],
        "after": [False, True],
        "tests": [True, False, False],
        "errors": [
            "Invalid API key",
            'Empty "user_ip" value',
            'The "blog" value is not an absolute http or https address',
        ],
    }
