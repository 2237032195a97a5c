"""`rejoinder setup` makes an installation that works, by answers or by options; run again, it destroys nothing."""

import json
import os
import re
import shlex
import stat
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from rejoinder.cli.founding.settings_file import with_settings
from rejoinder.cli.ownership import another_owner, refuse_in_folder_of_another
from rejoinder.errors import SettingError
from rejoinder.settings import load_settings
from tests.cli.programs import PLAIN, line_with, rejoinder, running
from tests.cli.terminal import at_terminal

SITE = "https://paper.example"
PASSWORD = "a long password"
SENT = b"a long password\n"
ALL = ["--site", SITE, "--moderator", "ada", "--password-stdin", "--json"]


def setup(folder, *arguments, stdin=SENT, code=0):
    ran = rejoinder("setup", "--data", folder, *arguments, stdin=stdin)
    assert ran.returncode == code, ran.stderr
    return json.loads(ran.stdout) if "--json" in arguments and code != 2 else ran.stderr.decode()


def works(folder, key):
    """The server starts, the key is good, and the moderator gets in."""
    with running("serve", "--data", folder, "--port", "0") as lines:
        url = re.search(r"listening on (http://127\.0\.0\.1:\d+)", line_with(lines, "Rejoinder serves"))[1]
        asked = {"key": key, "blog": SITE}
        assert httpx.post(f"{url}/1.1/verify-key", data=asked).text == "valid"
        signed = httpx.post(f"{url}/desk/sign-in", data={"name": "ada", "password": PASSWORD})
        assert (signed.status_code, signed.headers["location"].endswith("/desk/")) == (303, True)


def test_without_a_terminal_options_say_it_all_and_what_was_made_works(tmp_path):
    told = setup(tmp_path / "new", *ALL, "--base-url", "http://127.0.0.1:9", "--contact", "privacy@paper.example")
    assert told["settings"] == {"written": ["base_url", "contact"], "kept": []}
    assert (told["moderators"], told["added"], told["served"]) == (["ada"], "ada", False)
    assert [(found["about"], found["state"]) for found in told["findings"]] == [
        ("server", "OK"),
        ("script", "OK"),
        ("Akismet", "OK"),
    ]
    assert told["findings"][2]["told"] == "the key is good"
    assert f'src="http://127.0.0.1:9/embed.js" data-site="{SITE}"' in told["tag"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "new").iterdir()} == {0o600}
    works(tmp_path / "new", told["key"])


def test_on_postgresql_the_settings_say_where_it_is(tmp_path, database):
    told = setup(tmp_path / "new", *ALL, *(["--database", database] if database else []))
    assert load_settings(tmp_path / "new", {}).database == (database or "")
    works(tmp_path / "new", told["key"])


def test_a_person_is_asked_and_a_wrong_answer_is_asked_for_again(tmp_path):
    answers = [
        ("Base URL", "comments.paper.example"),
        ("Base URL", "https://127.0.0.1:9/talk/"),
        ("Contact", "privacy@paper.example"),
        ("Web server", "the one in front"),
        ("Web server", "unix"),
        ("Name of the moderator", ""),
        ("Name of the moderator", "ada"),
        ("Password", "short"),
        ("once more", "short"),
        ("Password", PASSWORD),
        ("once more", "another password"),
        ("Password", PASSWORD),
        ("once more", PASSWORD),
        ("Address of the site", "paper.example"),
        ("Address of the site", SITE),
    ]
    code, shown = at_terminal(["setup", "--data", tmp_path], answers)
    assert code == 0, shown
    for said in ("not a site address", "is no address and no network", "A moderator needs a name", "not the same"):
        assert said in shown
    assert "at least 8 characters" in shown
    assert PASSWORD not in shown
    settings = load_settings(tmp_path, {})
    assert settings.base_url == "https://127.0.0.1:9/talk"
    assert settings.trusted_proxies == ("unix",)
    works(tmp_path, re.search(r"shown this once: ([0-9a-f]{12})", shown)[1])


