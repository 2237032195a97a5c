"""What the tests stand on: a missing part is named and not silently skipped; browser and node do work."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests.house.source import ROOT

SAMPLE = "import pytest\n\n@pytest.mark.browser\ndef test_with_a_browser(): ...\n\ndef test_without_one(): ...\n"


def run_sample(folder, *arguments, **environment):
    """Runs pytest on two tests, one of them marked `browser`, under the conftest of this folder."""
    (folder / "test_sample.py").write_text(SAMPLE, encoding="utf-8")
    return subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider"),
            *("-c", ROOT / "pyproject.toml", "--rootdir", folder, folder, *arguments),
        ],
        cwd=ROOT,
        env={**os.environ, "REJOINDER_REQUIRE": "", **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_what_is_left_out_is_named_with_the_remedy(tmp_path):
    done = run_sample(tmp_path, REJOINDER_CHROMIUM=str(tmp_path / "none"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^left out: 1 browser test \(no Chromium found; install chromium", done.stdout, re.MULTILINE)
    assert "1 passed, 1 deselected" in done.stdout


def test_what_several_processes_leave_out_is_named_and_counted_once(tmp_path):
    done = run_sample(tmp_path, "-n", "2", REJOINDER_CHROMIUM=str(tmp_path / "none"))
    assert re.search(r"^left out: 1 browser test \(no Chromium found; install chromium", done.stdout, re.MULTILINE)
    assert "= 1 passed in " in done.stdout.splitlines()[-1]


def test_a_required_part_that_is_missing_stops_the_run(tmp_path):
    done = run_sample(tmp_path, REJOINDER_CHROMIUM=str(tmp_path / "none"), REJOINDER_REQUIRE="browser")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "REJOINDER_REQUIRE asks for the browser tests: no Chromium found" in done.stderr


def test_a_part_that_does_not_exist_cannot_be_required(tmp_path):
    done = run_sample(tmp_path, REJOINDER_REQUIRE="browsre")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "the parts are: browser, node, postgres, proxies, systemd" in done.stderr


@pytest.mark.browser
def test_the_browser_runs_scripts_and_knows_visitors_apart(new_page):
    first, second = new_page(), new_page(java_script_enabled=False)
    for page in (first, second):
        page.set_content("<p>without</p><script>document.querySelector('p').textContent = 'with'</script>")
    assert (first.text_content("p"), second.text_content("p")) == ("with", "without")
    assert first.context is not second.context


@pytest.mark.node
def test_node_finds_the_clients(run_node):
    program = "const { AkismetClient } = require('akismet-api'); console.log(typeof AkismetClient, process.argv[1])"
    assert run_node(program, "argument") == "function argument\n"
