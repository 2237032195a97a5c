"""`SpamFilter`: the one class a caller holds. It checks, learns, explains, and goes to bytes and back.

Checking changes nothing that was learnt: the same comment gives the same verdict until something is learnt. Learning is
a fold: the same labels in the same order give the same state, bit for bit, from comments or from stored `Example`s
alike; the newest label can be taken back as if it had never been. A filter may be read by several threads as long as
none of them learns. What was found in the comment checked last is kept, so that learning the very same object next does
not look again; no answer depends on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import accumulate, islice
from pathlib import Path
from typing import NamedTuple

import numpy as np

from rejoinder.comment import Comment, Label
from rejoinder.errors import Damaged
from rejoinder.filter.batch import Head, read
from rejoinder.filter.bulk import Folder, Labels, Stored, chunks
from rejoinder.filter.campaigns import (
    WEIGHT,
    Campaigns,
    Near,
    Sketch,
    apart,
    exact_signal,
    linked_before,
    sketch_of,
    sketches_of,
)
from rejoinder.filter.counterfactual import counterfactual
from rejoinder.filter.example import Example
from rejoinder.filter.explain import Told, gather, heaviest, signal_reason
from rejoinder.filter.features import Features
from rejoinder.filter.hashing import Hasher
from rejoinder.filter.learner import Learner, Weighed
from rejoinder.filter.manner import Signs, harmless, manner
from rejoinder.filter.memory import Identity, Memory, identity_of
from rejoinder.filter.signals import SIGNALS, Signal, fired_signals, site_weight
from rejoinder.filter.starter import Lender, Starter
from rejoinder.filter.steps import Step
from rejoinder.filter.thresholds import Standing, Thresholds, probability_of
from rejoinder.filter.verdict import Reason, Verdict
from rejoinder.filter.versions import EXTRACTORS, NEWEST
from rejoinder.filter.views import View, Viewer
from rejoinder.filter.weights import State, digest, fill, open_weights, pack, write_whole

__all__ = ["Folded", "SpamFilter"]

MOST_REASONS = 8
TOGETHER = 128  # comments judged at once; their arrays fit into a cache of a megabyte
PRIOR = -0.1  # before anything is known a comment is a little more likely genuine than not
RECALLED = 1.0  # the least that the memory of an exact text weighs


class Looked(NamedTuple):
    """What is found in a comment whatever was learnt: kept for the comment checked last, which may be learnt next."""

    comment: Comment
    features: Features
    fired: list[Signal]
    identity: Identity


class Weighing(NamedTuple):
    """What the learner said of the comment checked last, which is still true while nothing was learnt since."""

    comment: Comment
    moment: object
    weighed: Weighed


class Folded(NamedTuple):
    """What became of many labels: how many were learned, and why others were not, by their position."""

    learned: int
    left_out: dict[int, Damaged]


class SpamFilter:
    """A spam filter that learns from labels and says why.

    `key` is the installation's secret, under which features are hashed; empty means the public hash. `version` is that
    of the features, one of `versions.EXTRACTORS`; ValueError if it is none of them. A `starter`, which may be for other
    features, adds what it knows from elsewhere until enough is learnt here; `Starter.shipped()` comes with the program.
    """

    def __init__(
        self,
        key: bytes = b"",
        thresholds: Thresholds | None = None,
        version: int = NEWEST,
        starter: Starter | None = None,
    ) -> None:
        if version not in EXTRACTORS:
            raise ValueError(f"there is no version {version} of the features")
        self.thresholds = thresholds or Thresholds()
        self.version = version
        self._hasher = Hasher(key)
        self._extractor = EXTRACTORS[version](self._hasher)
        self._lender = None if starter is None else Lender(starter, self._extractor)
        self._learner = Learner()
        self._memory = Memory()
        self._campaigns = Campaigns()
        self._signal_counts = np.zeros((len(SIGNALS), 2), dtype=np.int64)  # spam, ham
        self._moment = object()  # another one after each change of what is learnt
        self._looked_at: Looked | None = None
        self._weighed_at: Weighing | None = None

    @property
    def learned(self) -> int:
        """How many labels have been folded in."""
        return self._learner.spam + self._learner.ham

    def check(self, comment: Comment) -> Verdict:
        """Judge a comment. Never fails on any text, and changes nothing that was learnt."""
        return self._judge(comment, MOST_REASONS)

    def check_many(self, comments: Iterable[Comment]) -> Iterator[Verdict]:
        """Judge many comments in their order, each exactly as `check` would, in half the time.

        They are taken `TOGETHER` at a time, so that any number of them takes little memory. If anything is learnt
        meanwhile, the comments that were already taken are judged as before it.
        """
        coming = iter(comments)
        while block := list(islice(coming, TOGETHER)):
            yield from self._judge_block(block)

    def explain(self, comment: Comment) -> tuple[Reason, ...]:
        """All reasons, heaviest first; their weights add up to the score of `check`, to rounding."""
        return self._judge(comment, None).reasons

    def counterfactual(self, comment: Comment) -> str:
        """What would have let the comment through, in one sentence; found by judging it without parts of it."""
        return counterfactual(self.check, comment, self.check(comment))

    def example(self, comment: Comment) -> Example:
        """What learning needs of a comment, without its text."""
        last = self._looked_at
        looked = last if last is not None and last.comment is comment else self._look(comment)
        return Example(
            looked.features.columns,
            looked.features.groups,
            tuple([signal.number for signal in looked.fired]),
            looked.identity,
            self._hasher.fingerprint,
            self.version,
        )

    def learn(self, comment: Comment, label: Label | str, day: int = 0) -> Step:
        """Fold in what a person said of a comment. Raises ValueError on anything but spam and ham.

        `day` is when it was said, in days since 1970-01-01 (0: not known), for sentences only.
        """
        last = self._weighed_at
        weighed = last.weighed if last and last.comment is comment and last.moment is self._moment else None
        return self._fold(self.example(comment), label, day, weighed)

    def learn_example(self, example: Example, label: Label | str, day: int = 0) -> Step:
        """Fold in a stored label. Raises `Damaged` if it was made under another key or for other features."""
        return self._fold(example, label, day, None)

    def _fold(self, example: Example, label: Label | str, day: int, weighed: Weighed | None) -> Step:
        is_spam = Label(label) is Label.SPAM
        self._refuse_strangers(example)
        before = self._learner.learn(example.columns, example.groups, is_spam=is_spam, weighed=weighed)
        self._count_signals(example.signals, 1, is_spam=is_spam)
        found = self._memory.learn(example.identity, is_spam=is_spam)
        sketch = sketch_of(example.columns, example.groups)
        campaign = self._campaigns.learn(sketch, is_spam=is_spam, day=day)
        came_from, self._moment = self._moment, object()
        return Step(came_from, self._moment, before, example.signals, found, campaign)

    def learn_many(self, labels: Iterable[Stored]) -> Folded:
        """Fold in stored labels, each an `Example` as bytes: bit for bit as one by one, in a quarter of the time.

        With each comes its label and, where it is known, the day of the label.

        What cannot be read, or was made under another key or for other features, is left out and told. Raises
        ValueError on anything but spam and ham; then some of the labels before it have been learned. There is no step.
        """
        learned, position = 0, 0
        left_out: dict[int, Damaged] = {}
        self._moment = object()
        with Folder(self._learner) as folder:
            for blobs, labelled, dated in chunks(labels):
                batch, wrong = read(blobs, self._refuse_strangers)
                are_spam = [is_spam for place, is_spam in enumerate(labelled) if place not in wrong]
                days = [day for place, day in enumerate(dated) if place not in wrong]
                folder.fold(Labels(batch.columns, batch.groups, batch.starts, are_spam))
                which, sketches = sketches_of(batch.columns, batch.groups, batch.starts)
                self._campaigns.learn_many(sketches, np.array(are_spam, bool)[which], np.array(days, np.int64)[which])
                for head, is_spam in zip(batch.heads, are_spam, strict=True):
                    self._count_signals(head.signals, 1, is_spam=is_spam)
                    self._memory.learn(head.identity, is_spam=is_spam)
                learned += len(are_spam)
                left_out |= {position + place: error for place, error in wrong.items()}
                position += len(blobs)
        return Folded(learned, left_out)

    def take_back(self, step: Step) -> None:
        """Make what the newest label changed as it was, bit for bit; then the one before it is the newest.

        Raises ValueError, and changes nothing, if `step` is not the newest of this filter.
        """
        if step.led_to is not self._moment:
            raise ValueError("only the newest step of a filter can be taken back")
        self._learner.take_back(step.learner)
        self._count_signals(step.signals, -1, is_spam=step.learner.is_spam)
        self._memory.take_back(step.memory)
        self._campaigns.take_back(step.campaign)
        self._moment = step.came_from

    def _count_signals(self, numbers: Iterable[int], step: int, *, is_spam: bool) -> None:
        for number in numbers:
            if number < len(SIGNALS):
                self._signal_counts[number, 0 if is_spam else 1] += step

    def _refuse_strangers(self, example: Example | Head) -> None:
        if example.fingerprint != self._hasher.fingerprint:
            raise Damaged("wrong_key", "A stored label was made under another key.", "Use the key it was made with.")
        if example.version != self.version:
            sentence = f"A stored label was made for version {example.version} of the features, not {self.version}."
            raise Damaged("wrong_version", sentence, "Learn it with a filter of that version.")

    def copy(self) -> SpamFilter:
        """Another filter with the same state, at the price of copying 20 MB: some milliseconds.

        Whoever shares a filter under a lock takes a copy under it and calls `dumps` or `digest` outside.
        """
        made = SpamFilter(thresholds=self.thresholds, version=self.version)
        made._hasher, made._extractor, made._lender = self._hasher, self._extractor, self._lender
        made._learner, made._memory = self._learner.copy(), self._memory.copy()
        made._campaigns, made._signal_counts = self._campaigns.copy(), self._signal_counts.copy()
        return made

    def digest(self) -> str:
        """A digest of everything learnt: equal exactly if the states are equal bit for bit."""
        return digest(self._state())

    def dumps(self) -> bytes:
        """Everything learnt, as bytes; small while few labels are learnt. The key is not in it."""
        return pack(self._state(), self.version, self._hasher.fingerprint)

    @classmethod
    def loads(
        cls,
        data: bytes,
        key: bytes = b"",
        thresholds: Thresholds | None = None,
        version: int | None = None,
        starter: Starter | None = None,
    ) -> SpamFilter:
        """A filter from what `dumps` wrote, with the features of the dump.

        Raises `Damaged` if the bytes are anything else, the key is another, or `version` is given and is another.
        """
        sealed = open_weights(data, version, Hasher(key).fingerprint)
        made = cls(key, thresholds, sealed.version, starter)
        fill(sealed.inner, made._state())
        return made

    def dump(self, path: str | Path) -> None:
        """Write `dumps` to a file, whole or not at all: a temporary file beside it, then a rename; no fsync."""
        write_whole(Path(path), self.dumps())

    @classmethod
    def load(
        cls,
        path: str | Path,
        key: bytes = b"",
        thresholds: Thresholds | None = None,
        version: int | None = None,
        starter: Starter | None = None,
    ) -> SpamFilter:
        """A filter from a file that `dump` wrote. Raises `Damaged` as `loads` does, OSError if it cannot be read."""
        return cls.loads(Path(path).read_bytes(), key, thresholds, version, starter)

    def _state(self) -> State:
        return State(self._learner, self._memory, self._campaigns, self._signal_counts)

    def _judge(self, comment: Comment, most: int | None) -> Verdict:
        looked = self._looked_at = self._look(comment)
        features = looked.features
        weighed = self._learner.weigh(features.columns, features.groups)
        self._weighed_at = Weighing(comment, self._moment, weighed)
        return self._conclude(looked, weighed, sketch_of(features.columns, features.groups), most)

    def _judge_block(self, comments: Sequence[Comment]) -> list[Verdict]:
        found = self._extractor.extract_many(comments)
        columns = np.concatenate([features.columns for features in found])
        groups = np.concatenate([features.groups for features in found])
        sizes = [len(features.columns) for features in found]
        weighed = self._learner.weigh_many(columns, groups, sizes)
        sketches = apart(len(sizes), *sketches_of(columns, groups, np.array([0, *accumulate(sizes)])))
        verdicts = []
        for comment, features, weight, sketch in zip(comments, found, weighed, sketches, strict=True):
            looked = Looked(comment, features, fired_signals(comment, features), identity_of(comment, self._hasher))
            verdicts.append(self._conclude(looked, weight, sketch, MOST_REASONS))
        return verdicts

    def _conclude(self, looked: Looked, weighed: Weighed, sketch: Sketch | None, most: int | None) -> Verdict:
        viewer = Viewer(self._extractor, self._learner, self._lender, looked.comment)
        view, peeled = viewer.best(looked.features, weighed)
        reasons = [Reason("prior", PRIOR + self._learner.bias)]
        reasons += view.reasons()
        signs = Signs(looked.fired, self._signal_weights(looked.fired))
        score = view.score + PRIOR + signs.total
        no_harm = harmless(peeled, score, PRIOR, signs, self.thresholds.spam_score)
        recalled = self._memory.recall(looked.identity)
        # Learning knows the columns of the whole comment, whatever part of it counts most here.
        near = self._campaigns.recall(sketch)
        if recalled is not Label.HAM:
            again = [Reason(signal, WEIGHT) for signal in _again(looked, near, recalled)]
            reasons += again
            score += WEIGHT * len(again)
        if recalled is not None:
            reasons.append(self._memory_reason(recalled, score, near))
            score += reasons[-1].weight
        lent = view.lent if peeled.said is None else min(view.lent, peeled.said.lent)
        dressed = manner(looked.features, signs)
        standing = Standing(self._learner.spam, self._learner.ham, signs.total, recalled, lent, no_harm, dressed)
        if signs.fired and self.thresholds.signals_decide(standing) and score < self.thresholds.sure_score:
            reasons.append(Reason("caution:little-learnt", self.thresholds.sure_score - score))
            score = self.thresholds.sure_score
        probability = probability_of(score)
        label = self.thresholds.label(score, standing)
        because = partial(_reasons, reasons, looked, signs, view, most, learnt=self.learned > 0)
        return Verdict(label, probability, score, because)

    def _look(self, comment: Comment) -> Looked:
        features = self._extractor.extract(comment)
        return Looked(comment, features, fired_signals(comment, features), identity_of(comment, self._hasher))

    def _memory_reason(self, recalled: Label, score: float, near: Near | None) -> Reason:
        """As much as is needed to carry the comment over its threshold, and never nothing."""
        if recalled is Label.SPAM:
            needed = max(self.thresholds.sure_score - score, RECALLED)
            return Reason(exact_signal(near), needed)
        needed = min(-0.2 - score, -RECALLED)
        return Reason("memory:exact-ham", needed)

    def _signal_weights(self, fired: Sequence[Signal]) -> list[float]:
        counts = self._signal_counts
        return [site_weight(signal, *counts[signal.number].tolist()) for signal in fired]


def _again(looked: Looked, near: Near | None, recalled: Label | None) -> list[str]:
    """The ids of what speaks for its being spam that comes again, but not word for word."""
    like = near.signal if near is not None and recalled is None else None
    return [signal for signal in (like, linked_before(looked.comment.history)) if signal is not None]


def _reasons(
    known: list[Reason],
    looked: Looked,
    signs: Signs,
    view: View,
    most: int | None,
    *,
    learnt: bool,
) -> tuple[Reason, ...]:
    """The heaviest reasons, those of signals and of what was learnt among them. Made from what the check saw.

    They are chosen by their weights first; ids and places are found for the chosen alone.
    """
    told: list[Told] = [(reason.weight, partial(_known, reason)) for reason in known]
    told += [
        (weight, partial(signal_reason, signal, weight, looked.features)) for signal, weight in zip(*signs, strict=True)
    ]
    if view.loan is not None:
        told.append((view.loan.weight, view.loan.reason))
    if learnt:
        sums = gather(view.features, view.weighed.contributions(), view.weighed.weights == 0, told)
        return tuple(heaviest(view.features, sums, most, told))
    return tuple([tell() for _, tell in sorted(told, key=_weigh, reverse=True)[:most]])


def _known(reason: Reason) -> Reason:
    return reason


def _weigh(told: Told) -> float:
    return abs(told[0])
