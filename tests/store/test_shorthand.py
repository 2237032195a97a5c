"""Names of browsers come back as they were, however they are stored."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from rejoinder.actions.judging.check import check
from rejoinder.actions.owning.sites import add_site
from rejoinder.comment import Comment
from rejoinder.store import checks
from rejoinder.store.shorthand import _PIECES, expand, shorten
from tests.serving import open_house

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"
)
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 "
    "Mobile/15E148 Safari/604.1"
)
pieces = st.lists(st.sampled_from(_PIECES) | st.text("\ue000\ue001\uf8ff ab.0(", max_size=3), max_size=6).map("".join)


@given(pieces | st.text())
def test_a_name_comes_back_as_it_was(name):
    assert expand(shorten(name)) == name


@pytest.mark.parametrize("name", [CHROME, PHONE])
def test_the_usual_names_take_a_fifth(name):
    assert len(shorten(name).encode()) * 5 <= len(name)


@pytest.mark.parametrize("name", [CHROME, PHONE, "\ue000", "\uf8ffx", "curl/8"])
def test_what_was_stored_before_there_was_a_short_form_is_read_as_it_stands(tmp_path, name):
    """The name is stored short, and read whole, also where it was stored whole."""
    house = open_house(tmp_path)
    site, _key = add_site(house, "https://paper.example")
    check(house, site, Comment(text="x", user_agent=name, permalink="https://a.example", referrer="https://a.example"))
    with house.store.read() as connection:
        stored = connection.scalar(text("SELECT user_agent FROM checks"))
        [found] = checks.of_clients(connection, 1)
    assert (stored, found.user_agent, found.referrer) == (shorten(name), name, "https://a.example")
    with house.store.write() as connection:
        connection.execute(text("UPDATE checks SET user_agent = :name"), {"name": CHROME})
    with house.store.read() as connection:
        assert checks.of_clients(connection, 1)[0].user_agent == CHROME
    house.store.close()
