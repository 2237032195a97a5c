"""In a folder of somebody's site, on IPv6, on a unix socket, behind a proxy: everything works everywhere."""

from __future__ import annotations

import os
import re
import resource
import signal
import socket
import stat
import subprocess
import sys
from contextlib import ExitStack, contextmanager

import httpx
import pytest

from rejoinder.actions.owning.people import add_moderator
from rejoinder.actions.owning.sites import add_site
from rejoinder.actions.reading.submit import Draft, submit
from rejoinder.cli.listening import listen, listen_on_socket, url_of
from rejoinder.errors import SettingError
from rejoinder.web.border.peers import Proxies
from rejoinder.web.border.rules import Rules
from tests.cli.programs import PLAIN, line_with, rejoinder, running
from tests.serving import PAGE, PASSWORD, SITE, open_house, serving
from tests.web.border.wire import Wire, eventually

FORM = "application/x-www-form-urlencoded"


def go_everywhere(client, key, root="", origin=None):
    """As readers, moderators and Akismet clients do: thread, API, protocol, files, desk. `root` is the folder."""
    asked = {"site": SITE, "url": PAGE}
    shown = client.get(f"{root}/thread", params=asked)
    assert shown.status_code == 200
    action = re.search('action="([^"]*)"', shown.text)[1]
    assert action == f"{root}/thread#reply-form"
    headers = {"Origin": origin} if origin else {}
    posted = client.post(action.partition("#")[0], data={**asked, "text": f"By form, in {root}"}, headers=headers)
    assert posted.status_code == 303, posted.text
    assert posted.headers["location"].startswith(f"{root}/thread/receipt/")
    receipt = client.get(posted.headers["location"])
    assert "Your comment" in receipt.text
    for file in [*re.findall('<link rel="stylesheet" href="([^"]*)"', receipt.text), f"{root}/embed.js"]:
        assert file.startswith(f"{root}/")
        assert client.get(file).status_code == 200, file
    said = client.post(f"{root}/api/v1/comments", json={**asked, "text": f"By script, in {root}"}, headers=headers)
    assert said.status_code == 201
    assert client.get(f"{root}/api/v1/thread", params=asked).json()["site"] == SITE
    call = {"api_key": key, "blog": SITE, "user_ip": "198.51.100.9", "comment_content": "words"}
    assert client.post(f"{root}/1.1/comment-check", data=call).text in ("true", "false")
    assert client.get(f"{root}/healthz").json() == {"status": "ready"}
    assert client.get(f"{root}/data").status_code == 200
    sign_in(client, root, headers)


def sign_in(client, root, headers):
    led = client.get(f"{root}/desk")
    assert led.headers["location"] == f"{root}/desk/"
    led = client.get(f"{root}/desk/spam")
    assert led.headers["location"] == f"{root}/desk/sign-in?next=%2Fdesk%2Fspam"
    fields = {"name": "Ada", "password": PASSWORD, "next": "/desk/spam"}
    done = client.post(f"{root}/desk/sign-in", data=fields, headers=headers)
    assert done.headers["location"] == f"{root}/desk/spam"
    queue = client.get(f"{root}/desk/spam")
    assert queue.status_code == 200
    files = re.findall(rf'(?:href|src)="({re.escape(root)}/static/[^"]*)"', queue.text)
    assert files
    for file in files:
        assert client.get(file).status_code == 200, file


@contextmanager
def installed(folder, base_url, listener, rules=None):
    """An installation with a site and a moderator, served on a socket; yields the key of the site."""
    house = open_house(folder, base_url)
    _site, key = add_site(house, SITE, "The Paper")
    add_moderator(house, "Ada", PASSWORD)
    with serving(house, listener, rules):
        yield key
    house.store.close()


class StripsPrefix(httpx.HTTPTransport):
    """A proxy that takes the folder off before it passes a request on, as `proxy_pass http://…/;` does in nginx."""

    def __init__(self, root):
        super().__init__()
        self._root = root.encode()

    def handle_request(self, request):
        assert request.url.raw_path.startswith(self._root)
        request.url = request.url.copy_with(raw_path=request.url.raw_path.removeprefix(self._root))
        return super().handle_request(request)


@pytest.mark.parametrize("root", ["/talk", "/a/b", "/desk", "/thread", "/static", "/api", "/1.1"])
@pytest.mark.parametrize("strips", [True, False])
def test_it_lives_in_a_folder_whether_the_proxy_takes_it_off_or_passes_it_on(tmp_path, root, strips):
    listener = listen("127.0.0.1", 0)
    base = url_of(listener)
    transport = StripsPrefix(root) if strips else None
    with (
        installed(tmp_path, base + root, listener) as key,
        httpx.Client(base_url=base, transport=transport, timeout=30) as client,
    ):
        go_everywhere(client, key, root)


