"""`rejoinder demo`: a small newspaper with a lively thread, to try everything on."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from rejoinder.cli.common import opened
from rejoinder.cli.listening import listen, url_of
from rejoinder.cli.logs import write_logs
from rejoinder.cli.serve import run
from rejoinder.settings import Settings

__all__ = ["demo"]

_TOLD = """
  The article          {url}/
  Moderation desk      {url}/desk/        name {name}, password {password}
  The data page        {url}/data
  Akismet key          {key}

  Ask as an Akismet client would:

    curl {url}/1.1/comment-check -d api_key={key} -d blog={url}/ -d user_ip=192.0.2.1 \\
      --data-urlencode 'comment_content=Best casino slots, 200% bonus, play at http://lucky-spin.example now'

  Everything lies in {folder}, which is deleted when you stop it with Ctrl-C.
"""


def demo(
    port: Annotated[
        int, typer.Option(min=0, max=65_535, help="The port on 127.0.0.1; 0 takes any that is free.")
    ] = 8080,
) -> None:
    """Serve a demonstration newspaper on this machine only, with everything in a throw-away folder."""
    from rejoinder.demo.newspaper import ROUTES
    from rejoinder.demo.seed import seed

    listener = listen("127.0.0.1", port)
    url = url_of(listener)
    password = secrets.token_urlsafe(9)
    with tempfile.TemporaryDirectory(prefix="rejoinder-demo-") as folder, opened(Path(folder), base_url=url) as bare:
        house = replace(bare, contact="The Meridian, readers@meridian.example (an invented address)")
        with _progress() as told:
            seeded = seed(house, password, told)
        typer.echo(_TOLD.format(url=url, name=seeded.moderator, password=password, key=seeded.key, folder=folder))
        write_logs("text", access=False)
        run(house, listener, Path(folder), Settings(), ROUTES)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, nothing elsewhere."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Setting up the newspaper")
        yield lambda done, of: progress.update(task, completed=done, total=of)
