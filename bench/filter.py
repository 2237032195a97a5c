"""How fast the filter is on one core: checks, their reasons, lessons, memory; beside a peer where there is one.

    python -m bench.filter                      texts made up here, as long as YouTube comments
    python -m bench.filter corpus.jsonl.gz      texts of a labelled file

The peer is scikit-learn's HashingVectorizer (character 4-grams, 2^20 columns) with SGDClassifier, one message at a
time; it gives no reasons. The filter's lesson follows its check of the same comment and does not look at it again; the
peer's does, for its halves know nothing of each other. Both take turns, message by message, and processor time is
counted, so that neighbours on the machine slow both alike: read the ratio rather than the rates. The rates "alone" are
of the filter without a peer that pushes it out of the caches.
"""

from __future__ import annotations

import random
import resource
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import process_time_ns
from typing import Any

from rejoinder.evaluation.labelled import read_file
from rejoinder.filter import Comment, SpamFilter

Peer = tuple[Callable[[str], Any], Callable[[str, int], Any]]

_VOCABULARY = (
    "the song video this is so good love you and my channel please check out subscribe music best ever people like "
    "watch why who still in to for a of it was great first time new free now here really never again miss old young"
)
_WORDS = _VOCABULARY.split()


def made_up(count: int) -> Iterator[tuple[Comment, str]]:
    """Texts of some 95 characters in words of a small vocabulary and a tail of rare ones; nobody wrote them."""
    dice = random.Random(20261123)
    for number in range(count):
        words = [dice.choice(_WORDS) if dice.random() < 0.8 else f"w{dice.randrange(20_000)}" for _ in range(20)]
        yield (
            Comment(text=" ".join(words).capitalize() + dice.choice([".", "!", "!!!", ""])),
            "spam" if number % 2 else "ham",
        )


def labelled(path: str) -> list[tuple[Comment, str]]:
    """The texts of a labelled file."""
    return [(message.comment, message.label or "ham") for message in read_file(Path(path), ("text",))]


def peer() -> Peer | None:
    """Check and learn of the peer, if scikit-learn is installed."""
    try:
        from sklearn.feature_extraction.text import HashingVectorizer  # noqa: PLC0415 - may be missing
        from sklearn.linear_model import SGDClassifier  # noqa: PLC0415
    except ImportError:
        return None
    vectorizer = HashingVectorizer(analyzer="char", ngram_range=(4, 4), n_features=2**20)
    model = SGDClassifier(loss="log_loss", random_state=0)
    model.partial_fit(vectorizer.transform([""]), [0], classes=[0, 1])
    return (
        lambda text: model.decision_function(vectorizer.transform([text])),
        lambda text, spam: model.partial_fit(vectorizer.transform([text]), [spam]),
    )


def timed(work: Callable[..., Any], *arguments: Any) -> int:
    """Nanoseconds of processor time."""
    before = process_time_ns()
    work(*arguments)
    return process_time_ns() - before


def measure(rows: list[tuple[Comment, str]], other: Peer | None) -> dict[str, list[int]]:
    """Replay the rows: each is checked, then learnt, by the filter and by the peer in turn."""
    parts = ("check", "its reasons", "learn", "peer check", "peer learn")
    spent: dict[str, list[int]] = {part: [] for part in parts}
    spam_filter = SpamFilter()
    for comment, label in rows:
        before = process_time_ns()
        verdict = spam_filter.check(comment)
        spent["check"].append(process_time_ns() - before)
        spent["its reasons"].append(timed(lambda made: made.reasons, verdict))
        spent["learn"].append(timed(spam_filter.learn, comment, label))
        if other is not None:
            spent["peer check"].append(timed(other[0], comment.text))
            spent["peer learn"].append(timed(other[1], comment.text, int(label == "spam")))
    return spent


def main() -> None:
    """Measure and print."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rows = labelled(sys.argv[1]) if len(sys.argv) > 1 else list(made_up(4_000))
    alone = measure(rows, None)
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    spent = measure(rows, peer())
    print(f"{len(rows)} messages of {sum(len(c.text) for c, _ in rows) / len(rows):.0f} characters")
    for name, nanoseconds in ({f"{key} alone": value for key, value in alone.items()} | spent).items():
        if nanoseconds:
            mean, median = sum(nanoseconds) / len(nanoseconds), sorted(nanoseconds)[len(nanoseconds) // 2]
            print(f"{name:17} {1e9 / mean:9,.0f} a second; mean {mean / 1e3:7.1f} us, median {median / 1e3:7.1f} us")
    for name in ("check", "learn"):
        if spent[f"peer {name}"]:
            ours = sum(spent[name]) + (sum(spent["its reasons"]) if name == "check" else 0)
            with_reasons = " with its reasons" if name == "check" else ""
            print(f"{name}{with_reasons}: {sum(spent[f'peer {name}']) / ours:.2f} times as fast as the peer")
    print(f"memory of filter and messages: {memory:.0f} MB above the interpreter with numpy")


if __name__ == "__main__":
    main()
