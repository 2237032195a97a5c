"""The commands of an owner: serve, site, user, train; and how the program answers wrong calls."""

import json
import re
import stat
import subprocess
import sys

import httpx
import pytest

from rejoinder.actions.owning.sites import add_site
from rejoinder.actions.reading.submit import Draft, submit
from tests.cli.programs import PLAIN, line_with, rejoinder, running
from tests.serving import PAGE, SITE, open_house

COMMANDS = [
    "demo",
    "setup",
    "doctor",
    "upgrade",
    "serve",
    "check",
    "evaluate",
    "train",
    "erase",
    "backup",
    "restore",
    "site add",
    "user add",
]
COMMANDS += [
    f"site {name}" for name in ("list", "set", "allow", "move", "rules", "new-key", "revoke-key", "suspend", "resume")
]
COMMANDS += [f"page {name}" for name in ("show", "alias", "merge")]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command):
    helped = rejoinder(*command.split(), "--help")
    assert helped.returncode == 0
    assert b"Usage: " in helped.stdout


def test_the_version_is_told():
    assert re.fullmatch(rb"rejoinder \d+\.\d+\.\d+\n", rejoinder("--version").stdout)


def test_a_site_is_added_with_a_key_of_twelve_hex_digits(tmp_path):
    added = rejoinder("site", "add", "https://example.org", "--data", tmp_path / "new", "--json")
    told = json.loads(added.stdout)
    assert set(told) == {"site", "key"}
    assert told["site"] == "https://example.org"
    assert re.fullmatch("[0-9a-f]{12}", told["key"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["site", "add", "example.org"], "not a site address"),
        (["site", "add", "https://exam ple.org"], "not a site address"),
        (["user", "add", "ada", "--password-stdin"], "at least 8 characters"),
        (["serve", "--database", "mysql://ada@host/x"], "Not a database that this version can use: mysql."),
        (["serve", "--database", "postgresql:///x?host=/nowhere"], "The database cannot be opened"),
        (["serve", "--host", "192.0.2.1", "--port", "0"], "Cannot listen"),
    ],
)
def test_a_wrong_call_ends_with_a_sentence_and_exit_code_2(tmp_path, arguments, said):
    ended = rejoinder(*arguments, "--data", tmp_path)
    assert ended.returncode == 2
    assert said in ended.stderr.decode()
    assert "Traceback" not in ended.stderr.decode()


def test_the_same_site_twice_is_refused_and_the_first_stays(tmp_path):
    rejoinder("site", "add", "https://example.org", "--data", tmp_path)
    again = rejoinder("site", "add", "https://EXAMPLE.org/", "--data", tmp_path)
    assert (again.returncode, b"There is a site" in again.stderr) == (2, True)


def test_a_data_folder_that_is_a_file_is_refused_with_a_sentence(tmp_path):
    (tmp_path / "file").write_text("x")
    ended = rejoinder("site", "add", "https://example.org", "--data", tmp_path / "file")
    assert (ended.returncode, b"is not a folder" in ended.stderr) == (2, True)


def test_a_server_starts_on_an_empty_folder_learns_and_leaves_weights_that_equal_a_rebuild(tmp_path, database):
    place = ["--data", tmp_path / "new", *(["--database", database] if database else [])]
    with running("serve", *place, "--port", "0") as lines:
        url = re.search(r"http://127\.0\.0\.1:\d+", line_with(lines, "Rejoinder serves"))[0]
        assert httpx.get(f"{url}/healthz").json() == {"status": "ready"}
        # A site added while the server runs is served at once.
        added = rejoinder("site", "add", "https://example.org", *place, "--json")
        body = {"api_key": json.loads(added.stdout)["key"], "blog": "https://example.org", "user_ip": "192.0.2.1"}
        body |= {"comment_content": "Buy my pills"}
        assert httpx.post(f"{url}/1.1/submit-spam", data=body).text == "Thanks for making the web a better place."
        detail = httpx.get(f"{url}/healthz?detail").json()
        assert detail["ledger"] == "1"
    compared = json.loads(rejoinder("train", *place, "--json").stdout)
    assert compared["equal"] is True
    assert compared["labels"] == 1
    assert compared["digest"] == detail["weights"]