def test_what_is_not_below_the_folder_is_found_as_well_so_that_a_server_can_be_looked_at_directly(tmp_path):
    listener = listen("127.0.0.1", 0)
    with installed(tmp_path, url_of(listener) + "/talk", listener):
        assert httpx.get(f"{url_of(listener)}/healthz").json() == {"status": "ready"}
        for path in (
            "/talking/healthz",
            "/talk",
            "/talk/",
            "/talk/nowhere",
            "/talk/talk/healthz",
            "/talk1.1/verify-key",
        ):
            assert httpx.get(url_of(listener) + path).status_code == 404, path


def ipv6():
    try:
        listen("::1", 0).close()
    except SettingError:
        return False
    return True


@pytest.mark.skipif(not ipv6(), reason="this machine has no IPv6")
@pytest.mark.parametrize("host", ["::1", "::"])
def test_it_listens_on_ipv6(tmp_path, host):
    listener = listen(host, 0)
    port = listener.getsockname()[1]
    with installed(tmp_path, f"http://[::1]:{port}", listener) as key:
        with httpx.Client(base_url=f"http://[::1]:{port}", timeout=30) as client:
            go_everywhere(client, key)
        if host == "::":
            assert httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200, "IPv4 as well"


@pytest.mark.skipif(not ipv6(), reason="this machine has no IPv6")
def test_the_command_serves_on_ipv6(tmp_path):
    with running("serve", "--data", tmp_path, "--host", "::1", "--port", "0") as lines:
        url = re.search(r"http://\[::1\]:\d+", line_with(lines, "Rejoinder serves"))[0]
        assert httpx.get(f"{url}/healthz").status_code == 200


def by_socket(path, base_url="http://comments.example"):
    return httpx.Client(transport=httpx.HTTPTransport(uds=str(path)), base_url=base_url, timeout=30)


def test_it_listens_on_a_unix_socket(tmp_path):
    path = tmp_path / "rejoinder.socket"
    with (
        listen_on_socket(path, 0o660) as listener,
        installed(tmp_path, "http://comments.example", listener) as key,
        by_socket(path) as client,
    ):
        go_everywhere(client, key)
    assert not path.exists()


class EndsTls(httpx.HTTPTransport):
    """A proxy that ends TLS in front of a unix socket: https outside, http inside, and says so."""

    def handle_request(self, request):
        request.url = request.url.copy_with(scheme="http")
        request.headers.update({"X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.7"})
        return super().handle_request(request)


@pytest.mark.parametrize(("believed", "status"), [(["unix"], 303), ([], 403)])
def test_behind_tls_our_pages_are_ours_under_every_name_when_the_proxy_is_believed(tmp_path, believed, status):
    path, rules = tmp_path / "a.socket", Rules(proxies=Proxies.named(believed))
    base = "https://comments.example"
    with (
        listen_on_socket(path, 0o600) as listener,
        installed(tmp_path, base, listener, rules) as key,
        httpx.Client(base_url=base, transport=EndsTls(uds=str(path)), timeout=30) as client,
    ):
        go_everywhere(client, key, origin=base)
        asked = {"Host": "desk.example", "Origin": "https://desk.example"}
        answer = client.post("/desk/sign-in", data={"name": "Ada", "password": PASSWORD}, headers=asked)
        assert answer.status_code == status


@pytest.mark.parametrize("mode", [0o600, 0o660, 0o666])
def test_a_socket_lets_in_whom_its_mode_says(tmp_path, mode):
    path = tmp_path / "a.socket"
    with listen_on_socket(path, mode):
        assert stat.S_IMODE(path.stat().st_mode) == mode
    assert not path.exists()


def test_a_socket_that_nobody_listens_on_any_more_is_replaced(tmp_path):
    path = tmp_path / "a.socket"
    with socket.socket(socket.AF_UNIX) as left_behind:
        left_behind.bind(str(path))
    assert path.exists()
    with listen_on_socket(path, 0o600), socket.socket(socket.AF_UNIX) as caller:
        caller.connect(str(path))


def test_a_socket_that_is_in_use_is_refused_and_goes_on_working(tmp_path):
    path = tmp_path / "a.socket"
    with listen_on_socket(path, 0o600), ExitStack() as second:
        with pytest.raises(SettingError, match="another server listens there"):
            second.enter_context(listen_on_socket(path, 0o600))
        with socket.socket(socket.AF_UNIX) as caller:
            caller.connect(str(path))


def test_what_is_no_socket_is_never_removed(tmp_path):
    path = tmp_path / "a.socket"
    path.write_text("words")
    with pytest.raises(SettingError, match="is no socket"), listen_on_socket(path, 0o600):
        pass
    assert path.read_text() == "words"
    link = tmp_path / "link"
    link.symlink_to(path)
    with pytest.raises(SettingError, match="is no socket"), listen_on_socket(link, 0o600):
        pass


def test_a_socket_that_another_has_put_in_our_place_is_left_alone(tmp_path):
    path = tmp_path / "a.socket"
    with listen_on_socket(path, 0o600):
        path.unlink()
        with socket.socket(socket.AF_UNIX) as other:
            other.bind(str(path))
    assert path.exists()


