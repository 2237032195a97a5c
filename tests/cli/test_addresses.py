"""`rejoinder page …`, `site move`, `site allow` and `site rules`, as an owner calls them."""

from __future__ import annotations

import json

import pytest

from rejoinder.actions.owning.sites import add_site
from tests.cli.programs import rejoinder
from tests.serving import PAGE, SITE, open_house
from tests.web.thread.readers import put

OTHER = f"{SITE}/2026/the-bridge"


@pytest.fixture
def call(folder):
    house = open_house(folder)
    add_site(house, SITE)
    put(house, "first", title="The bridge")
    put(house, "second", page_url=OTHER)
    house.store.close()

    def call(*arguments, code=0):
        ran = rejoinder(*arguments, "--data", folder)
        assert ran.returncode == code, ran.stderr
        return (ran.stdout if code == 0 else ran.stderr).decode()

    return call


def test_pages_are_merged_and_have_aliases(call):
    assert "Put the two together" in call("page", "alias", PAGE, OTHER, code=2)
    assert "1 comments would go" in call("page", "merge", OTHER, PAGE, "--dry-run")
    told = json.loads(call("page", "merge", OTHER, PAGE, "--json"))
    assert (told["comments"], told["title"], told["dry_run"]) == (1, "The bridge", False)
    call("page", "alias", PAGE, f"{SITE}/short")
    shown = json.loads(call("page", "show", f"{SITE}/short", "--json"))
    assert (shown["url"], shown["published"]) == (PAGE, 2)
    assert shown["keys"] == ["paper.example/2026/bridge", "paper.example/2026/the-bridge", "paper.example/short"]
    assert "no more" in call("page", "alias", PAGE, f"{SITE}/short", "--remove")
    assert "There is no thread" in call("page", "show", f"{SITE}/short", code=2)


def test_a_site_moves_and_its_addresses_are_listed(call):
    assert "2 pages would move to https://news.example" in call(
        "site", "move", SITE, "https://news.example", "--dry-run"
    )
    moved = json.loads(call("site", "move", SITE, "https://news.example", "--json"))
    assert moved == {"site": "https://news.example", "pages": 2, "merged": 0, "elsewhere": 0, "dry_run": False}
    call("site", "allow", "https://news.example", "http://localhost:8000", "--trial")
    call("site", "allow", "https://news.example", "https://www.news.example", "--same-as", "https://news.example")
    listed = call("site", "list")
    assert "http://localhost:8000 (to develop on)" in listed
    assert "https://www.news.example (same as https://news.example)" in listed
    assert f"{SITE} (same as https://news.example)" in listed
    assert "There is no site" in call("site", "move", "https://other.example", "https://news.example", code=2)


def test_rules_are_said_and_listed(call):
    call("site", "rules", SITE, "hold=newcomers", "notice=Closed = closed.")
    call("site", "rules", SITE, "closed=yes", "--section", "/sport")
    shown = json.loads(call("site", "rules", SITE, "--page", f"{SITE}/sport/a", "--json"))
    assert shown["rules"]["closed"] == {"value": True, "from": "/sport/"}
    assert shown["rules"]["hold"] == {"value": "newcomers", "from": "site"}
    assert shown["rules"]["notice"]["value"] == "Closed = closed."
    table = call("site", "rules", SITE, "--unset", "hold")
    assert [line.split() for line in table.splitlines() if "hold " in line] == [["hold", "nobody", "default"]]
    assert "/sport/  closed=yes" in table
    for wrong, told in (("clsoed=yes", "Did you mean “closed”?"), ("closed", "NAME=VALUE"), ("hold=some", "one of")):
        assert told in call("site", "rules", SITE, wrong, code=2)
    assert "twice" in call("site", "rules", SITE, "closed=yes", "closed=no", code=2)