def test_only_the_owner_may_read_what_is_stored(tmp_path):
    tmp_path.chmod(0o755)
    rejoinder("site", "add", "https://example.org", "--data", tmp_path)
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}


def test_train_without_an_installation_says_so(tmp_path):
    ended = rejoinder("train", "--data", tmp_path / "none")
    assert (ended.returncode, b"There is no installation" in ended.stderr) == (2, True)
    assert not (tmp_path / "none").exists()


def test_the_password_may_come_from_standard_input(tmp_path):
    added = rejoinder("user", "add", "ada", "--data", tmp_path, "--password-stdin", stdin=b"a long password\n")
    assert added.returncode == 0, added.stderr


def test_without_the_server_parts_the_program_says_what_to_install():
    hide = "import sys; sys.modules['typer'] = None; from rejoinder.cli import main; main()"
    ended = subprocess.run([sys.executable, "-c", hide], capture_output=True, env=PLAIN, check=False)
    assert ended.returncode == 1
    assert b"pip install 'rejoinder[server]'" in ended.stderr


def test_erase_takes_a_comment_away_and_says_what_to_name(tmp_path):
    house = open_house(tmp_path)
    add_site(house, SITE)
    submitted = submit(house, Draft(SITE, PAGE, "A comment to erase."))
    house.store.close()
    erased = rejoinder("erase", "--comment", submitted.comment_id, "--data", tmp_path)
    assert erased.returncode == 0
    assert b"Erased" in erased.stdout
    again = rejoinder("erase", "--comment", submitted.comment_id, "--data", tmp_path)
    assert (again.returncode, b"There is no such comment" in again.stderr) == (2, True)
    for wrong in ([], ["--comment", 1, "--check", "x"], ["--check", "x"], ["--site", SITE]):
        ended = rejoinder("erase", *wrong, "--data", tmp_path)
        assert (ended.returncode, b"Give --comment NUMBER" in ended.stderr) == (2, True)


def test_an_owner_sees_and_changes_what_the_clients_of_a_site_are_told(tmp_path):
    def site(*arguments):
        ran = rejoinder("site", *arguments, "--data", tmp_path)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout.decode()

    key = json.loads(site("add", SITE, "--json"))["key"]
    site("set", SITE, "--mode", "hold", "--discard", "--listed-only")
    site("allow", SITE, "https://www.paper.example/blog")
    other = json.loads(site("new-key", SITE, "--json"))["key"]
    site("revoke-key", SITE, key[-4:])
    site("suspend", SITE)
    (told,) = json.loads(site("list", "--json"))
    assert (told["mode"], told["discard"], told["listed_only"], told["suspended"]) == ("hold", True, True, True)
    assert told["origins"] == ["https://paper.example", "https://www.paper.example"]
    site(
        "set", SITE, "--second-opinion", "https://rest.akismet.example/", "--second-key", "aaa", "--second-share", "0.1"
    )
    (now,) = json.loads(site("list", "--json"))
    assert now["second"] == {"url": "https://rest.akismet.example", "share": "0.1"}
    assert "second opinion: https://rest.akismet.example (0.1)" in site("list")
    site("set", SITE, "--second-opinion", "off")
    assert json.loads(site("list", "--json"))[0]["second"] is None
    gone, stands = {"end": key[-4:], "revoked": True}, {"end": other[-4:], "revoked": False}
    assert told["keys"] == [{**gone, "webhooks": False}, {**stands, "webhooks": True}]
    site("resume", SITE)
    site("set", SITE, "--keep-all", "--any-address")
    assert f"{SITE}  paper.example  (hold)\n" in site("list")
    assert key not in site("list")


def test_a_site_that_is_not_there_cannot_be_set(tmp_path):
    ended = rejoinder("site", "set", SITE, "--mode", "hold", "--data", tmp_path)
    assert (ended.returncode, b"There is no site" in ended.stderr) == (2, True)
