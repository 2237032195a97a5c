"""A house with a site and a moderator."""

from __future__ import annotations

import pytest

from rejoinder.actions.installation import Installation
from rejoinder.actions.owning.people import add_moderator
from rejoinder.actions.owning.sites import add_site
from rejoinder.store.people import Moderator
from tests.serving import PASSWORD, SITE


@pytest.fixture
def ada(house: Installation) -> Moderator:
    """A moderator of a house with one site."""
    add_site(house, SITE, "The Paper")
    return add_moderator(house, "Ada", PASSWORD)
