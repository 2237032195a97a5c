"""The documentation is checked against the program: what it lists exists, what exists is listed, its examples run."""

import os
import re
import subprocess
import sys
from dataclasses import asdict, fields
from enum import StrEnum
from pathlib import Path

import httpx
import pytest

from rejoinder.actions.reading.counts import MOST as MOST_COUNTED
from rejoinder.actions.reading.feed import NEWEST
from rejoinder.actions.reading.mine import MOST
from rejoinder.actions.reading.read import PART
from rejoinder.actions.reading.vote import VOTERS
from rejoinder.filter import Comment, SpamFilter
from rejoinder.filter.signals import SIGNALS
from rejoinder.moderation import diagram
from rejoinder.outside.http import LARGEST
from rejoinder.policy.rules import Rules
from rejoinder.policy.telling import MOST_TRIES, REST_MS
from rejoinder.privacy.data_map import FORM
from rejoinder.privacy.retention import Retention
from rejoinder.settings import Settings, load_settings
from rejoinder.text.clean import LIMITS
from rejoinder.text.urls import LONGEST
from rejoinder.web.app import ROUTES
from rejoinder.web.border import limits
from rejoinder.web.border.patience import Patience
from rejoinder.web.border.rates import BRISK, BRISK_S, Allowances
from rejoinder.web.thread import turns
from rejoinder.web.thread.trap import HONEYPOT, STAMP
from rejoinder.workers.outbox import TRY_S
from rejoinder.workers.second import ASK_S, AT_ONCE, FAILURES, FIRST_PAUSE_S, LONGEST_PAUSE_S
from tests.cli.programs import PLAIN, line_with, rejoinder, running

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def page(name):
    return (ROOT / name).read_text("utf-8")


def blocks(name, language):
    """The fenced blocks of a language on a page."""
    return re.findall(rf"^```{language}\n(.*?)^```$", page(name), re.MULTILINE | re.DOTALL)


def test_every_setting_stands_in_its_table_with_its_default_and_help():
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \|$", page("docs/settings.md"), re.MULTILINE)
    listed = {name: (default, told) for name, default, told in rows}
    assert set(listed) == {field.name for field in fields(Settings)}
    for field in fields(Settings):
        default, told = listed[field.name]
        assert told == field.metadata["help"]
        assert default == str(field.default) or not field.default


def _values(rule):
    if isinstance(rule.default, bool):
        return "yes, no"
    if isinstance(rule.default, StrEnum):
        return ", ".join(type(rule.default))
    most = f"{rule.metadata['most']:,}"
    return f"0 to {most}" if isinstance(rule.default, int) else f"up to {most} characters"


def test_every_rule_stands_in_its_table_with_its_default_its_values_and_its_help():
    rows = re.findall(r"^\| `(\w+)` \| (.*?) ?\| (.*?) \| (.*?) \|$", page("docs/policies.md"), re.MULTILINE)
    said = {True: "yes", False: "no"}
    assert [row[1:] for row in rows] == [
        (
            said[rule.default] if isinstance(rule.default, bool) else str(rule.default),
            _values(rule),
            rule.metadata["help"],
        )
        for rule in fields(Rules)
    ]
    assert [row[0] for row in rows] == [rule.name for rule in fields(Rules)]


def test_the_example_of_settings_is_accepted(tmp_path):
    (tmp_path / "rejoinder.toml").write_text(blocks("docs/settings.md", "toml")[0])
    assert load_settings(tmp_path, {}).address_days == 14


IN_WORDS = {
    "text": "text of a comment",
    "author": "author's name",
    "email": "e-mail address",
    "url": "author's website",
    "page": "page address",
    "name": "moderator's name",
    "password": "password",
    "report": "what is written beside a report",
}


def test_every_limit_stands_in_its_table():
    text = page("docs/limits.md")
    listed = dict(re.findall(r"^\| ([^|]+) \| ([\d,]+)", text, re.MULTILINE))
    for field, words in IN_WORDS.items():
        assert listed[words] == f"{LIMITS[field].length:,}"
    assert set(IN_WORDS) == set(LIMITS) - {"title"}
    assert f"up to\n{LIMITS['title'].length}; nothing is refused" in text
    for limit in (limits.COMMENT, limits.DESK, limits.AKISMET):
        assert re.search(rf"^\| {limit.told} \| {limit.body:,} bytes \| {limit.fields:,} \|$", text, re.MULTILINE)
    assert listed["parameters in an address"] == f"{limits.ADDRESS_FIELDS}"
    assert listed["… of a request for counts"] == f"{limits.COUNTED_FIELDS}"
    assert listed["pages in a request for counts"] == f"{MOST_COUNTED}"
    assert listed["comments of a page in one answer"] == f"{PART:,}"
    assert listed["receipts that are asked about at once"] == f"{MOST:,}"
    assert f"most {VOTERS} readers" in " ".join(text.split())
    assert listed["comments in a feed"] == f"{NEWEST}"


