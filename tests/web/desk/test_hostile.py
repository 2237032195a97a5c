"""Hostile words in every field of a comment: nothing runs, nothing is fetched, the policy has nothing to refuse.

The rows are of the kinds that got through elsewhere: tags, attributes, entities, mutation, links with other schemes,
templates, direction marks (OWASP, "XSS Filter Evasion Cheat Sheet"; Heiderich et al. 2013, "mXSS Attacks").
"""

from __future__ import annotations

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect
from sqlalchemy import update

from rejoinder.actions.judging.reasons import encode
from rejoinder.filter import Reason
from rejoinder.store.schema import checks, comments, pages
from tests.serving import Server
from tests.web.desk.desk import enter, say

pytestmark = pytest.mark.browser

HOSTILE = [
    "<script>document.title='owned'</script>",
    "<img src=https://evil.example/x onerror=document.title='owned'>",
    "\"><svg onload=document.title='owned'>",
    "'><img src=x onerror=document.title='owned'>",
    '" onmouseover="document.title=\'owned\'" x="',
    "' autofocus onfocus=document.title='owned' x='",
    "</div></article></main><h1>owned</h1><form action=https://evil.example><button>Approve",
    "</title></textarea></style></template></noscript><script>document.title='owned'</script>",
    "<math><mtext><table><mglyph><style><img src=x onerror=document.title='owned'>",
    "<noscript><p title=\"</noscript><img src=x onerror=document.title='owned'>\">",
    "<iframe srcdoc=\"<script>parent.document.title='owned'</script>\"></iframe>",
    "<link rel=stylesheet href=https://evil.example/x.css><style>@import 'https://evil.example/y.css'</style>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<base href=https://evil.example/>",
    "<template shadowrootmode=open><script>document.title='owned'</script></template>",
    "[x](javascript:document.title='owned') ![x](https://evil.example/i.png)",
    "javascript:document.title='owned'",
    "&lt;script&gt;document.title='owned'&lt;/script&gt; &#x3c;img src=x&#x3e;",
    "{{ 7*7 }} {% raw %} ${7*7} <%= 7*7 %> {{ ''.__class__ }}",
    "\u202eesrever\u2066\u2067 \u200b\u200d\ufeff\U000e0041 " + "e" + "\u0301" * 60,
    "<!--><img src=x onerror=document.title='owned'>-->",
    "<![CDATA[<script>document.title='owned'</script>]]>",
    "＜script＞document.title='owned'＜/script＞",
    "<a id=flash><a id=main name=value><form id=help><input name=action>",
]


def _put(server: Server, hostile: str) -> int:
    """A comment with `hostile` in every column, past the door: what an import or an older version may have left."""
    comment = say(server, hostile, hostile[:80])
    spans = tuple((at, at + 3) for at in range(0, len(hostile), 5))
    reasons = encode((Reason(hostile, 2.0, spans), Reason(f"words:{hostile}", -1.0, ((1, len(hostile)),))))
    with server.house.store.write() as connection:
        found = connection.execute(comments.select().where(comments.c.id == comment)).one()
        told = {"reasons": reasons, "ip": hostile, "email_sealed": server.house.vault.seal(hostile)}
        connection.execute(update(checks).where(checks.c.id == found.check_id).values(told))
        connection.execute(update(comments).where(comments.c.id == comment).values(url=hostile, status="pending"))
        connection.execute(update(pages).where(pages.c.id == found.page_id).values(title=hostile, url=hostile))
    return comment


class Watch:
    """Notes what a page must not do."""

    def __init__(self, page: Page, home: str) -> None:
        self.seen: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.seen.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (self.seen.append("dialog"), dialog.dismiss()))
        page.on("request", lambda request: request.url.startswith((home, "data:")) or self.seen.append(request.url))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.seen.append(message.text)


def test_nothing_runs_and_nothing_is_fetched(page, server):
    watch = Watch(page, server.url)
    made = [_put(server, hostile) for hostile in HOSTILE]
    for path in ("/desk/", *(f"/desk/comments/{comment}" for comment in made)):
        enter(page, server, path) if path == "/desk/" else page.goto(f"{server.url}{path}")
        assert "owned" not in page.title()
        assert page.locator("main img, main iframe, main script, main style, main link, main meta").count() == 0
        targets = page.locator("main form").evaluate_all(
            "all => [...new Set(all.map(one => new URL(one.action).origin))]"
        )
        assert set(targets) <= {server.url}
        schemes = page.locator("main a").evaluate_all("all => [...new Set(all.map(one => one.protocol))]")
        assert set(schemes) <= {"http:", "https:"}
        assert page.locator("[onload], [onerror], [onfocus], [onmouseover]").count() == 0
    page.goto(f"{server.url}/desk/")
    expect(page.locator(".card")).to_have_count(len(made))
    expect(page.locator(".card.broken")).to_have_count(0)
    for comment, hostile in zip(made, HOSTILE, strict=True):
        card = page.locator(f"#comment-{comment}")
        assert card.locator(".text").evaluate("one => one.textContent") == hostile
        assert card.locator("h2").evaluate("one => one.textContent") == hostile[:80].strip()
    assert watch.seen == []


def test_hostile_words_survive_a_decision_by_script(page, server):
    watch = Watch(page, server.url)
    for hostile in HOSTILE:
        _put(server, hostile)
    enter(page, server)
    for left in range(len(HOSTILE) - 1, 0, -1):
        page.keyboard.press("j") if left == len(HOSTILE) - 1 else None
        page.keyboard.press("s")
        expect(page.locator(".card")).to_have_count(left)
    expect(page.locator("#flash img, #flash script, #flash svg")).to_have_count(0)
    page.goto(f"{server.url}/desk/decided")
    expect(page.locator(".entry")).to_have_count(len(HOSTILE) - 1)
    assert "owned" not in page.title()
    assert watch.seen == []


def test_the_policy_would_have_stopped_them(page, server):
    """The guard behind the guard: were a card not escaped, the policy would still let nothing run."""
    enter(page, server)
    page.evaluate(
        """() => {
            for (const attack of ["<img src=x onerror=\\"document.title='owned'\\">", "<svg onload=1>"]) {
                try { document.body.innerHTML += attack; } catch { /* Trusted Types */ }
            }
            const script = document.createElement("script");
            try { script.textContent = "document.title = 'owned'"; } catch { /* Trusted Types */ }
            document.body.append(script);
        }"""
    )
    assert "owned" not in page.title()
    assert page.locator("body > img").count() == 0
