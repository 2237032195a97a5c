"""`rejoinder train`: make the weights anew from the ledger, and say whether they are the live ones."""

from __future__ import annotations

import json

import typer

from rejoinder.cli.common import DatabaseUrl, DataFolder, JsonFlag
from rejoinder.cli.exits import WRONG
from rejoinder.errors import Damaged

__all__ = ["train"]


def train(data: DataFolder, database: DatabaseUrl = "", as_json: JsonFlag = False) -> None:
    """Rebuild the weights from the ledger and compare them, bit for bit, with the live ones.

    The live weights are those of the snapshot, which a running server keeps up to date within a second. Exit code 1
    when they differ; the snapshot is then replaced by the rebuilt weights.
    """
    from rejoinder.actions.learning.compare import compare
    from rejoinder.cli.common import opened

    if not data.is_dir():
        raise Damaged("no_installation", f"There is no installation in {data}.", "Name its folder with --data.")
    with opened(data, database=database) as house:
        compared = compare(house)
    if as_json:
        told = {
            "labels": compared.lines,
            "position": compared.head.position,
            "digest": compared.rebuilt,
            "live_position": compared.live_head.position if compared.live_head else None,
            "live_digest": compared.live,
            "equal": compared.equal,
        }
        typer.echo(json.dumps(told))
    else:
        typer.echo(f"Rebuilt the weights from {compared.lines} labels: {compared.rebuilt}.")
        typer.echo(compared.sentence)
    if compared.equal is False:
        raise typer.Exit(WRONG)
