"""Behind nginx and Caddy, with the configurations that stand in the docs, everything works that works without them."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.cli.programs import line_with, running
from tests.deploy.proxies import READER, Front, blocks, caddy, certificate, free_ports, nginx, replaced
from tests.faults.program import furnish
from tests.house.source import ROOT
from tests.serving import PAGE, SITE
from tests.web.border.test_places import go_everywhere
from tests.web.border.wire import eventually

pytestmark = pytest.mark.proxies

NAME = "comments.example.org"
OWN, FOLDER, SOCKET = 0, 1, 2  # the order of the blocks on both pages
AROUND = """server {{
    listen 443 ssl;
    server_name {name};
    ssl_certificate /etc/ssl/comments/fullchain.pem;
    ssl_certificate_key /etc/ssl/comments/privkey.pem;
{block}
}}"""


CADDY = {"body": "12s"}  # longer than Rejoinder waits for a body that does not come, which is ten seconds


@dataclass(frozen=True)
class Stand:
    """A web server with Rejoinder behind it."""

    kind: str
    front: Front
    key: str
    data: Path

    def last_address(self):
        """The address that was stored with what came last."""
        with closing(sqlite3.connect(f"file:{self.data / 'rejoinder.db'}?mode=ro", uri=True)) as database:
            return database.execute("SELECT ip FROM checks ORDER BY id DESC").fetchone()[0]


@contextmanager
def rejoinder(data, page, place, socket=None):
    """An installation with the settings of the page; yields where it listens and the key of its site."""
    key = furnish(data)
    (data / "rejoinder.toml").write_text(blocks(page, "toml")[place])
    listening = ["--socket", socket] if socket else ["--port", "0"]
    with running("serve", "--data", data, *listening) as lines:
        found = re.search(r"listening on (?:http://)?(\S+)\)", line_with(lines, "Rejoinder serves"))
        yield found[1], key


@contextmanager
def standing(kind, folder, place, change=lambda site: site):
    """Either web server, as its page has it in one of the three places."""
    name = "example.org" if place == FOLDER else NAME
    data, around = folder / "data", folder / "around"
    for made in (data, around):
        made.mkdir()
    chain, private = certificate(folder, [name, f"*.{name}"])
    ports = dict(zip(("http", "https"), free_ports(2), strict=True))
    page = f"{kind}.md"
    site = change(blocks(page, LANGUAGES[kind])[place])
    socket = folder / "socket" if place == SOCKET else None
    with rejoinder(data, page, place, socket) as (where, key):
        if kind == "nginx":
            site = site if place == OWN else AROUND.format(name=name, block=site)
            site = replaced(site, chain=chain, key=private, https=f"127.0.0.1:{ports['https']}")
        site = replaced(site, **({"socket": where} if socket else {"server": where}))
        if place == OWN:
            site = replaced(site, patience="1s")
            given = (
                {"http": f"127.0.0.1:{ports['http']}"} if kind == "nginx" else CADDY | {"chain": chain, "key": private}
            )
            site = replaced(site, **given)
        # Where the page leaves it to Caddy to get a certificate, an authority of its own signs it here.
        own_root = around / "data" / "caddy" / "pki" / "authorities" / "local" / "root.crt"
        trusted = own_root if kind == "caddy" and place != OWN else chain
        with {"nginx": nginx, "caddy": caddy}[kind](around, site, Front(trusted=trusted, **ports)) as front:
            eventually(lambda: reached(front, name))
            yield Stand(kind, front, key, data)


def reached(front, name):
    """Whether it has its certificate: Caddy listens before."""
    try:
        with front.client(name) as client:
            return client.get("/healthz").status_code in {200, 404}
    except (httpx.ConnectError, FileNotFoundError):
        return False


@pytest.fixture(params=["nginx", "caddy"], scope="module")
def stand(request, tmp_path_factory):
    """With a name of its own."""
    with standing(request.param, tmp_path_factory.mktemp(request.param), OWN) as made:
        yield made


def test_with_a_name_of_its_own_everything_works(stand):
    with stand.front.client(NAME) as client:
        go_everywhere(client, stand.key, origin=f"https://{NAME}")


def test_plain_http_is_led_to_https(stand):
    led = httpx.get(f"http://127.0.0.1:{stand.front.http}/thread?x=1", headers={"Host": NAME})
    assert led.status_code == 308
    assert re.fullmatch(rf"https://{NAME}(:\d+)?/thread\?x=1", led.headers["location"])


def test_a_client_that_sends_its_key_in_the_name_is_known(stand):
    for key, said in ((stand.key, "valid"), ("0123456789ab", "invalid")):
        with stand.front.client(f"{key}.{NAME}") as client:
            assert client.post("/1.1/verify-key", data={"blog": SITE}).text == said


PUBLISHED = """
const dns = require('dns')
dns.lookup = (name, options, done) =>
  options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4)
