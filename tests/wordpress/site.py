"""A WordPress as its readers and its owner meet it: over HTTP, by the forms that it shows.

What they cannot see (which addresses WordPress asked, what stands in its tables) is read from files and the database.
"""

from __future__ import annotations

import html
import itertools
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.wordpress.programs import MariaDB, find_wordpress, mariadb, php, served_by_php

__all__ = ["PLUGIN", "Posted", "WordPress", "wordpress"]

PLUGIN = Path(__file__).parents[2] / "integrations" / "wordpress" / "rejoinder.php"
OWNER = {"log": "ada", "pwd": "a bridge is no reason to hurry"}
FIRST_POST = 1  # "Hello world!", which every new WordPress has
# What is only sent to browsers need not be copied for each run; it is half of WordPress.
_FOR_BROWSERS = [f"{folder}/{kind}" for folder in ("wp-admin", "wp-includes") for kind in ("css", "images", "js")]

# Debian's own wp-config.php asks for files in /etc; this one stands where everybody else's does. What the tests change
# while WordPress runs is read from files, or nobody could be sure that PHP has seen the change.
_CONFIG = """<?php
define( 'DB_NAME', 'wordpress' );
define( 'DB_USER', 'root' );
define( 'DB_PASSWORD', '' );
define( 'DB_HOST', 'localhost:@socket@' );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DISABLE_WP_CRON', true );
define( 'AUTOMATIC_UPDATER_DISABLED', true );
define( 'WP_DEBUG', true );
define( 'WP_DEBUG_DISPLAY', false );
define( 'WP_DEBUG_LOG', '@folder@/debug.log' );
foreach ( array( 'REJOINDER_URL', 'REJOINDER_CA', 'REJOINDER_DATA_PAGE' ) as $name ) {
	if ( is_file( "@folder@/$name" ) ) {
		define( $name, file_get_contents( "@folder@/$name" ) );
	}
}
if ( is_file( '@folder@/network' ) ) {
	define( 'MULTISITE', true );
	define( 'SUBDOMAIN_INSTALL', false );
	define( 'DOMAIN_CURRENT_SITE', file_get_contents( '@folder@/network' ) );
	define( 'PATH_CURRENT_SITE', '/' );
	define( 'SITE_ID_CURRENT_SITE', 1 );
	define( 'BLOG_ID_CURRENT_SITE', 1 );
}
$table_prefix = 'wp_';
defined( 'ABSPATH' ) || define( 'ABSPATH', __DIR__ . '/' );
require_once ABSPATH . 'wp-settings.php';
"""
# Notes each address that WordPress is about to ask, and lets it ask nobody but this machine. The file `names`, where
# there is one, stands for name resolution: each line is what cURL calls CONNECT_TO.
_WITNESS = """<?php
add_filter( 'pre_http_request', function ( $answer, $args, $url ) {
	if ( false !== $answer ) {
		return $answer;
	}
	file_put_contents( '@folder@/asked', "$url\\n", FILE_APPEND );
	$known = is_file( '@folder@/names' ) && preg_match( '#^https?://rest\\.akismet\\.com/#', $url );
	if ( $known || preg_match( '#^https?://(127\\.0\\.0\\.1|localhost|\\[::1\\])[:/]#', $url ) ) {
		return false;
	}
	return new WP_Error( 'witness', 'No network in tests.' );
}, PHP_INT_MAX, 3 );
add_action( 'http_api_curl', function ( $handle ) {
	if ( is_file( '@folder@/names' ) ) {
		curl_setopt( $handle, CURLOPT_CONNECT_TO, file( '@folder@/names', FILE_IGNORE_NEW_LINES ) );
	}
} );
"""
_LOAD = "$_SERVER += array( 'HTTP_HOST' => $argv[1], 'REQUEST_METHOD' => 'GET' ); require './wp-load.php'; "


@dataclass(frozen=True)
class Posted:
    """A comment that a reader sent: its number in WordPress, and the answer that the reader got."""

    id: int
    answer: httpx.Response


