"""What all tests share: the parts that a machine may lack, and the browser and node that some tests drive.

A test marked with the name of a part (`PARTS`) is *left out* where the part is missing: deselected, counted, and named
at the end of the run together with the remedy. It is not skipped, because a skip looks like a decision about the test.
Where nothing may be left out (`.ci/run`), `REJOINDER_REQUIRE=browser,node` and so on turns a missing part into an error
before the first test.

The fixtures that run a server stand in `tests/serving.py`, the PostgreSQL that they use in `tests/postgres.py`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx
import hypothesis
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.deploy.proxies import find_proxies
from tests.disks import find_mount
from tests.postgres import Databases, find_postgres, shared_cluster
from tests.serving import folder, house, lasting_folder, server  # noqa: F401 - fixtures for every test
from tests.wordpress.programs import find_webhooks, find_wordpress

FACES = Path(__file__).parent / "web"
NODE_CLIENTS = Path(__file__).parent / "clients" / "node"
BROWSERS = (  # scripts/system-packages looks in the same places
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
BROWSER_ARGUMENTS = (
    "--no-sandbox",  # CI runs as root, where Chromium refuses to start with a sandbox
    "--disable-gpu",
    # The rest keeps a test from depending on, or talking to, anything but the server under test.
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# No deadline: a busy machine is no bug. On CI the same cases each time, so that red means a change and not luck.
hypothesis.settings.register_profile("house", deadline=None, derandomize="CI" in os.environ, print_blob=True)
hypothesis.settings.load_profile("house")


def find_browser() -> str | None:
    """The program that REJOINDER_CHROMIUM names, or else the first Chromium or Chrome on this machine."""
    named = os.environ.get("REJOINDER_CHROMIUM")
    return next(filter(None, map(shutil.which, [named] if named else BROWSERS)), None)


def find_node() -> str | None:
    """The node on the path, if the clients that the tests drive are installed for it."""
    return shutil.which("node") if (NODE_CLIENTS / "node_modules").is_dir() else None


def find_firefox() -> str | None:
    """Firefox on the path, if what drives it is installed for node."""
    driver = find_node() and (NODE_CLIENTS / "node_modules" / "puppeteer-core").is_dir()
    return next(filter(None, map(shutil.which, ("firefox", "firefox-esr"))), None) if driver else None


def find_promtool() -> str | None:
    """The program by which Prometheus checks its own rules."""
    return shutil.which("promtool")


def find_ray() -> str | None:
    """Ray's version, if the extra `cluster` is installed."""
    both = find_spec("ray") and find_spec("pyarrow")
    return version("ray") if both else None


@dataclass(frozen=True)
class Part:
    """Something a machine may lack; its name is the marker of the tests that need it."""

    find: Callable[[], str | None]
    lack: str  # what is missing and what to do about it


