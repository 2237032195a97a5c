"""What `rejoinder setup` tells in the end: what is there, the key, the lines for a page, and what to do next."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

import typer

from rejoinder.cli.checkup.finding import show
from rejoinder.cli.founding.tour import Tour
from rejoinder.settings import FILE

__all__ = ["Done", "tell", "tell_programs"]

_TAG = """<div id="rejoinder-thread"></div>
<script src="{base}/embed.js" data-site="{site}" async></script>
<noscript><a href="{base}/thread?site={site}&amp;url=ADDRESS-OF-THE-PAGE">Comments</a></noscript>"""


@dataclass(frozen=True, slots=True)
class Done:
    """What is there. `key` is empty where the site has had one before: keys are not stored and shown once."""

    folder: Path
    base_url: str
    written: tuple[str, ...]
    kept: tuple[str, ...]
    site: str
    key: str
    moderators: tuple[str, ...]
    added: str  # the moderator who was added now, if any
    tour: Tour

    @property
    def tag(self) -> str:
        """The lines for a page that is to carry a thread."""
        return _TAG.format(base=self.base_url, site=self.site)


def tell(done: Done) -> None:
    """For people."""
    for about, told in _there(done):
        typer.echo(f"{about:<12} {told}")
    where = (
        done.base_url if done.tour.served else f"a server of its own, since nothing of ours answers at {done.base_url}"
    )
    typer.echo(f"\nSeen from outside ({where}):\n")
    show(done.tour.findings)
    typer.echo(f"\nWhere the comments should stand, in every page of {done.site}:\n\n{done.tag}\n")
    if done.key:
        typer.echo(f"The key for Akismet clients, shown this once: {done.key}\n")
    typer.echo("Next:\n")
    for step in _next(done):
        typer.echo(f"  - {step}")


def tell_programs(done: Done) -> None:
    """The same as one JSON object."""
    told = {
        "data": str(done.folder),
        "base_url": done.base_url,
        "settings": {"written": done.written, "kept": done.kept},
        "site": done.site,
        "key": done.key or None,
        "moderators": done.moderators,
        "added": done.added or None,
        "tag": done.tag,
        "served": done.tour.served,
        "findings": [asdict(found) for found in done.tour.findings],
    }
    typer.echo(json.dumps(told))


def _there(done: Done) -> Iterator[tuple[str, str]]:
    file = done.folder / FILE
    yield "Settings", f"{file}: wrote {', '.join(done.written)}" if done.written else f"{file}: as it was"
    if done.kept:
        yield "", f"kept as the file has it: {', '.join(done.kept)} (--replace changes it)"
    yield "Secret", f"{done.folder / 'secret.key'}: keep a copy apart; without it addresses and keys are lost"
    yield "Site", f"{done.site}: {'added' if done.key else 'is there, with the key that it was given'}"
    others = ", ".join(name for name in done.moderators if name != done.added)
    yield "Moderators", f"{done.added}: added" + (f"; there: {others}" if others else "") if done.added else others


def _next(done: Done) -> Iterator[str]:
    here = urlsplit(done.base_url).hostname in {"127.0.0.1", "::1", "localhost"}
    if not done.tour.served:
        yield f"start it: rejoinder serve --data {done.folder} (as a service: docs/deploy.md)"
        if not here:
            yield f"put a web server with TLS in front at {done.base_url} (docs/nginx.md, docs/caddy.md)"
    yield f"moderate at {done.base_url}/desk/"
    yield f"point Akismet clients at {done.base_url} (docs/akismet.md)"
    if not done.key:
        yield f"if the key is lost: rejoinder site new-key {done.site} --data {done.folder}"
    yield f"save it every night: rejoinder backup /var/backups --data {done.folder}"
    yield f"see whether all is well: rejoinder doctor --data {done.folder}"
