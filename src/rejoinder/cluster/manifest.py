"""What the answers in a folder were made with, so that a run which is taken up again goes on with the same.

It is a small file beside the answers. Without it half of an archive could be judged with the weights of Monday and
half with those of Tuesday, and nobody would see it.
"""

from __future__ import annotations

import json
import time
from hashlib import blake2b
from pathlib import Path

from rejoinder.cluster.scoring import UNFINISHED, Judging
from rejoinder.errors import BadInput

__all__ = ["MANIFEST", "claim"]

MANIFEST = ".rejoinder-archive.json"
_OLD_S = 86_400  # what nobody has written to for a day, nobody will finish


def claim(output: Path, judging: Judging) -> None:
    """Make the folder ready for answers, or see that it is one of these. Raises `BadInput` if it is of others."""
    output.mkdir(parents=True, exist_ok=True)
    wanted = {
        "version": judging.version,
        "weights": blake2b(judging.weights, digest_size=16).hexdigest(),
        "reasons": judging.reasons.value,
    }
    file = output / MANIFEST
    try:
        found = json.loads(file.read_text("utf-8")) if file.exists() else None
    except ValueError:
        found = {}
    if found is None:
        if any(output.iterdir()):
            raise BadInput(
                "not_ours", f"{output} holds other files.", "Name an empty folder, or one that is not there."
            )
        file.write_text(json.dumps(wanted) + "\n", "utf-8")
    elif found != wanted:
        raise BadInput(
            "other_archive",
            f"The answers in {output} were made with another release, other weights or other reasons.",
            "Name another folder, or remove this one to begin anew.",
        )
    _clear(output)


def _clear(output: Path) -> None:
    """Remove what killed processes have left; what others are writing just now is younger."""
    for file in output.rglob(f".*{UNFINISHED}"):
        if file.stat().st_mtime < time.time() - _OLD_S:
            file.unlink(missing_ok=True)
