"""nginx and Caddy in front of the server, with the very blocks that stand in the docs.

What has to be another here (ports, paths, the certificate) is put in the place of what stands there; each replacement
fails when there is nothing to be replaced, so that the docs and the tests cannot part.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

__all__ = ["READER", "Front", "blocks", "caddy", "certificate", "find_proxies", "free_ports", "nginx", "replaced"]

DOCS = Path(__file__).parents[2] / "docs"
READER = "127.0.0.2"  # a reader who is not the machine that the proxy runs on, as far as addresses tell
_LONGEST_START = 300  # looks, a tenth of a second each


def find_nginx() -> str | None:
    """The program; Debian has it where ordinary users do not look."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin")


def find_proxies() -> str | None:
    """Both of them, or nothing."""
    found = (find_nginx(), shutil.which("caddy"))
    return None if None in found else " ".join(map(str, found))


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of a language on a page of the docs."""
    return re.findall(rf"^```{language}\n(.*?)^```$", (DOCS / page).read_text("utf-8"), re.MULTILINE | re.DOTALL)


def replaced(text: str, **values: object) -> str:
    """The text with each of the names that stand in `_PLACES` exchanged for a value."""
    for name, value in values.items():
        assert re.search(_PLACES[name], text), f"the docs no longer have {_PLACES[name]}"
        text = re.sub(_PLACES[name], str(value).replace("\\", r"\\"), text)
    return text


_PLACES = {
    "http": r"(?<=listen )80(?=;)",
    "https": r"(?<=listen )443(?= ssl;)",
    "chain": r"/etc/ssl/comments/fullchain\.pem",
    "key": r"/etc/ssl/comments/privkey\.pem",
    "server": r"127\.0\.0\.1:8080",
    "socket": r"/run/rejoinder/socket",
    "patience": r"(?<=_timeout )10s|(?<=read_header )10s",
    "body": r"(?<=read_body )75s",
}


def certificate(folder: Path, names: Sequence[str]) -> tuple[Path, Path]:
    """A certificate for these names, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(one) for one in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    chain, private = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(built.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return chain, private


@dataclass(frozen=True)
class Front:
    """A web server that runs: its two ports, and the certificate that clients are to trust."""

    https: int
    trusted: Path
    http: int = 0

    def client(self, name: str) -> httpx.Client:
        """A reader who asks for this host, with TLS, from an address of their own."""
        transport = _Named(name, self.https, ssl.create_default_context(cafile=str(self.trusted)))
        return httpx.Client(base_url=f"https://{name}", transport=transport, timeout=30)

    def connection(self, name: str) -> ssl.SSLSocket:
        """A bare connection of the same reader."""
        bare = socket.create_connection(("127.0.0.1", self.https), timeout=30, source_address=(READER, 0))
        return ssl.create_default_context(cafile=str(self.trusted)).wrap_socket(bare, server_hostname=name)


class _Named(httpx.HTTPTransport):
    """Leads every name to this machine, as the DNS would, and keeps it in the certificate and the Host header."""

    def __init__(self, name: str, port: int, trusted: ssl.SSLContext) -> None:
        super().__init__(verify=trusted, local_address=READER)
        self._name, self._port = name, port

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        # Another request, because cookies are kept by the address of this one.
        led = httpx.Request(
            request.method,
            request.url.copy_with(host="127.0.0.1", port=self._port),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": self._name},
        )
        return super().handle_request(led)


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on just now."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


_NGINX = """{user}
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 128; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{site}
}}
"""


@contextmanager
def nginx(folder: Path, site: str, front: Front) -> Iterator[Front]:
    """Run nginx with this configuration of a site; it listens where `front` says."""
    program = find_nginx()
    assert program is not None, "a test that runs nginx needs the marker `proxies`"
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(_NGINX.format(user=user, folder=folder, site=site))
    call = [program, "-p", folder, "-c", folder / "nginx.conf", "-e", folder / "error.log", "-g", "daemon off;"]
    with _running(call, front.https, os.environ):
        yield front


@contextmanager
def caddy(folder: Path, site: str, front: Front) -> Iterator[Front]:
    """Run Caddy with this Caddyfile, whose global options are told where to listen and whom to sign certificates by."""
    program = shutil.which("caddy")
    assert program is not None, "a test that runs Caddy needs the marker `proxies`"
    told = f"\tadmin off\n\tlocal_certs\n\tskip_install_trust\n\thttp_port {front.http}\n\thttps_port {front.https}\n"
    site = site.replace("{\n", f"{{\n{told}", 1) if site.startswith("{\n") else f"{{\n{told}}}\n\n{site}"
    (folder / "Caddyfile").write_text(site)
    environment = dict(os.environ) | {"XDG_DATA_HOME": str(folder / "data"), "XDG_CONFIG_HOME": str(folder / "config")}
    call = [program, "run", "--adapter", "caddyfile", "--config", folder / "Caddyfile"]
    with _running(call, front.https, environment):
        yield front


@contextmanager
def _running(call: Sequence[object], port: int, environment: object) -> Iterator[None]:
    """A program that listens on a port, and is ended."""
    arguments = [str(one) for one in call]
    with subprocess.Popen(arguments, stderr=subprocess.PIPE, env=environment, text=True) as process:  # type: ignore[call-overload]
        try:
            _wait_for(port, process)
            yield
        finally:
            process.terminate()
            process.communicate(timeout=30)


def _wait_for(port: int, process: subprocess.Popen[str]) -> None:
    for _ in range(_LONGEST_START):
        assert process.poll() is None, process.communicate()[1]
        with socket.socket() as probe:
            probe.settimeout(0.1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        try:
            process.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
    raise AssertionError(f"nothing listens on {port}")
