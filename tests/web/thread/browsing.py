"""What tests of the embed in a browser share: what no page of ours may do, axe, and one article after another.

Everything that a page must not do is noticed for as long as it lives, and asserted with `quiet`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "clients" / "node" / "node_modules" / "axe-core" / "axe.min.js"
# WCAG 2.2 at level AA, and what axe holds for good practice beyond it.
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
HASTE = 10_000  # milliseconds; nothing here needs one second, but the machine may be busy
LISTEN = """
  window.refused = [];
  addEventListener("securitypolicyviolation", (one) => refused.push(`${one.violatedDirective} ${one.blockedURI}`));
  window.shifts = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) shifts += one.value })
    .observe({ type: "layout-shift", buffered: true });
"""
NUMBERS = count(1)


@dataclass
class Watched:
    """What went wrong in a page: errors it complained of, dialogs it opened, hosts it asked."""

    page: Page
    told: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def quiet(self, *allowed: str) -> None:
        """Nothing was complained of, refused by the page's policy, fetched from elsewhere, or kept in a cookie."""
        assert self.told == []
        assert self.page.evaluate("window.refused || []") == []
        assert self.hosts <= {*allowed, "data:"}
        assert self.page.context.cookies() == []


def watch(page: Page) -> Watched:
    """Notice what no page of ours may do."""
    page.set_default_timeout(HASTE)
    seen = Watched(page)
    page.add_init_script(LISTEN)
    page.on("console", lambda message: seen.told.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: seen.told.append(str(error)))
    page.on("dialog", lambda dialog: seen.told.append(f"dialog {dialog.message}") or dialog.dismiss())
    page.on("request", lambda request: seen.hosts.add(re.sub(r"^(\w+://[^/]+).*|^(\w+:).*", r"\1\2", request.url)))
    return seen


def violations(page: Page, where: str = ".rejoinder") -> list[Any]:
    """What axe finds wrong: rule, element, and why."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(
        """async ([where, values]) => (await axe.run(where, { runOnly: { type: "tag", values } })).violations""",
        [where, STANDARDS],
    )
    return [(one["id"], node["html"][:200], node["failureSummary"]) for one in found for node in one["nodes"]]
