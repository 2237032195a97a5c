"""How the filter judges on its first day, before any label: false alarms, spam caught, and whether its starter fades.

    python -m bench.first_day FOLDER            all four tables; some minutes on two processors
    python -m bench.first_day FOLDER alarms     one of: alarms, caught, prior

FOLDER holds collections as NAME.jsonl.gz (docs/model-card.md); genuine comments come from all that the starter was not
made of and that are there. Of rows with a `moderation`, only those that are `ok` are counted. Spam is counted with a
starter that was made without its source. Messages are judged by their text alone, and genuine ones a second time with
the writer's name and address where the collection has them.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from math import exp, lgamma, log
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import numpy as np

from rejoinder.comment import Comment, Label
from rejoinder.evaluation.figures import one_minus_roca_pct
from rejoinder.evaluation.starting import SOURCES, lessons_from, starter_from
from rejoinder.filter import SpamFilter, Starter, VerdictLabel
from rejoinder.filter.starter import ENOUGH

HAM = {
    "news_c3": "en", "news_wsj": "en", "news_omp": "de", "fb_de": "de", "news_ko": "ko", "news_ar": "ar",
    "news_pt": "pt",
    "blog_travis": "en", "blog_wxr": "", "blog_zh": "zh",
}  # fmt: skip
SPAM = {**{source: names for source, names in SOURCES.items() if source != "blog_ham"}}
SPAM["sms"] = (*SPAM["sms"], "sms_hi_de_fr")
REPLAYED = (
    "ytbots_de",
    "tgspam",
    "sms_id",
    "youtube",
    "sms",
    "lingspam",
    "judol",
    "judol_more",
    "sms_hi_de_fr",
    "tgspam_zh",
)
HIDDEN = (VerdictLabel.SPAM, VerdictLabel.DISCARD)
_PRAISE = re.compile(r"\b(?:thank\w*|great|love|awesome|danke|super|toll)\b|感谢|谢谢|감사|شكرا")
KINDS = {
    "short (under 40 characters)": lambda text: len(text) < 40,
    "40 to 200 characters": lambda text: 40 <= len(text) < 200,
    "200 to 1,000 characters": lambda text: 200 <= len(text) < 1_000,
    "1,000 characters and more": lambda text: len(text) >= 1_000,
    "mostly capitals": lambda text: _share(text, str.isupper) > 0.5,
    "one link": lambda text: len(re.findall(r"https?://|www\.", text)) == 1,
    "two links and more": lambda text: len(re.findall(r"https?://|www\.", text)) > 1,
    "with a quotation": lambda text: bool(re.search(r"^>|[\"“„«].{20,}[\"”“»]", text, re.MULTILINE)),
    "praise": lambda text: bool(_PRAISE.search(text.lower())),
}  # fmt: skip


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a collection."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        yield from map(json.loads, stream)


def _share(text: str, kind: Any) -> float:
    letters = [char for char in text if char.isalpha()]
    return sum(map(kind, letters)) / len(letters) if len(letters) >= 8 else 0.0


def at_most(found: int, of: int) -> float:
    """The share that is not exceeded with 95 %: Clopper and Pearson 1934, one-sided, found by halving."""
    if of == 0 or found >= of:
        return 1.0
    low, high = found / of, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        terms = (
            exp(lgamma(of + 1) - lgamma(k + 1) - lgamma(of - k + 1) + k * log(middle) + (of - k) * log(1 - middle))
            for k in range(found + 1)
        )
        low, high = (middle, high) if sum(terms) > 0.05 else (low, middle)
    return high


def alarms_of(job: tuple[str, str]) -> tuple[str, dict[str, Counter[str]], list[str]]:
    """Genuine comments of one collection: counts and false alarms by what they are, and the alarms' signals."""
    folder, name = job
    spam_filter = SpamFilter(starter=Starter.shipped())
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    told = []
    for row in rows(Path(folder) / f"{name}.jsonl.gz"):
        if row["label"] != "ham":
            continue
        text = row["text"]
        verdict = spam_filter.check(Comment(text=text))
        groups = ["rude or rejected by moderators"]
        if row.get("moderation") in (None, "ok"):
            full = Comment(text=text, author=row.get("author") or "", url=row.get("url") or "")
            fuller = spam_filter.check(full) if full.author or full.url else verdict
            counts["with fields"].update(n=1, hidden=fuller.label in HIDDEN)
            language = f"language {row.get('lang') or HAM[name] or 'unknown'}"
            groups = ["all", language, *(kind for kind, test in KINDS.items() if test(text))]
            if verdict.label in HIDDEN:
                told.append(" + ".join(r.signal for r in verdict.reasons if r.signal.startswith(("signal", "starter"))))
        for group in groups:
            counts[group].update(n=1, hidden=verdict.label in HIDDEN)
    return name, counts, told


