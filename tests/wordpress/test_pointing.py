"""Each way of leading the plugin here works as docs/wordpress.md says, and leads nothing else here."""

from __future__ import annotations

import json
import re
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from rejoinder.actions.owning.sites import add_site, suspend
from tests.serving import SITE, open_house, serving
from tests.wordpress.arrived import stored
from tests.wordpress.test_comments import GAMBLING, REMARK
from tests.wordpress.tls import tls_in_front_of

pytestmark = pytest.mark.wordpress

PAGE = (Path(__file__).parents[2] / "docs" / "wordpress.md").read_text("utf-8")
HERE = "http://127.0.0.1:9/talk"  # where nobody listens: what counts is where WordPress would go

LED = {
    "https://rest.akismet.com/1.1/test": f"{HERE}/1.1/test",
    "http://rest.akismet.com/1.1/test": f"{HERE}/1.1/test",
    "https://REST.Akismet.COM./1.2/key-sites?month=2026-11&a=b": f"{HERE}/1.2/key-sites?month=2026-11&a=b",
    "https://rest.akismet.com:443": f"{HERE}/",
    "https://0123456789ab.rest.akismet.com/1.1/comment-check": f"{HERE}/1.1/comment-check?api_key=0123456789ab",
}
UNTOUCHED = (
    "https://akismet.com/1.1/test",
    "https://tools.akismet.com/1.0/user-stats.php",
    "https://notrest.akismet.com/1.1/test",
    "https://rest.akismet.com.example/1.1/test",
    "https://rest.akismet.com@other.example/1.1/test",
    "https://rest.akismet.com:443@other.example/",
    "https://other.example/rest.akismet.com/?rest.akismet.com#rest.akismet.com",
    "https://other.example/1.1/comment-check",
    "https://192.0.2.1/1.1/test",
)


def ask_all(site, *urls: str, **arguments: object) -> list[str]:
    """Where WordPress goes when somebody asks for these addresses."""
    program = f"""
        foreach ( json_decode( {json.dumps(json.dumps(urls))} ) as $url ) {{
            wp_remote_get( $url, json_decode( '{json.dumps(arguments)}', true ) );
        }}
        echo 'true';"""
    assert site.run(program) is True
    return site.asked()


def block(language: str, holding: str) -> str:
    """The block of docs/wordpress.md in that language that holds these words."""
    found = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    (text,) = (text for text in found if holding in text)
    return text


@pytest.fixture
def certify(tmp_path) -> Iterator[Path]:
    """Makes the certificates of the page, for the host that it is given; the folder in which they are."""

    def make(host: str) -> Path:
        commands = block("sh", "openssl").replace("rest.akismet.com", host)
        subprocess.run(["sh", "-ec", commands], cwd=tmp_path, check=True, capture_output=True)
        return tmp_path

    return make


def port_of(server) -> int:
    return int(server.url.rpartition(":")[2])


def test_what_is_for_the_service_goes_to_the_server_whole_and_by_its_scheme(site):
    site.say("REJOINDER_URL", f" {HERE}/ ")
    assert ask_all(site, *LED) == list(LED.values())


def test_the_server_is_asked_by_its_own_name(site):
    """The plugin names the service in the header, and a web server in front of Rejoinder goes by that."""
    (site.folder / "site/name.php").write_text("<?php echo $_SERVER['HTTP_HOST'];", "utf-8")
    site.say("REJOINDER_URL", f"{site.url}/name.php")
    asked = "Akismet::http_post( 'blog=x', 'verify-key' )[1]"
    assert f"http://{site.run(f'echo json_encode( {asked} );')}" == site.url


def test_nothing_else_is_touched(site):
    site.say("REJOINDER_URL", HERE)
    assert ask_all(site, *UNTOUCHED) == list(UNTOUCHED)


def test_an_address_in_figures_with_the_name_in_the_header_is_for_the_service(site):
    """So the plugin looks whether it can reach each machine of the service; the key is in what it sends."""
    site.say("REJOINDER_URL", HERE)
    assert ask_all(site, "https://192.0.2.1/1.1/verify-key", headers={"HOST": "rest.akismet.com"}) == [
        f"{HERE}/1.1/verify-key"
    ]


@pytest.mark.parametrize("address", ["http://[::1]:9", "HTTPS://127.0.0.1:9/a/b", "http://localhost:9"])
def test_addresses_of_every_kind_can_be_named(site, address):
    site.say("REJOINDER_URL", address)
    assert ask_all(site, "https://rest.akismet.com/1.1/test") == [f"{address}/1.1/test"]