def test_a_second_run_says_what_is_there_and_changes_nothing(tmp_path):
    first = setup(tmp_path, *ALL)
    before = {name: (tmp_path / name).read_bytes() for name in ("rejoinder.toml", "secret.key")}
    again = setup(tmp_path, *ALL, stdin=b"another password\n")
    assert (again["key"], again["added"], again["settings"]["written"]) == (None, None, [])
    assert again["findings"][2]["told"] == "the protocol answers (no key was given to try)"
    assert before == {name: (tmp_path / name).read_bytes() for name in before}
    bare = rejoinder("setup", "--data", tmp_path)
    assert bare.returncode == 0
    assert f"{SITE}: is there, with the key that it was given".encode() in bare.stdout
    works(tmp_path, first["key"])


def test_another_run_adds_another_site(tmp_path):
    setup(tmp_path, *ALL)
    other = setup(tmp_path, "--site", "https://other.example", "--json")
    assert other["site"] == "https://other.example"
    assert re.fullmatch("[0-9a-f]{12}", other["key"])


def test_a_server_that_runs_is_the_one_that_is_looked_at(tmp_path):
    with running("serve", "--data", tmp_path, "--port", "0") as lines:
        url = re.search(r"http://127\.0\.0\.1:\d+", line_with(lines, "Rejoinder serves"))[0]
        told = setup(tmp_path, *ALL, "--base-url", url)
        assert told["served"] is True
        assert told["findings"][2]["told"] == "the key is good"


def test_a_server_of_another_installation_at_the_base_url_is_told(tmp_path):
    with running("serve", "--data", tmp_path / "other", "--port", "0") as lines:
        url = re.search(r"http://127\.0\.0\.1:\d+", line_with(lines, "Rejoinder serves"))[0]
        told = setup(tmp_path / "ours", *ALL, "--base-url", url, code=1)
        assert told["findings"][2]["told"] == "the key is not one of this installation"
        assert re.fullmatch("[0-9a-f]{12}", told["key"]), "the key is told whatever else is wrong"


WRITTEN = """# ours
base_url = "https://127.0.0.1:9"  # as in the DNS

trusted_proxies = ["unix"]
address_days = 14 # the law
"""


def test_settings_that_somebody_has_written_are_kept_until_the_owner_agrees(tmp_path):
    (tmp_path / "rejoinder.toml").write_text(WRITTEN)
    kept = setup(tmp_path, *ALL, "--base-url", "https://127.0.0.1:10")
    assert kept["settings"] == {"written": [], "kept": ["base_url"]}
    assert (tmp_path / "rejoinder.toml").read_text() == WRITTEN
    code, shown = at_terminal(["setup", "--data", tmp_path, "--base-url", "https://127.0.0.1:10"], TO_NO)
    assert (code, "https://127.0.0.1:9" in shown) == (0, True)
    assert (tmp_path / "rejoinder.toml").read_text() == WRITTEN
    setup(tmp_path, "--base-url", "https://127.0.0.1:10", "--replace", "--json")
    changed = WRITTEN.replace('"https://127.0.0.1:9"  # as in the DNS', '"https://127.0.0.1:10"')
    assert (tmp_path / "rejoinder.toml").read_text() == changed


TO_NO = [("Contact", ""), ("Replace it?", "n")]


def test_a_database_is_not_put_in_the_place_of_one_that_is_filled(tmp_path):
    setup(tmp_path, *ALL)
    other = f"sqlite:///{tmp_path / 'other.db'}"
    assert setup(tmp_path, "--database", other, "--json")["settings"]["kept"] == ["database"]
    assert not (tmp_path / "other.db").exists()


def test_what_the_environment_says_is_not_copied_into_the_file(tmp_path):
    call = [sys.executable, "-m", "rejoinder", "setup", "--data", tmp_path, *ALL]
    environment = PLAIN | {"REJOINDER_BASE_URL": "http://127.0.0.1:9/talk"}
    told = json.loads(
        subprocess.run(call, input=PASSWORD.encode(), capture_output=True, env=environment, check=True).stdout
    )
    assert (told["base_url"], told["settings"]["written"]) == ("http://127.0.0.1:9/talk", [])
    assert not (tmp_path / "rejoinder.toml").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--moderator", "ada", "--password-stdin"], "--site is missing"),
        (["--site", SITE, "--password-stdin"], "--moderator is missing"),
        (["--site", SITE, "--moderator", "ada", "--no-input"], "The password is missing"),
        (["--site", "paper.example", "--moderator", "ada", "--password-stdin"], "not a site address"),
        ([*ALL, "--base-url", "comments.example"], "base_url: This is not a site address"),
        ([*ALL, "--trusted-proxy", "front"], "is no address and no network"),
        ([*ALL, "--database", "mysql://x/y"], "Not a database that this version can use: mysql"),
    ],
)
def test_what_is_missing_or_wrong_is_refused_with_a_sentence(tmp_path, arguments, said):
    ended = setup(tmp_path, *arguments, code=2)
    assert said in ended
    assert "Traceback" not in ended


