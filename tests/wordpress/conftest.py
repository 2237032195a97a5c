"""One WordPress for the whole run, and a fresh Rejoinder for each test to point it at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving import Server, running_server
from tests.wordpress.site import PLUGIN, WordPress, wordpress

CONSTANTS = ("REJOINDER_URL", "REJOINDER_CA", "REJOINDER_DATA_PAGE")


@pytest.fixture(scope="session")
def running_wordpress(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WordPress]:
    """The WordPress itself. Ask for `site`."""
    folder = tmp_path_factory.mktemp("wordpress")
    with wordpress(folder) as site:
        yield site
    # Other people's code complains of other people's code (WordPress 6.1 on PHP 8.2); ours has to be silent.
    complaints = (folder / "debug.log").read_text("utf-8").splitlines() if (folder / "debug.log").exists() else []
    assert not [line for line in complaints if "mu-plugins/rejoinder.php" in line]


@pytest.fixture
def rejoinder(tmp_path: Path) -> Iterator[Server]:
    """A server of this test alone. On SQLite: nothing that WordPress sees depends on the database."""
    (tmp_path / "house").mkdir()
    with running_server(tmp_path / "house") as server:
        yield server


@pytest.fixture
def site(running_wordpress: WordPress) -> Iterator[WordPress]:
    """WordPress without a key, pointed at nothing, with the must-use plugin in its place."""
    wp = running_wordpress
    wp.plugin.write_bytes(PLUGIN.read_bytes())
    for name in (*CONSTANTS, "names", "network"):
        wp.say(name, None)
    wp.database.rows("DELETE FROM wp_options WHERE option_name LIKE 'akismet%' OR option_name = 'wordpress_api_key'")
    # WordPress also takes one pingback in 15 seconds, whoever sends it.
    wp.database.rows("DELETE FROM wp_commentmeta; DELETE FROM wp_comments")
    wp.asked()
    yield wp
    for extra in wp.plugin.parent.glob("own-*.php"):
        extra.unlink()


@pytest.fixture
def pointed(site: WordPress, rejoinder: Server) -> WordPress:
    """WordPress with the key of `rejoinder`, pointed at it."""
    site.say("REJOINDER_URL", rejoinder.url)
    site.set_option("wordpress_api_key", rejoinder.key)
    return site
