"""The filter beside its peers, on the same files in one go: accuracy by the online protocol, and speed.

    make bench                          texts made up here: shows that it runs, and the speed; says nothing of accuracy
    make bench BENCH=folder             labelled files (docs/performance.md says which); writes docs/benchmarks.md
    python -m bench.compare [folder]    the same; `scripts/peers` has to have filled .venv-peers
    … --speed                           only the speed anew, beside the accuracy of the last run, which takes long

Everybody runs in processes of .venv-peers, two at a time (JOBS), with one thread each; what is timed runs alone. Prints
one table; with a folder it also writes docs/benchmarks.md and the pictures in docs/images.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bench import pictures, report
from bench.filter import made_up
from bench.peers import OURS
from rejoinder.evaluation.labelled import read_file

ROOT = Path(__file__).parents[1]
PYTHON = ROOT / ".venv-peers" / "bin" / "python"
# One corpus may be of several files; what stands second is a beginning of the first and is not replayed again.
CORPORA = {name: (name,) for name in ("youtube", "sms", "tgspam", "tgspam_zh", "ytbots_de", "sms_id", "lingspam")}
CORPORA = {"judol_all": ("judol", "judol_more")} | CORPORA
EVERYWHERE = (OURS, "sk-char4-sgd", "sk-tfidf-svc", "vw-char4")
LAST = ROOT / ".bench" / "compare.json"
FIRST = 200  # messages that the slow ones (fastText, bogofilter) replay of the corpora that are not compared with all


@dataclass
class Job:
    """A part for `bench.runner`, and how many steps it has."""

    asked: dict[str, Any]
    steps: int
    result: Any = field(default=None)

    @property
    def title(self) -> str:
        """For the bar."""
        return " ".join([self.asked["part"], self.asked.get("name", ""), self.asked.get("corpus", "")])


def run(job: Job, progress: Progress) -> None:
    """Run a part in a process of its own. RuntimeError with its last words if it fails."""
    task = progress.add_task(job.title, total=job.steps)
    asked = {name: value for name, value in job.asked.items() if name != "corpus"}
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    environment = os.environ | threads | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    call = [str(PYTHON), "-W", "ignore", "-m", "bench.runner", json.dumps(asked)]
    with subprocess.Popen(call, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT) as process:
        assert process.stdout is not None
        for line in process.stdout:
            told = json.loads(line)
            if "done" in told:
                progress.update(task, completed=told["done"])
            else:
                job.result = told["result"]
    if process.returncode or job.result is None:
        raise RuntimeError(f"{job.title} failed")
    progress.remove_task(task)


def made_up_files(folder: Path) -> dict[str, list[str]]:
    """Two corpora of texts that nobody wrote: spam has some words of its own, and half of it none of them."""
    dice = random.Random(20261126)
    files = {}
    for name, count in (("made-up", 1_500), ("made-up-small", 500)):
        path = folder / f"{name}.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for comment, label in made_up(count):
                text = comment.text
                if label == "spam" and dice.random() < 0.8:
                    text += dice.choice(
                        [" win cash now", " best deals here", f" http://shop{dice.randrange(9)}.example"]
                    )
                row = {"text": text, "label": label, "group": str(dice.randrange(5))}
                file.write(json.dumps(row) + "\n")
        files[name] = [str(path)]
    return files


def found_files(folder: Path) -> dict[str, list[str]]:
    """The corpora whose files stand in the folder."""
    files = {}
    for name, parts in CORPORA.items():
        paths = [folder / f"{part}.jsonl.gz" for part in parts]
        if all(path.exists() for path in paths):
            files[name] = [str(path) for path in paths]
    return files


def replays(files: dict[str, list[str]], sizes: dict[str, list[int]], names: list[str]) -> Iterator[Job]:
    """Every contender on every corpus, the longest first."""
    for corpus, paths in files.items():
        for name in names:
            asked = {"part": "replay", "corpus": corpus, "name": name, "files": paths}
            if name not in EVERYWHERE:
                full = corpus in ("youtube", "sms")
                if not full:
                    asked["most"] = FIRST
            yield Job(asked, min(sum(sizes[corpus]), asked.get("most", 1 << 40)))


def measure(files: dict[str, list[str]], progress: Progress) -> dict[str, Any]:
    """Replay everything; what was found, for `report` and `pictures`."""
    sizes = {name: [sum(1 for _ in read_file(Path(path))) for path in paths] for name, paths in files.items()}
    first = Job({"part": "available"}, 1)
    run(first, progress)
    names = list(first.result)
    shown = "youtube" if "youtube" in files else next(iter(files))
    jobs = list(replays(files, sizes, names))
    jobs += [Job({"part": "batch", "name": name, "files": files[shown]}, 5) for name in names]
    total = progress.add_task("all parts", total=len(jobs))
    with ThreadPoolExecutor(int(os.environ.get("JOBS") or 2)) as pool:
        try:
            for _ in pool.map(lambda job: run(job, progress), jobs):
                progress.advance(total)
        except RuntimeError:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return {
        "date": f"{datetime.now(UTC):%d %B %Y}",
        "versions": first.result,
        "replays": [(job.asked["corpus"], job.asked["name"], job.result) for job in jobs if "corpus" in job.asked],
        "sizes": sizes,
        "batch": {job.asked["name"]: job.result for job in jobs if job.asked["part"] == "batch"},
        "shown": shown,
    }


def measure_speed(files: dict[str, list[str]], names: list[str], shown: str, progress: Progress) -> dict[str, Any]:
    """What is timed, with nothing else of ours beside it."""
    fast = Job({"part": "fast", "names": names, "files": files[shown]}, 2)
    weigh = Job({"part": "weigh", "files": next(iter(files.values()))[:1]}, 1)
    for job in (fast, weigh):
        run(job, progress)
    return {"fast": fast.result, "weigh": weigh.result}


def main() -> None:
    """Measure, print, write."""
    if not PYTHON.exists():
        sys.exit("The peers are not installed: run scripts/peers, or make bench.")
    arguments = ArgumentParser(prog="make bench", description=__doc__)
    arguments.add_argument("folder", nargs="?", default=os.environ.get("BENCH") or None)
    arguments.add_argument(
        "--speed", action="store_true", help="take the accuracy from the last run (.bench/compare.json)"
    )
    asked = arguments.parse_args()
    bars = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with TemporaryDirectory(prefix="rejoinder-bench-") as name:
        files = found_files(Path(asked.folder)) if asked.folder else made_up_files(Path(name))
        if not files:
            sys.exit(f"{asked.folder} holds none of: {', '.join(CORPORA)}.")
        with Progress(*bars, console=Console(stderr=True), transient=True) as progress:
            found = json.loads(LAST.read_text("utf-8")) if asked.speed else measure(files, progress)
            if asked.folder:
                LAST.parent.mkdir(exist_ok=True)
                LAST.write_text(json.dumps(found), "utf-8")
            found |= measure_speed(files, list(found["versions"]), found["shown"], progress)
    scored = {(corpus, contender): replay for corpus, contender, replay in found["replays"]}
    found["replays"] = report.with_beginnings(scored, found["sizes"])
    page = report.page(found)
    print(page)
    if asked.folder:
        (ROOT / "docs" / "benchmarks.md").write_text(page, "utf-8")
        pictures.draw(found["replays"], ROOT / "docs" / "images")
    else:
        print("The texts were made up: the figures of accuracy say nothing. BENCH=folder takes real ones.")


if __name__ == "__main__":
    main()