def test_a_short_password_is_refused_and_leaves_nobody_behind(tmp_path):
    assert "at least 8 characters" in setup(tmp_path, *ALL, stdin=b"short\n", code=2)
    assert setup(tmp_path, *ALL)["added"] == "ada"


@pytest.mark.parametrize(
    ("text", "values", "result"),
    [
        ("", {"contact": 'a "b" \\ ☃ 😀\n'}, 'contact = "a \\"b\\" \\\\ ☃ 😀\\n"\n'),
        ("contact = 'x'", {"trusted_proxies": ("::1", "unix")}, 'contact = \'x\'\ntrusted_proxies = ["::1", "unix"]\n'),
        ("  contact='x' # y\n#contact\n", {"contact": ""}, 'contact = ""\n#contact\n'),
        ('base_url = "https://a.example"\n', {"address_days": 3}, 'base_url = "https://a.example"\naddress_days = 3\n'),
    ],
)
def test_a_setting_is_written_as_it_will_be_read(text, values, result):
    assert with_settings(text, values) == result


def test_a_file_that_only_a_person_can_change_is_left_alone():
    with pytest.raises(SettingError, match="only a person can change"):
        with_settings('trusted_proxies = [\n "::1",\n]\n', {"trusted_proxies": ("unix",)})


def test_root_writes_nothing_into_a_folder_of_somebody_else(tmp_path, monkeypatch):
    mine = os.geteuid()
    assert another_owner(tmp_path) is None
    monkeypatch.setattr(os, "geteuid", lambda: mine + 1)
    assert another_owner(tmp_path) is not None
    refuse_in_folder_of_another(tmp_path)  # who is not root fails by himself where he may not write
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    if mine != 0:
        with pytest.raises(SettingError, match="could not read what root writes"):
            refuse_in_folder_of_another(tmp_path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_root_is_told_whose_folder_it_is(tmp_path):
    os.chown(tmp_path, 65_534, 65_534)
    said = setup(tmp_path, *ALL, code=2)
    assert re.search(r"belongs to \w+, who could not read", said)
    assert list(tmp_path.iterdir()) == []


def test_the_printed_commands_are_commands(tmp_path):
    """What is to be done next can be typed as it stands."""
    ran = rejoinder(
        "setup", "--data", tmp_path, "--site", SITE, "--moderator", "ada", "--password-stdin", stdin=b"long password"
    )
    commands = re.findall(r"rejoinder (\w+)(.*)", ran.stdout.decode())
    assert {name for name, _ in commands} == {"serve", "backup", "doctor"}
    for name, rest in commands:
        helped = rejoinder(name, "--help").stdout.decode()
        options = [word for word in shlex.split(rest.partition(" (")[0]) if word.startswith("--")]
        assert all(option in helped for option in options)


def test_the_call_in_the_docs_runs_as_it_stands(tmp_path):
    """But for the address, at which this machine is not to look for anybody."""
    page = (Path(__file__).parents[2] / "docs" / "deploy.md").read_text("utf-8")
    (call,) = re.findall(r"^```sh\n(echo .*?rejoinder setup .*?)^```$", page, re.MULTILINE | re.DOTALL)
    call = call.replace("comments.example.org", "127.0.0.1:9")
    environment = PLAIN | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    ran = subprocess.run(call, shell=True, cwd=tmp_path, capture_output=True, env=environment, check=True)
    told = json.loads(ran.stdout)
    assert (told["base_url"], told["moderators"]) == ("https://127.0.0.1:9", ["ada"])
    assert load_settings(tmp_path / "data", {}).trusted_proxies == ("127.0.0.1",)
