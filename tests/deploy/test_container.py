"""The Dockerfile and compose.yaml, as far as they can be tried without Docker: what they name exists and works.

Docker itself builds and runs nothing here. What it would copy is copied, the package is built from that, the commands
are run by the program of this checkout, and names and settings are held against it.
"""

from __future__ import annotations

import fnmatch
import json
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from dataclasses import fields
from pathlib import Path

import pytest
import yaml

from rejoinder.settings import Settings, load_settings, variable
from tests.cli.programs import line_with, rejoinder, running
from tests.house.source import ROOT, SOURCE


def instructions():
    """The lines of the Dockerfile, joined where they go on: (word, rest)."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text("utf-8"), flags=re.MULTILINE)
    lines = text.replace("\\\n", " ").splitlines()
    return [tuple(line.split(maxsplit=1)) for line in lines if line.strip()]


def those(word):
    return [rest for name, rest in instructions() if name == word]


def copied():
    """What is copied from the checkout, and where to, below the working folder of the build."""
    for rest in those("COPY"):
        *sources, target = rest.split()
        if not sources[0].startswith("--from="):
            yield from ((source, target) for source in sources)


def ignored(path):
    """Whether .dockerignore keeps a path from the build: the last line that fits counts."""
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    kept = True
    for line in (line for line in lines if line and not line.startswith("#")):
        pattern = line.removeprefix("!").removeprefix("**/")
        if fnmatch.fnmatch(path, pattern) or path.startswith(f"{pattern}/"):
            kept = line.startswith("!")
    return not kept


def test_what_is_copied_is_there_and_is_not_ignored():
    sources = [source for source, _ in copied()]
    assert {"src", "pyproject.toml", "requirements/postgres.lock"} <= set(sources)
    for source in sources:
        assert (ROOT / source).exists(), source
        assert not ignored(source), source
    for name in (".git", ".env", "data", "tests", "requirements/dev.lock", ".venv"):
        assert ignored(name), name


def test_what_is_copied_is_enough_to_build_the_whole_package(tmp_path):
    for source, target in copied():
        whole = ROOT / source
        if whole.is_dir():
            shutil.copytree(whole, tmp_path / target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            (tmp_path / target).mkdir(exist_ok=True)
            shutil.copy(whole, tmp_path / target)
    call = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path / "dist"]
    subprocess.run(call, cwd=tmp_path, capture_output=True, check=True)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        packed = {name.removeprefix("rejoinder/") for name in archive.namelist()}
    ours = [path for path in SOURCE.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    compiled = {".po": ".mo"}
    assert {
        str(path.relative_to(SOURCE).with_suffix(compiled.get(path.suffix, path.suffix))) for path in ours
    } <= packed


def test_every_package_is_installed_from_the_lock_by_its_hash():
    installs = [part for rest in those("RUN") for part in rest.split("&&") if " install " in part and "pip" in part]
    assert len(installs) == 2
    locked, own = installs
    assert "--require-hashes" in locked
    assert (ROOT / re.search(r"-r (\S+)", locked)[1]).is_file()
    assert {"--no-deps", "--no-index", "--no-build-isolation"} <= {*own.split()}


def test_it_runs_as_nobody_in_particular_and_from_an_image_that_is_named_with_its_version():
    assert those("USER") == ["10001:10001"]
    assert [rest.split(" AS ")[0] for rest in those("FROM")] == ["python:${PYTHON}"] * 2
    assert re.fullmatch(r"PYTHON=3\.\d+-slim-\w+", those("ARG")[0])
    assert len(those("FROM")) == 2, "what only the build needs stays behind"


def test_the_command_and_the_look_at_its_health_work(tmp_path):
    """As they stand, but for the folder and the port."""
    assert those("ENTRYPOINT") == ['["rejoinder"]']
    command = [{"/data": tmp_path, "8080": "0"}.get(word, word) for word in json.loads(those("CMD")[0])]
    check = json.loads(those("HEALTHCHECK")[0].partition("CMD ")[2])
    assert check[0] == "python"
    with running(*command) as lines:
        port = re.search(r"listening on http://0\.0\.0\.0:(\d+)", line_with(lines, "Rejoinder serves"))[1]
        program = [sys.executable, *(word.replace("8080", port) for word in check[1:])]
        assert subprocess.run(program, capture_output=True, check=False).returncode == 0
    assert subprocess.run(program, capture_output=True, check=False).returncode == 1


COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
OURS = [service for service in COMPOSE["services"].values() if service.get("image") == "rejoinder"]


def filled(value):
    """A value with what stands in .env; one that is missing stops Compose, which the words behind :? say."""
    return re.sub(r"\$\{(\w+):\?[^}]+\}", lambda found: {"COMMENTS_HOST": "c.example"}.get(found[1], "pw1"), value)


def test_the_settings_in_compose_are_settings_and_make_sense(tmp_path):
    known = {variable(one.name) for one in fields(Settings)}
    assert len(OURS) == 2
    for service in OURS:
        environment = {name: filled(value) for name, value in service["environment"].items()}
        assert set(environment) <= known
        settings = load_settings(tmp_path, environment)
        assert settings.base_url == "https://c.example"
        assert settings.database == "postgresql://rejoinder:pw1@database/rejoinder"
    front = COMPOSE["networks"]["front"]
    assert settings.trusted_proxies == (front["ipam"]["config"][0]["subnet"],)
    assert front["internal"] is COMPOSE["networks"]["back"]["internal"] is True


def test_services_wait_for_what_is_there_and_mount_what_exists():
    for service in COMPOSE["services"].values():
        assert set(service.get("depends_on", {})) <= set(COMPOSE["services"])
        assert set(service["networks"]) <= set(COMPOSE["networks"])
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert (ROOT / source).exists() if source.startswith(".") else source in COMPOSE["volumes"], volume
    assert COMPOSE["services"]["database"]["image"].startswith("postgres:15"), "the image has pg_dump 15 (Debian 12)"
    assert COMPOSE["services"]["caddy"]["volumes"][0] == "./deploy/Caddyfile:/etc/caddy/Caddyfile:ro"


def test_our_services_may_do_little():
    for service in OURS:
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("service", OURS, ids=lambda service: service.get("command", ["serve"])[0])
def test_the_commands_in_compose_are_commands(service):
    command, *options = service.get("command", json.loads(those("CMD")[0]))
    helped = rejoinder(command, "--help").stdout.decode()
    assert all(option in helped for option in options if option.startswith("--"))


def test_the_shell_lines_of_the_dockerfile_are_shell():
    for rest in those("RUN"):
        assert subprocess.run(["sh", "-n", "-c", rest], check=False).returncode == 0
        assert shlex.split(rest)


def test_the_caddyfile_leads_to_the_service():
    text = Path(ROOT / "deploy" / "Caddyfile").read_text("utf-8")
    assert "reverse_proxy rejoinder:8080" in text
    assert "{$COMMENTS_HOST}" in text
    assert those("EXPOSE") == ["8080"]