PARTS = {
    "browser": Part(find_browser, "no Chromium found; install chromium or google-chrome, or set REJOINDER_CHROMIUM"),
    "node": Part(find_node, "no node, or its clients are not installed; install nodejs and npm, then run make test"),
    "postgres": Part(find_postgres, "no PostgreSQL server found; install postgresql, or put its programs on the path"),
    "proxies": Part(find_proxies, "no nginx or no Caddy found; install nginx-light and caddy"),
    "systemd": Part(lambda: shutil.which("systemd-analyze"), "no systemd-analyze found; install systemd"),
    # Before "wordpress", which is the reason to be told where there is no WordPress at all.
    "wordpress_webhooks": Part(
        find_webhooks,
        "the Akismet plugin is older than 5.5; REJOINDER_WORDPRESS may name a WordPress with a newer one",
    ),
    "wordpress": Part(
        find_wordpress,
        "no WordPress with its Akismet plugin, PHP and MariaDB found; scripts/system-packages names Debian's packages",
    ),
    "mount": Part(
        find_mount, "no disk can be mounted; run as root on Linux, outside of a container or in a privileged one"
    ),
    "promtool": Part(find_promtool, "no promtool found; it comes with Prometheus (Debian: apt-get install prometheus)"),
    "firefox": Part(find_firefox, "no Firefox, or no node to drive it; install firefox (Debian: firefox-esr) and node"),
    "ray": Part(find_ray, "no Ray or no pyarrow; install the extra `cluster`, for which some systems have no wheels"),
}
LEFT_OUT = pytest.StashKey[Counter[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Refuses to start without a part that may not be missing in this run."""
    config.stash[LEFT_OUT] = Counter()
    for name in filter(None, os.environ.get("REJOINDER_REQUIRE", "").replace(" ", "").split(",")):
        if name not in PARTS:
            message = f"REJOINDER_REQUIRE names {name!r}; the parts are: {', '.join(PARTS)}"
            raise pytest.UsageError(message)
        if PARTS[name].find() is None:
            message = f"REJOINDER_REQUIRE asks for the {name} tests: {PARTS[name].lack}"
            raise pytest.UsageError(message)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Runs whatever uses a database on both; what drives a browser on SQLite alone, since it looks at pages."""
    kinds = ["sqlite"]
    if not metafunc.definition.get_closest_marker("browser"):
        kinds.append(pytest.param("postgresql", marks=pytest.mark.postgres))
    for fixture, scope in (("database", "function"), ("lasting_database", "module")):
        if fixture in metafunc.fixturenames:
            metafunc.parametrize(fixture, kinds, indirect=True, scope=scope)


def spare(items: list[pytest.Item]) -> list[pytest.Item]:
    """What `make test-databases` runs and `make test` does not: the further cases of a face's test on PostgreSQL.

    The faces do not know which database they stand on. Each of their tests runs on PostgreSQL with its first case; with
    all the others (hostile inputs by the hundred) on SQLite alone, which keeps the run under eight minutes.
    """
    seen, spared = set(), []
    for item in items:
        face = item.path.is_relative_to(FACES) and item.get_closest_marker("postgres")
        test = (item.path, getattr(item, "originalname", item.name))
        if face and test in seen:
            spared.append(item)
        elif face:
            seen.add(test)
    return spared


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what this machine cannot run, and puts the browser tests last.

    Last, because Playwright keeps an event loop in the main thread from its first use on, and `asyncio.run` refuses to
    work beside it.
    """
    if os.environ.get("REJOINDER_DATABASES") != "all":
        spared = {*spare(items)}
        config.hook.pytest_deselected(items=list(spared))
        items[:] = [item for item in items if item not in spared]
    missing = [name for name, part in PARTS.items() if part.find() is None]
    left_out = {item: name for item in items for name in missing if item.get_closest_marker(name)}
    config.stash[LEFT_OUT].update(left_out.values())
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = sorted(
        (item for item in items if item not in left_out),
        key=lambda item: item.get_closest_marker("browser") is not None,
    )


def pytest_sessionfinish(session: pytest.Session) -> None:
    """One of several processes (pytest-xdist) tells the one that sums up what it left out."""
    told: dict[str, object] | None = getattr(session.config, "workeroutput", None)
    if told is not None:
        told["left out"] = dict(session.config.stash[LEFT_OUT])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Each of them has collected all tests and left out the same."""
    node.config.stash[LEFT_OUT] = Counter(getattr(node, "workeroutput", {}).get("left out", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Says what was left out and why."""
    for name, count in config.stash[LEFT_OUT].items():
        tests = "test" if count == 1 else "tests"
        terminalreporter.write_line(f"left out: {count} {name} {tests} ({PARTS[name].lack})", yellow=True)


@pytest.fixture(scope="session", autouse=True)
def certificates_are_read_once() -> Iterator[None]:
    """Of the 20 ms of a request by httpx most go into reading the authorities of the web, plain as all of ours are."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("httpx._transports.default.create_ssl_context", cache(httpx.create_ssl_context))
        yield


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """The PostgreSQL server of this run; for tests marked `postgres`."""
    with shared_cluster() as found:
        yield found


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """The URL of an empty database of this test alone, None for SQLite, which lies in the data folder."""
    yield from _database(request)


@pytest.fixture(scope="module")
def lasting_database(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """The same for all tests of a file."""
    yield from _database(request)


def _database(request: pytest.FixtureRequest) -> Iterator[str | None]:
    if request.param == "sqlite":
        yield None
    else:
        with request.getfixturevalue("databases").fresh() as url:
            yield url


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where the browser is; for tests marked `browser`."""
    path = find_browser()
    assert path is not None, "a test that asks for chromium_path needs the marker `browser`"
    return path


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """One Chromium for the whole run. Ask for `page` or `new_page`: they share nothing with other tests."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path, args=list(BROWSER_ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Makes pages, each in a context of its own, as for another visitor; options as for `Browser.new_context`.

    `new_page(java_script_enabled=False)` is a visitor without JavaScript.
    """
    contexts: list[BrowserContext] = []

    def make(**options: object) -> Page:
        contexts.append(browser.new_context(**options))
        return contexts[-1].new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page of a visitor who has never been here."""
    return new_page()


@pytest.fixture
def run_node() -> Callable[..., str]:
    """Runs a JavaScript program where the node clients are installed and gives what it printed.

    For tests marked `node`. `run_node(program, *arguments)`: the arguments are `process.argv.slice(1)`. A program that
    fails, fails the test.
    """
    node = find_node()
    assert node is not None, "a test that asks for run_node needs the marker `node`"

    def run(program: str, *arguments: str) -> str:
        done = subprocess.run(
            [node, "--eval", program, "--", *arguments],
            cwd=NODE_CLIENTS,
            capture_output=True,
            text=True,
            timeout=180,  # Firefox is slow to start where others are at work
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run
