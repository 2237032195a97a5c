"""Whether there is a link in what a reader wrote: one that can be clicked, or an address that can be copied."""

from __future__ import annotations

import logging
import re
import unicodedata

from rejoinder.actions.faults import log_fault
from rejoinder.filter.links import MOST, find_links
from rejoinder.text.markup import render

__all__ = ["linked", "linked_anew"]

_HREF = re.compile(r'href="([^"]*)"')

_log = logging.getLogger(__name__)


def linked(text: str, website: str) -> bool:
    """Whether there is a link in a comment or beside its writer's name. Where that cannot be made out, there is."""
    return bool(website) or _links(text) != frozenset()


def linked_anew(text: str, earlier: str) -> bool:
    """Whether there is a link that the earlier words did not have."""
    links = _links(text)
    return links is None or bool(links - (_links(earlier) or frozenset()))


def _links(text: str) -> frozenset[str] | None:
    """All of them; None for so many that some may have been left out, or where the filter fails."""
    try:
        bare = find_links(unicodedata.normalize("NFKC", text))
    except Exception as error:  # noqa: BLE001 - a fault of the filter must not cost a reader their comment
        log_fault(_log, error, f"the links of a comment of {len(text)} characters")
        return None
    clickable = _HREF.findall(render(text))
    return None if len(bare) >= MOST else frozenset([*(link.host + link.path for link in bare), *clickable])