@pytest.mark.parametrize(
    "address", ["https://", "https://u:p@a.example", "https://a.example/?x", "https://a.example/#x", "//a.example", "a"]
)
def test_what_is_no_address_leads_nowhere(site, address):
    site.say("REJOINDER_URL", address)
    assert ask_all(site, "https://rest.akismet.com/1.1/test") == []


def test_a_request_that_must_not_go_to_this_machine_may_still_go_to_the_server(site, rejoinder):
    """Plugins ask by `wp_safe_remote_get`, too, which refuses this machine and unusual ports."""
    site.say("REJOINDER_URL", rejoinder.url)
    asked = "echo json_encode( wp_remote_retrieve_body( wp_safe_remote_get( 'https://rest.akismet.com/1.1/test' ) ) );"
    assert site.run(asked) == "connected"


def test_without_the_file_the_plugin_asks_the_service_again(pointed, rejoinder):
    pointed.plugin.unlink()
    pointed.comment(REMARK)
    service = "://rest.akismet.com/1.1/comment-check"
    assert pointed.asked() == [f"https{service}", f"https{service}", f"http{service}"]
    assert stored(rejoinder) == []


def test_whoever_takes_the_file_away_does_not_ask_the_service_in_the_clear(pointed):
    """The plugin does so for a day after TLS has failed; here that was a server that did not answer at once."""
    failed = "update_option( 'akismet_ssl_disabled', time() ); do_action( 'akismet_https_disabled' ); echo 'true';"
    assert pointed.run(failed) is True
    assert pointed.option("akismet_ssl_disabled") is None


def test_a_server_in_a_folder_is_reached(site, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/talk"
        house = open_house(tmp_path, url)
        _, key = add_site(house, SITE, "The Paper")
        site.say("REJOINDER_URL", url)
        site.set_option("wordpress_api_key", key)
        with serving(house, listener):
            posted = site.comment(GAMBLING)
        house.store.close()
    assert site.status(posted.id) == "spam"
    assert site.asked() == [f"{url}/1.1/comment-check"]


def test_a_server_with_a_certificate_of_the_owners_own_is_trusted_if_named(pointed, rejoinder, certify):
    made = certify("localhost")
    with tls_in_front_of(port_of(rejoinder), made / "server.pem", made / "server.key") as port:
        pointed.say("REJOINDER_URL", f"https://localhost:{port}")
        held = pointed.comment(REMARK)
        assert (pointed.status(held.id), stored(rejoinder)) == ("0", [])
        assert not [address for address in pointed.asked() if address.startswith("http:")]
        pointed.say("REJOINDER_CA", str(made / "authority.pem"))
        posted = pointed.comment(GAMBLING)
        assert (pointed.status(posted.id), len(stored(rejoinder))) == ("spam", 1)


def test_by_name_resolution_alone_the_plugin_comes_by_plain_http(pointed, rejoinder):
    pointed.plugin.unlink()
    http = f"rest.akismet.com:80:127.0.0.1:{port_of(rejoinder)}"
    pointed.say("names", f"{http}\nrest.akismet.com:443:127.0.0.1:9")
    posted = pointed.comment(GAMBLING)
    assert (pointed.status(posted.id), len(stored(rejoinder))) == ("spam", 1)
    assert [address.partition(":")[0] for address in pointed.asked()] == ["https", "https", "http"]
    assert pointed.option("akismet_ssl_disabled") is not None


def test_by_name_resolution_too_a_comment_is_held_if_the_server_answers_that_it_cannot_judge(pointed, rejoinder):
    pointed.plugin.unlink()
    pointed.say("names", f"rest.akismet.com:80:127.0.0.1:{port_of(rejoinder)}\nrest.akismet.com:443:127.0.0.1:9")
    suspend(rejoinder.house, SITE)
    posted = pointed.comment(GAMBLING)
    assert (pointed.status(posted.id), stored(rejoinder)) == ("0", [])


def test_by_name_resolution_with_tls_the_plugin_trusts_the_authority_that_the_page_names(pointed, rejoinder, certify):
    pointed.plugin.unlink()
    made = certify("rest.akismet.com")
    trust = block("php", "sslcertificates").replace("/etc/ssl/rejoinder", str(made))
    (pointed.plugin.parent / "own-authority.php").write_text(trust, "utf-8")
    with tls_in_front_of(port_of(rejoinder), made / "server.pem", made / "server.key") as port:
        pointed.say("names", f"rest.akismet.com:443:127.0.0.1:{port}\nrest.akismet.com:80:127.0.0.1:9")
        posted = pointed.comment(GAMBLING)
    assert (pointed.status(posted.id), len(stored(rejoinder))) == ("spam", 1)
    assert pointed.asked() == ["https://rest.akismet.com/1.1/comment-check"]