def caught_of(job: tuple[str, str]) -> tuple[str, dict[str, tuple[int, int, int]]]:
    """Spam of one source, caught with a starter made without it: by collection how many, with and without a starter."""
    folder, source = job
    starter = starter_from(lessons_from(Path(folder), without=source))
    with_it, without = SpamFilter(starter=starter), SpamFilter()
    found = {}
    for name in SPAM[source]:
        spam = [Comment(text=row["text"]) for row in rows(Path(folder) / f"{name}.jsonl.gz") if row["label"] == "spam"]
        hidden = [sum(made.check(comment).label in HIDDEN for comment in spam) for made in (with_it, without)]
        found[name] = (len(spam), hidden[0], hidden[1])
    return source, found


def prior_of(job: tuple[str, str]) -> tuple[str, list[str], bool]:
    """(1-ROCA)% of a replay without and with a starter, at first and after `ENOUGH` labels, and if the scores agree."""
    folder, name = job
    source = next((source for source, names in SPAM.items() if name in names), "")
    starter = starter_from(lessons_from(Path(folder), without=source))
    messages = [(Comment(text=row["text"]), row["label"]) for row in rows(Path(folder) / f"{name}.jsonl.gz")]
    scores = []
    for made in (SpamFilter(), SpamFilter(starter=starter)):
        scores.append([])
        for comment, label in messages:
            scores[-1].append(made.check(comment).score)
            made.learn(comment, label)
    spam = [label == Label.SPAM for _, label in messages]
    cells = []
    for part in (slice(0, ENOUGH), slice(ENOUGH, None)):
        cells += [f"{one_minus_roca_pct(np.array(each[part]), np.array(spam[part])):.3f}" for each in scores]
    return name, cells, scores[0][ENOUGH:] == scores[1][ENOUGH:]


def _rate(count: Counter[str]) -> str:
    bound = 1e4 * at_most(count["hidden"], count["n"])
    return f"{count['hidden']} of {count['n']:,} | {1e4 * count['hidden'] / max(count['n'], 1):.1f} | {bound:.1f}"


def print_alarms(pool: Any, folder: str) -> None:
    """False alarms by collection and kind."""
    total: dict[str, Counter[str]] = defaultdict(Counter)
    reasons: Counter[str] = Counter()
    print(
        "\n| genuine comments | called spam | of 10,000 | 95 % bound | with name and address |\n|---|---|---|---|---|"
    )
    there = [name for name in HAM if (Path(folder) / f"{name}.jsonl.gz").is_file()]
    for name, counts, told in pool.map(alarms_of, [(folder, name) for name in there], chunksize=1):
        print(f"| {name} | {_rate(counts['all'])} | {counts['with fields']['hidden']} |")
        reasons.update(told)
        for group, count in counts.items():
            total[group].update(count)
    print(f"| **together** | {_rate(total['all'])} | {total['with fields']['hidden']} |")
    print("\n| kind | called spam | of 10,000 | 95 % bound |\n|---|---|---|---|")
    for group in sorted(total, key=lambda name: (not name.startswith("language"), name)):
        print(f"| {group} | {_rate(total[group])} |")
    print("\nBy what they were called spam:", "; ".join(f"{name} {count}" for name, count in reasons.most_common()))


def print_caught(pool: Any, folder: str) -> None:
    """Spam caught by source."""
    print("\n| source left out | collection | spam | caught % | signals alone % |\n|---|---|---|---|---|")
    shares = {}
    for source, found in pool.imap(caught_of, [(folder, source) for source in SPAM]):
        for name, (spam, caught, alone) in found.items():
            print(f"| {source} | {name} | {spam:,} | {100 * caught / spam:.1f} | {100 * alone / spam:.1f} |")
        own = [found[name] for name in SOURCES[source]]
        shares[source] = 100 * sum(each[1] for each in own) / sum(each[0] for each in own)
    print(f"\nMean over sources: {sum(shares.values()) / len(shares):.1f} %", shares)


def print_prior(pool: Any, folder: str) -> None:
    """Replays with and without a starter."""
    print(f"\n(1-ROCA)%, first {ENOUGH} messages and the others\n")
    print(
        "| | first, without | first, with | others, without | others, with | same scores |\n|---|---|---|---|---|---|"
    )
    for name, cells, same in pool.imap(prior_of, [(folder, name) for name in REPLAYED]):
        print(f"| {name} | {' | '.join(cells)} | {'yes' if same else 'NO'} |", flush=True)


TABLES = {"alarms": print_alarms, "caught": print_caught, "prior": print_prior}


def main(arguments: list[str]) -> None:
    """Print the tables that are asked for."""
    if not arguments:
        print("python -m bench.first_day FOLDER: there are no collections in the repository, see docs/model-card.md")
        return
    with Pool(2) as pool:
        for name in arguments[1:] or TABLES:
            TABLES[name](pool, arguments[0])


if __name__ == "__main__":
    main(sys.argv[1:])
