"""`rejoinder archive`: judge an archive of many files, on this machine or on a Ray cluster, and be able to go on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from rejoinder.cli.bulk import ReasonsFor, WeightsFile, filter_from
from rejoinder.cli.common import cores
from rejoinder.cli.progress import watched
from rejoinder.cluster.manifest import claim
from rejoinder.cluster.rows import require_pyarrow
from rejoinder.cluster.scoring import Judging, Scored
from rejoinder.cluster.shards import PARQUET, Shard, shards_of
from rejoinder.cluster.spread import on_ray, on_this_machine, require_ray
from rejoinder.evaluation.answers import Reasons

__all__ = ["archive"]


def archive(
    sources: Annotated[
        list[Path],
        typer.Argument(help="Files of .jsonl, .jsonl.gz or .parquet, and folders of them.", metavar="SOURCE..."),
    ],
    output: Annotated[Path, typer.Option(help="The folder for the answers, a file for each file.", metavar="FOLDER")],
    weights: WeightsFile = None,
    reasons: ReasonsFor = Reasons.NOT_HAM,
    processes: Annotated[
        int, typer.Option(min=0, help="How many files are judged at once; 0: one for each core, or all of the cluster.")
    ] = 0,
    ray: Annotated[
        str,
        typer.Option(
            help="Judge on Ray: local for one of its own on this machine, or where the head of a cluster is.",
            metavar="local|HOST:PORT",
            show_default=False,
        ),
    ] = "",
) -> None:
    """Judge an archive of many files with the filter.

    The answers are lines of JSON, as those of check, in files of the same names; those to FILE.parquet are in
    FILE.parquet.jsonl.gz. The verdicts are the same wherever they are made.

    A file of answers is there when it is whole. When the command was interrupted, the same command goes on: what is
    finished is left alone, and what has changed since is judged anew.
    A line that cannot be read is named, with an error in the place of its answer, and the rest goes on; a file that
    cannot be read has no answers. In both cases the exit code is 2 in the end.

    On a cluster each machine needs the same release of Rejoinder, and has to see the files under the same names.
    """
    shards = shards_of([path.absolute() for path in sources], output.absolute())
    if ray:
        require_ray(ray)
    if any(shard.source.suffix == PARQUET for shard in shards):
        require_pyarrow()
    judging = Judging(filter_from(weights).dumps(), reasons)
    claim(output.absolute(), judging)
    left = [shard for shard in shards if not shard.is_finished()]
    with watched(_judged(judging, left, ray, processes), "judging files", len(left)) as results:
        good = _told(results, len(shards) - len(left))
    if not good:
        raise typer.Exit(2)


def _judged(judging: Judging, shards: Sequence[Shard], ray: str, processes: int) -> Iterator[Scored]:
    if not shards:
        return iter(())
    return on_ray(judging, shards, ray, processes) if ray else on_this_machine(judging, shards, processes or cores())


def _told(results: Iterator[Scored], finished: int) -> bool:
    """Name what is wrong as it comes, and sum up; whether nothing was."""
    done = []
    for result in results:
        done.append(result)
        for sentence in result.sentences:
            _complain(sentence)
        if result.untold:
            _complain(f"{result.shard.source}: {result.untold:,} more lines cannot be read.")
    answered, bad, failed = (sum(getattr(one, name) for one in done) for name in ("answered", "bad", "failed"))
    workers = {one.by for one in done if one.by}
    typer.echo(f"{answered:,} messages in {len(done) - failed:,} files were judged; processes: {len(workers)}.")
    for count, what in (
        (finished, "files were finished before."),
        (bad, "lines could not be read."),
        (failed, "files could not be read to their end and have no answers."),
    ):
        if count:
            typer.echo(f"{count:,} {what}")
    return not (bad or failed)


def _complain(sentence: str) -> None:
    typer.secho(sentence, fg="red", err=True)