@dataclass(frozen=True)
class WordPress:
    """A running WordPress. `folder` holds the site in `site`, and beside it what the tests steer it with."""

    folder: Path
    url: str
    database: MariaDB
    owner: httpx.Client
    _readers: Iterator[int] = field(default_factory=lambda: itertools.count(2))

    @property
    def plugin(self) -> Path:
        """Where the must-use plugin lies, or would."""
        return self.folder / "site/wp-content/mu-plugins/rejoinder.php"

    def say(self, name: str, value: str | None) -> None:
        """Define a constant of wp-config.php, or take it out."""
        place = self.folder / name
        if value is None:
            place.unlink(missing_ok=True)
        else:
            place.write_text(value, "utf-8")

    def asked(self) -> list[str]:
        """The addresses that WordPress asked, or would have, since this was called last; but for news of itself."""
        place = self.folder / "asked"
        found = place.read_text("utf-8").splitlines() if place.exists() else []
        place.unlink(missing_ok=True)
        return [address for address in found if "://api.wordpress.org/" not in address]

    def run(self, program: str) -> Any:
        """What a program prints as JSON that has WordPress loaded, as its own parts and its plugins have."""
        return php(self.folder / "site", _LOAD + program, self.url.removeprefix("http://"))

    def reader(self) -> httpx.Client:
        """A reader of an address of their own; from one address WordPress takes a comment every 15 seconds."""
        number = next(self._readers)
        here = httpx.HTTPTransport(local_address=f"127.1.{number // 250}.{number % 250 + 1}")
        return httpx.Client(base_url=self.url, transport=here, timeout=60)

    def comment(self, text: str, author: str = "Nell", **more: str) -> Posted:
        """Send a comment on the first post, as the form under it does."""
        number = next(self._readers)
        fields = {"comment": text, "author": author, "email": f"reader{number}@example.org", "url": ""}
        with self.reader() as reader:
            form = {**fields, "comment_post_ID": str(FIRST_POST), "comment_parent": "0", **more}
            answer = reader.post("/wp-comments-post.php", data=form)
        assert answer.status_code == 302, answer.text
        found = re.search(r"#comment-(\d+)$", answer.headers["location"])
        assert found, answer.headers["location"]
        return Posted(int(found[1]), answer)

    def status(self, comment: int) -> str:
        """What became of a comment: 1 (published), 0 (waits), spam or trash."""
        ((status,),) = self.database.rows(f"SELECT comment_approved FROM wp_comments WHERE comment_ID = {comment}")
        return status

    def meta(self, comment: int) -> dict[str, str]:
        """What the plugin noted of a comment."""
        rows = self.database.rows(f"SELECT meta_key, meta_value FROM wp_commentmeta WHERE comment_id = {comment}")
        return dict(rows)

    def option(self, name: str) -> str | None:
        """A setting of WordPress, None where it is not set."""
        rows = self.database.rows(f"SELECT option_value FROM wp_options WHERE option_name = '{name}'")
        return rows[0][0] if rows else None

    def set_option(self, name: str, value: str) -> None:
        """Set it, past the pages, for what is not under test."""
        self.database.rows(f"REPLACE wp_options (option_name, option_value) VALUES ('{name}', '{value}')")

    def open(self, page: str) -> str:
        """The text of a page of wp-admin, as the owner."""
        answer = self.owner.get(f"/wp-admin/{page}", follow_redirects=True)
        assert answer.status_code == 200, answer.text
        return answer.text

    def follow(self, page: str, **query: str) -> None:
        """Click the link on that page whose address has these fields."""
        links = (httpx.URL(html.unescape(link)) for link in re.findall(r"""href=["']([^"']+)["']""", self.open(page)))
        link = next(link for link in links if query.items() <= dict(link.params).items())
        answer = self.owner.get(httpx.URL(f"{self.url}/wp-admin/").join(link))
        assert answer.status_code == 302, answer.text

    def save_key(self, key: str) -> str:
        """Enter a key on the plugin's page; the text of the page after that."""
        page = "options-general.php?page=akismet-key-config"
        nonce = re.search(r'name="_wpnonce" value="(\w+)"', self.open(f"{page}&view=start"))
        assert nonce, "the plugin's page has no form"
        form = {"action": "enter-key", "key": key, "_wpnonce": nonce[1]}
        answer = self.owner.post(f"/wp-admin/{page}", data=form, follow_redirects=True)
        assert answer.status_code == 200, answer.text
        return answer.text

    def moderate(self, comment: int, action: str) -> None:
        """Click `spamcomment`, `unspamcomment` or another under a comment in the list of comments."""
        view = "spam" if action == "unspamcomment" else "all"
        self.follow(f"edit-comments.php?comment_status={view}", c=str(comment), action=action)

    def let_time_pass_for(self, job: str) -> None:
        """Make a job due that is planned for later, and let WordPress do what is due."""
        moved = self.run(
            f"$at = wp_next_scheduled( '{job}' ); wp_unschedule_event( $at, '{job}' );"
            f"wp_schedule_single_event( time() - 1, '{job}' ); echo json_encode( $at - time() );"
        )
        assert moved > 0, "it was not planned"
        assert httpx.get(f"{self.url}/wp-cron.php?doing_wp_cron", timeout=60).status_code == 200