const { AkismetClient } = require('akismet-api')
const [host, key] = process.argv.slice(1)
new AkismetClient({ key, host, blog: 'https://paper.example', protocol: 'https' }).verifyKey().then(console.log)
"""


@pytest.mark.node
def test_a_published_client_that_does_so_is_known(stand, run_node, monkeypatch):
    monkeypatch.setenv("NODE_EXTRA_CA_CERTS", str(stand.front.trusted))
    assert run_node(PUBLISHED, f"{NAME}:{stand.front.https}", stand.key) == "true\n"
    assert run_node(PUBLISHED, f"{NAME}:{stand.front.https}", "0123456789ab") == "false\n"


@pytest.mark.parametrize("claimed", [None, "203.0.113.5", "203.0.113.5, 127.0.0.1", "unix"])
def test_the_address_of_the_reader_is_what_the_web_server_sees_and_not_what_the_reader_claims(stand, claimed):
    headers = {"X-Forwarded-For": claimed, "Forwarded": f"for={claimed}", "X-Real-IP": claimed} if claimed else {}
    with stand.front.client(NAME) as client:
        posted = client.post("/api/v1/comments", json={"site": SITE, "url": PAGE, "text": "Words"}, headers=headers)
        assert posted.status_code == 201
    assert stand.last_address() == READER


def test_a_body_that_is_too_large_is_refused_by_us_in_our_words_or_by_the_web_server_in_its_own(stand):
    with stand.front.client(NAME) as client:
        ours = client.post("/api/v1/comments", json={"site": SITE, "url": PAGE, "text": "x" * 200_000})
        assert (ours.status_code, ours.json()["error"]["code"]) == (413, "body_too_large")
        largest = client.post("/1.1/verify-key", data={"key": stand.key, "blog": SITE, "x": "x" * 1_000_000})
        assert largest.text == "valid"
        theirs = client.post("/1.1/comment-check", data={"key": stand.key, "blog": SITE, "x": "x" * 2_000_000})
        assert theirs.status_code == 413, "nginx in its words, Caddy in ours"
        assert theirs.text not in {"true", "false"}


@pytest.mark.parametrize(
    "beginning",
    [
        b"GET /healthz HT",
        b"POST /1.1/comment-check HTTP/1.1\r\nHost: comments.example.org\r\nContent-Length: 999\r\n\r\nabc",
    ],
)
def test_a_slow_client_is_closed_and_keeps_nobody_else_waiting(stand, beginning):
    """Nor is it told that all went well."""
    with stand.front.connection(NAME) as slow:
        slow.sendall(beginning)
        with stand.front.client(NAME) as client:
            assert client.get("/healthz").json() == {"status": "ready"}
        answer = b"".join(iter(lambda: slow.recv(65_536), b""))
    assert b" 200 " not in answer
    assert stand.kind != "caddy" or not beginning.endswith(b"abc") or answer.startswith(b"HTTP/1.1 408 ")


STRIPS = {
    "nginx": lambda site: site.replace("127.0.0.1:8080;", "127.0.0.1:8080/;"),
    "caddy": lambda site: site.replace("handle /talk", "handle_path /talk"),
}


@pytest.mark.parametrize("strips", [False, True])
@pytest.mark.parametrize("kind", ["nginx", "caddy"])
def test_in_a_folder_everything_works_whether_it_is_passed_on_or_taken_off(tmp_path, kind, strips):
    change = STRIPS[kind] if strips else lambda site: site
    assert not strips or change(text := blocks(f"{kind}.md", LANGUAGES[kind])[FOLDER]) != text
    with standing(kind, tmp_path, FOLDER, change) as made, made.front.client("example.org") as client:
        go_everywhere(client, made.key, "/talk", origin="https://example.org")
        assert client.get("/healthz").status_code == 404, "what is not in the folder is the other site's"


LANGUAGES = {"nginx": "nginx", "caddy": "caddyfile"}


@pytest.mark.parametrize("kind", ["nginx", "caddy"])
def test_by_a_unix_socket_everything_works_and_addresses_are_known(tmp_path, kind):
    with standing(kind, tmp_path, SOCKET) as made, made.front.client(NAME) as client:
        go_everywhere(client, made.key, origin=f"https://{NAME}")
        assert client.post("/api/v1/comments", json={"site": SITE, "url": PAGE, "text": "W"}).status_code == 201
        assert made.last_address() == READER


def test_the_caddyfile_of_compose_is_one(tmp_path):
    call = [shutil.which("caddy"), "validate", "--adapter", "caddyfile", "--config", ROOT / "deploy" / "Caddyfile"]
    environment = {"COMMENTS_HOST": NAME, "XDG_DATA_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    validated = subprocess.run(call, env=environment, capture_output=True, text=True, check=False)
    assert validated.returncode == 0, validated.stderr
