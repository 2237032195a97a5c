"""Hooks of Schemathesis: good requests name the site that is there, and a page of it.

Requests that are meant to break the description are left as they are.
"""

from __future__ import annotations

from typing import Any

import schemathesis

from soak.journal import PAGE, SITE

__all__ = ["before_call"]

_THERE = {"site": SITE, "url": PAGE}


@schemathesis.hook
def before_call(_context: schemathesis.HookContext, case: schemathesis.Case, _kwargs: dict[str, Any]) -> None:
    """Change a request just before it is sent."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    for part in (case.query, case.body):
        if isinstance(part, dict):
            part.update({name: value for name, value in _THERE.items() if name in part})