@contextmanager
def wordpress(folder: Path) -> Iterator[WordPress]:
    """A new WordPress with the must-use plugin and the Akismet plugin, the latter switched on and without a key."""
    with mariadb() as database:
        _lay_out(folder, database)
        with served_by_php(folder / "site") as url, httpx.Client(base_url=url, timeout=60) as owner:
            _install(owner)
            site = WordPress(folder, url, database, owner)
            site.follow("plugins.php", action="activate", plugin="akismet/akismet.php")
            # Once it was switched on, a newer plugin shows its own page first, whatever was asked for.
            site.open("index.php")
            # By default a first comment waits for a person, whatever any filter says.
            site.set_option("comment_previously_approved", "")
            yield site


def _lay_out(folder: Path, database: MariaDB) -> None:
    source = find_wordpress()
    assert source is not None, "a test that asks for WordPress needs the marker `wordpress`"
    linked = {Path(source) / name for name in _FOR_BROWSERS}

    def leave_out(place: str, names: list[str]) -> list[str]:
        # The package has links to where nothing is unless everything that it suggests is installed.
        paths = (Path(place) / name for name in names)
        return [path.name for path in paths if path in linked or not path.exists()]

    site = shutil.copytree(source, folder / "site", ignore=leave_out)
    for name in _FOR_BROWSERS:
        (site / name).symlink_to(Path(source) / name)
    values = {"@socket@": str(database.socket), "@folder@": str(folder)}
    (site / "wp-content/mu-plugins").mkdir()
    for place, text in (("wp-config.php", _CONFIG), ("wp-content/mu-plugins/witness.php", _WITNESS)):
        for name, value in values.items():
            text = text.replace(name, value)  # noqa: PLW2901 - the same text with its blanks filled in
        (site / place).unlink(missing_ok=True)
        (site / place).write_text(text, "utf-8")
    shutil.copy(PLUGIN, site / "wp-content/mu-plugins/rejoinder.php")


def _install(owner: httpx.Client) -> None:
    secret = OWNER["pwd"]
    form = {"weblog_title": "The Paper", "user_name": OWNER["log"], "admin_email": "ada@paper.example"}
    passwords = {"admin_password": secret, "admin_password2": secret, "pw_weak": "on"}
    answer = owner.post("/wp-admin/install.php?step=2", data={**form, **passwords, "blog_public": "0"})
    assert "Success!" in answer.text, re.sub(r"(?s)<style.*?</style>|<[^>]+>", "", answer.text)
    owner.get("/wp-login.php")  # leaves the cookie by which WordPress sees that cookies are kept
    assert owner.post("/wp-login.php", data={**OWNER, "testcookie": "1"}).status_code == 302