READERS_IN_WORDS = {4: "Four"}


def test_every_limit_of_connections_stands_in_its_table():
    rows = dict(re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|$", chapter("Connections"), re.MULTILINE))
    told = {name: f"{number:,}" for name, number in asdict(Patience()).items()}
    written = {
        "time for the head of a request, from its first byte or from the connection's beginning": "{head} seconds",
        "time for a body": "{body_grace} seconds, and 1 more for every {body_rate} bytes that have come, "
        "{body} altogether",
        "time in which a reader takes {answer_step} bytes of the answer, or all that is left": "{answer} seconds",
        "what the system keeps of an answer for one reader, beside what waits here": "{in_kernel} bytes (Linux: twice "
        "that)",
        "what waits for all readers together; those for whom most waits are closed": "{unsent} bytes",
        "time between two requests on a connection": "{idle} seconds",
        "what is still sent when we have answered": "{drain_size} bytes in {drain} seconds",
        "head of a request": "{head_size} bytes, {headers} headers, of which the address {address} bytes",
        "requests sent ahead of the one that is being answered": "{ahead}",
        "open connections": "{connections}; fewer where the system allows a process fewer than 1,064 files",
        "open connections of one address (of one /64 network with IPv6)": "{per_address}",
    }
    expected = {words.format(**told): limit.format(**told) for words, limit in written.items()}
    assert rows == {"what": "at most", **expected}


def test_the_turns_of_readers_are_as_they_are_told():
    text = " ".join(page("docs/limits.md").split())
    assert f"{READERS_IN_WORDS[turns.READERS]} threads are read from the database at a time" in text
    assert f"of those with more than {turns.LONG:,} letters one is drawn at a time" in text
    assert f"whoever waits for {turns.LONGEST_S:g} seconds" in text
    assert turns.DRAWERS == 1


def test_every_limit_on_how_often_stands_in_its_table():
    text = page("docs/limits.md").partition("## How often")[2]
    settings = Settings()
    for name in (field.name for field in fields(Allowances)):
        assert re.search(rf"\| {getattr(settings, name):,} an? (hour|minute) \| `{name}` \|", text), name


def test_what_is_a_crowd_is_as_it_is_told():
    told = " ".join(chapter("How often").split())
    assert f"of more than {BRISK} comments from one address within {BRISK_S} seconds" in told


def test_every_sign_of_behaviour_stands_in_its_table_with_its_weight():
    part = page("docs/filter.md").partition("## How a comment was sent\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([\w:]+)` \| `signal:([\w-]+)` \| .+ \| ([\d.]+) \|$", part, re.MULTILINE)
    weights = {signal.name: signal.weight for signal in SIGNALS}
    assert {sign.partition(":")[0] for sign, _, _ in rows} == set(FORM)
    assert all(weights[name] == float(weight) for _, name, weight in rows)
    for sign, name, _weight in rows:
        reasons = SpamFilter().explain(Comment("words", behaviour=(sign,)))
        assert f"signal:{name}" in {reason.signal for reason in reasons}


def test_a_form_of_ones_own_is_told_to_carry_what_ours_does():
    told = page("docs/embedding.md").partition("### A form of your own\n")[2]
    assert {f"`{HONEYPOT}`", f"`{STAMP}`"} == set(re.findall(r"^\| (`\w+`) \|", told, re.MULTILINE))
    macros = ROOT / "src" / "rejoinder" / "web" / "templates" / "thread_form.html"
    ours = re.search(r'<label class="rejoinder-unseen".*</label>', macros.read_text("utf-8"))[0]
    assert set(re.findall(r'[a-z-]+="[^"{]+"', ours)) <= set(re.findall(r'[a-z-]+="[^"]+"', told))


def test_every_limit_of_other_servers_stands_in_its_table():
    rows = re.findall(r"^\| (.+?) \| ([\d,.]+)(?: \w+)? \|$", chapter("Other servers"), re.MULTILINE)
    listed = {name: float(number.replace(",", "")) for name, number in rows}
    assert listed == {
        "time to tell a client of a changed verdict, from looking its name up to the end of its answer": TRY_S,
        "tries to tell it": MOST_TRIES,
        "time in which a host that did not answer is left alone": REST_MS / 1000,
        "an answer": LARGEST,
        "an address that is to be called": LONGEST,
        "time for a second opinion, in the same way": ASK_S,
        "second opinions that a process asks for at the same time": AT_ONCE,
        "failures in a row after which a server is not asked any more": FAILURES,
        "time in which it is not asked then, at first": FIRST_PAUSE_S,
        "… and in the end": LONGEST_PAUSE_S,
    }


def chapter(name):
    """A part of the page of limits."""
    return page("docs/limits.md").partition(f"## {name}\n")[2].partition("\n## ")[0]


def test_the_defaults_of_settings_and_of_retention_agree():
    assert {rule.name: rule.default for rule in fields(Retention)}.items() <= {
        setting.name: setting.default for setting in fields(Settings)
    }.items()


def test_the_help_of_every_command_in_the_docs_is_what_the_command_says():
    """Regenerate with `python scripts/commands-page`."""
    call = [sys.executable, ROOT / "scripts" / "commands-page"]
    assert page("docs/commands.md") == subprocess.run(call, capture_output=True, env=PLAIN, check=True).stdout.decode()


def test_the_diagram_of_statuses_is_the_one_that_the_law_draws():
    assert diagram() in blocks("docs/architecture.md", "mermaid")


def test_every_route_is_named_in_the_docs():
    text = "".join(path.read_text("utf-8") for path in DOCS.glob("*.md"))
    for route in ROUTES:
        assert route.path.partition("{")[0].rstrip("/") in text, route.path


def test_links_between_pages_lead_somewhere():
    for path in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text("utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_the_readme_says_in_its_first_ten_lines_what_this_is():
    first = "\n".join(page("README.md").splitlines()[:10])
    for said in (
        "Comments for your site, and the spam filter that guards them, on your own server",
        "no account and no JavaScript",
        "learns from your moderators and gives reasons",
        "tells readers how their data is processed",
        "nothing leaves your machine",
        "in place of the Akismet service",
        "Not affiliated with Automattic",
        "make demo",
    ):
        assert said in first


def test_no_page_has_a_place_left_to_be_filled():
    for path in [ROOT / "README.md", *DOCS.rglob("*.md")]:
        assert not re.search(r"^(FIGURES|TODO|TBD|XXX)", path.read_text("utf-8"), re.MULTILINE), path.name


def test_the_python_example_of_the_readme_runs_and_finds_the_spam():
    code = blocks("README.md", "python")[0]
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, env=PLAIN, check=True)
    assert ran.stdout.startswith(b"spam ")


@pytest.mark.parametrize("folder", ["data"])
def test_the_shell_examples_of_the_readme_run_as_they_stand(tmp_path, folder):
    """Only the port is another, since 8080 may be taken; and `serve`, which does not end, runs beside the rest."""
    *setup, served = blocks("README.md", "sh")[0].strip().splitlines()
    environment = PLAIN | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    key = ""
    for line in setup:
        ran = subprocess.run(line, shell=True, cwd=tmp_path, capture_output=True, env=environment, check=True)
        key = key or re.search("[0-9a-f]{12}", ran.stdout.decode())[0]
    assert served == f"rejoinder serve --data {folder}"
    with running("serve", "--data", tmp_path / folder, "--port", "0") as lines:
        url = re.search(r"http://127\.0\.0\.1:\d+", line_with(lines, "Rejoinder serves"))[0]
        ask = blocks("README.md", "sh")[1].replace("http://127.0.0.1:8080", url)
        ran = subprocess.run(ask, shell=True, capture_output=True, env=environment | {"KEY": key}, check=True)
        assert ran.stdout == b"true"
        script = re.search(r'src="http://127.0.0.1:8080(.*?)"', blocks("README.md", "html")[0])[1]
        assert httpx.get(url + script).status_code == 200
        thread = re.search(r'href="http://127.0.0.1:8080(.*?)"', blocks("README.md", "html")[0])[1]
        assert httpx.get(url + thread.replace("&amp;", "&")).status_code == 200


def test_a_command_that_does_not_exist_is_refused_with_a_sentence():
    ended = rejoinder("chekc")
    assert ended.returncode == 2
    assert b"No such command" in ended.stderr