@pytest.mark.parametrize(("name", "said"), [("x" * 200, "too long"), ("no/such/folder/a.socket", "No such file")])
def test_a_socket_that_cannot_be_made_is_refused_with_a_sentence(tmp_path, name, said):
    with pytest.raises(SettingError, match=said), listen_on_socket(tmp_path / name, 0o600):
        pass


def test_the_command_serves_on_a_socket_and_tidies_up(tmp_path):
    path = tmp_path / "a.socket"
    (tmp_path / "rejoinder.toml").write_text('base_url = "https://comments.example/talk"\ntrusted_proxies = ["unix"]\n')
    with running("serve", "--data", tmp_path, "--socket", path, "--socket-mode", "600") as lines:
        assert str(path) in line_with(lines, "Rejoinder serves https://comments.example/talk")
        with by_socket(path) as client:
            assert client.get("/talk/healthz").json() == {"status": "ready"}
        second = rejoinder("serve", "--data", tmp_path, "--socket", path)
        assert (second.returncode, b"another server listens there" in second.stderr) == (2, True)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not path.exists()


def test_a_server_that_was_killed_leaves_nothing_that_keeps_the_next_from_starting(tmp_path):
    path = tmp_path / "a.socket"
    call = [sys.executable, "-m", "rejoinder", "serve", "--data", tmp_path, "--socket", path]
    environment = {**PLAIN, "REJOINDER_BASE_URL": "http://comments.example"}
    with subprocess.Popen(call, stdout=subprocess.PIPE, env=environment) as first:
        assert first.stdout.readline()
        os.kill(first.pid, signal.SIGKILL)
    assert path.exists()
    with subprocess.Popen(call, stdout=subprocess.PIPE, env=environment) as second:
        assert second.stdout.readline()
        with by_socket(path) as client:
            assert client.get("/healthz").status_code == 200
        second.terminate()
    assert not path.exists()


def test_where_the_system_allows_few_files_few_are_served_and_it_recovers(tmp_path):
    def few():
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))

    call = [sys.executable, "-m", "rejoinder", "serve", "--data", tmp_path, "--port", "0"]
    with subprocess.Popen(call, stdout=subprocess.PIPE, env=PLAIN, preexec_fn=few, text=True) as process:  # noqa: PLW1509
        url = re.search(r"http://[^ ]*", process.stdout.readline())[0]
        with ExitStack() as stack:
            busy = [stack.enter_context(Wire(url)).send(b"GET / HTT") for _ in range(200)]
            eventually(lambda: not busy[-1].open)
            assert busy[-1].rest().startswith(b"HTTP/1.1 503 ")
        eventually(lambda: httpx.get(f"{url}/healthz", timeout=30).status_code == 200)
        process.terminate()
        assert process.wait(30) == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--socket", "{folder}/a.socket"], "Set base_url"),
        (["--socket-mode", "999"], "not a mode"),
        (["--socket-mode", "rw"], "not a mode"),
    ],
)
def test_a_wrong_call_is_refused_with_a_sentence(tmp_path, arguments, said):
    call = [part.format(folder=tmp_path) for part in arguments]
    ended = rejoinder("serve", "--data", tmp_path, "--port", "0", *call)
    assert (ended.returncode, said in ended.stderr.decode()) == (2, True)


def test_a_comment_by_socket_has_no_address_and_is_taken(tmp_path):
    house = open_house(tmp_path)
    add_site(house, SITE, "The Paper")
    assert submit(house, Draft(site=SITE, page_url=PAGE, text="words", ip="")).comment_id
    house.store.close()


BAD_HOSTS = [
    b"",
    b"Host:\r\n",
    b"Host: a\r\nHost: b\r\n",
    b"Host: a\r\nhost: a\r\n",
    b"Host: a/x?\r\n",
    b"Host: a@evil.example\r\n",
    b"Host: a b\r\n",
    b"Host: a:999999\r\n",
    b"Host: a:x\r\n",
    b"Host: [::1\r\n",
    b"Host: \xc3\xa4.example\r\n",
    b"Host: a,b\r\n",
    b"Host: " + b"a" * 300 + b"\r\n",
]


@pytest.mark.parametrize("lines", BAD_HOSTS)
@pytest.mark.parametrize("path", [b"/healthz", b"/desk", b"/1.1/verify-key"])
def test_a_request_names_one_host_or_is_refused(server, lines, path):
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(b"GET " + path + b" HTTP/1.1\r\n" + lines + b"Connection: close\r\n\r\n")
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b'"code":"bad_host"' in answer


@pytest.mark.parametrize("host", ["a", "comments.example", "a_b.example:80", "[::1]:8080", "192.0.2.1", "A.EXAMPLE."])
def test_which_host_it_names_does_not_matter(server, host):
    assert httpx.get(f"{server.url}/healthz", headers={"Host": host}).status_code == 200
