"""The filter and its peers behind one face: score a text, then learn its label.

Runs in `.venv-peers`, where `scripts/peers` has put what `requirements/peers.lock` names; each peer is imported only
when it is asked for. Each is set as well as we could, on the first three corpora, never worse than its defaults:

- `sk-char4-sgd`: scikit-learn's HashingVectorizer of character 4-grams, binary (1.23 instead of 1.61 on youtube), with
  SGDClassifier of logistic loss, `partial_fit` message by message.
- `sk-tfidf-svc`: TF-IDF of words with LinearSVC, made anew whenever there are 5 % more messages.
- `vw-char4`: Vowpal Wabbit on hashed 4-grams of the bytes of the small letters, each once, FTRL (1.91 / 1.84 on youtube
  / sms instead of 2.77 / 3.36 with its defaults).
- `fasttext`: words, pairs and letter n-grams, made anew whenever there are 10 % more messages.
- `bogofilter`: the comment as a minimal mail, a process for each message; its "unsure" counts as ham.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from math import ceil, log
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from rejoinder.filter import Comment, SpamFilter

__all__ = ["CONTENDERS", "Contender", "OURS", "available"]

OURS = "rejoinder"
Rows = Sequence[tuple[str, bool]]


class Contender(Protocol):
    """What is measured. `threshold` is the score from which it calls a message spam."""

    threshold: float

    def score(self, text: str) -> float:
        """The higher, the more like spam."""

    def score_many(self, texts: Sequence[str]) -> list[float]:
        """The same for many, as fast as it can."""

    def learn(self, text: str, *, is_spam: bool) -> None:
        """Fold one label in."""

    def train(self, rows: Rows) -> None:
        """Learn a whole training set, in as many passes as suit it."""

    def steady(self) -> int:
        """How many messages it will score alike whether it learns them one by one or only after the last."""


class _OneByOne:
    """What most do for many: the same as for one."""

    threshold = 0.0

    def score(self, text: str) -> float:
        raise NotImplementedError

    def learn(self, text: str, *, is_spam: bool) -> None:
        raise NotImplementedError

    def score_many(self, texts: Sequence[str]) -> list[float]:
        return [self.score(text) for text in texts]

    def train(self, rows: Rows) -> None:
        for text, is_spam in rows:
            self.learn(text, is_spam=is_spam)

    def steady(self) -> int:
        return 1


class Ours(_OneByOne):
    """The filter, from empty, shown the text alone."""

    def __init__(self) -> None:
        self.filter = SpamFilter()
        self._last = Comment(text="")

    def score(self, text: str) -> float:
        self._last = Comment(text=text)
        return self.filter.check(self._last).score

    def learn(self, text: str, *, is_spam: bool) -> None:
        comment = self._last if self._last.text == text else Comment(text=text)
        self.filter.learn(comment, "spam" if is_spam else "ham")


class CharSgd(_OneByOne):
    """scikit-learn, online."""

    def __init__(self) -> None:
        import sklearn  # noqa: PLC0415 - stands in .venv-peers only
        from sklearn.feature_extraction.text import HashingVectorizer  # noqa: PLC0415
        from sklearn.linear_model import SGDClassifier  # noqa: PLC0415

        sklearn.set_config(assume_finite=True, skip_parameter_validation=True)  # it need not check what it is given
        self._vectorizer = HashingVectorizer(analyzer="char", ngram_range=(4, 4), n_features=2**18, binary=True)
        self._model = SGDClassifier(loss="log_loss", random_state=0)
        self._begun = False

    def score(self, text: str) -> float:
        return self.score_many([text])[0]

    def score_many(self, texts: Sequence[str]) -> list[float]:
        if not self._begun:
            return [0.0] * len(texts)
        scores: list[float] = self._model.decision_function(self._vectorizer.transform(texts)).tolist()
        return scores

    def learn(self, text: str, *, is_spam: bool) -> None:
        self._model.partial_fit(self._vectorizer.transform([text]), [int(is_spam)], classes=[0, 1])
        self._begun = True

    def train(self, rows: Rows) -> None:
        """In its own way: shuffled, as many epochs as it finds of use."""
        self._model.fit(self._vectorizer.transform([text for text, _ in rows]), [int(is_spam) for _, is_spam in rows])
        self._begun = True


class _Refitted(_OneByOne):
    """A peer that cannot learn online: made anew when it is asked and there are more messages by `GROWTH`."""

    GROWTH = 1.05

    def __init__(self) -> None:
        self._texts: list[Any] = []
        self._spam: list[int] = []
        self._next = 1.0

    def learn(self, text: str, *, is_spam: bool) -> None:
        self._texts.append(self.prepared(text))
        self._spam.append(int(is_spam))

    def score(self, text: str) -> float:
        return self.score_many([text])[0]

    def score_many(self, texts: Sequence[str]) -> list[float]:
        if len(set(self._spam)) < 2:
            return [0.0] * len(texts)
        if len(self._texts) >= self._next:
            self.fit(self._texts, self._spam)
            self._next = len(self._texts) * self.GROWTH
        return self.decide([self.prepared(text) for text in texts])

    def steady(self) -> int:
        return max(ceil(self._next) - len(self._texts), 1)

    def prepared(self, text: str) -> Any:
        raise NotImplementedError

    def fit(self, texts: list[Any], spam: list[int]) -> None:
        raise NotImplementedError

    def decide(self, texts: list[Any]) -> list[float]:
        raise NotImplementedError


class TfidfSvc(_Refitted):
    """scikit-learn, in batches."""

    def __init__(self) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415
        from sklearn.svm import LinearSVC  # noqa: PLC0415

        super().__init__()
        self.prepared = TfidfVectorizer().build_analyzer()  # type: ignore[method-assign]
        self._vectorizer, self._model = TfidfVectorizer(analyzer=lambda words: words), LinearSVC()
        self._blind = False

    def fit(self, texts: list[Any], spam: list[int]) -> None:
        self._blind = not any(texts)
        if not self._blind:
            self._model.fit(self._vectorizer.fit_transform(texts), spam)

    def decide(self, texts: list[Any]) -> list[float]:
        if self._blind:
            return [0.0] * len(texts)
        scores: list[float] = self._model.decision_function(self._vectorizer.transform(texts)).tolist()
        return scores


class Vowpal(_OneByOne):
    """Vowpal Wabbit, online."""

    PASSES = 10  # over a training set; one alone would do it wrong
    _MIX = np.uint32(2_654_435_761)  # Knuth's multiplier, since the engine takes numbers as they are

    def __init__(self) -> None:
        from vowpalwabbit import Workspace  # noqa: PLC0415

        self._vw = Workspace("--quiet --loss_function logistic -b 18 --ftrl")

    def _line(self, text: str) -> str:
        data = text.lower().encode("utf-8", "surrogatepass")
        grams = np.ndarray((max(len(data) - 3, 0),), "<u4", data + b"    ", 0, (1,))
        return "| " + " ".join(map(str, ((np.unique(grams) * self._MIX) >> np.uint32(8)).tolist()))

    def score(self, text: str) -> float:
        return float(self._vw.predict(self._line(text)))

    def learn(self, text: str, *, is_spam: bool) -> None:
        self._vw.learn(("1 " if is_spam else "-1 ") + self._line(text))

    def train(self, rows: Rows) -> None:
        for _ in range(self.PASSES):
            super().train(rows)


class FastText(_Refitted):
    """fastText, in batches."""

    GROWTH = 1.1

    def __init__(self) -> None:
        import fasttext  # noqa: PLC0415

        super().__init__()
        self._fasttext: Any = fasttext
        self._model: Any = None

    def prepared(self, text: str) -> Any:
        return " ".join(text.lower().split())

    def fit(self, texts: list[Any], spam: list[int]) -> None:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", errors="replace", suffix=".txt") as file:
            file.writelines(f"__label__{label} {text}\n" for label, text in zip(spam, texts, strict=True))
            file.flush()
            self._model = self._fasttext.train_supervised(
                file.name, epoch=25, lr=0.5, wordNgrams=2, minn=3, maxn=5, bucket=2**18, dim=16, thread=1, verbose=0
            )

    def decide(self, texts: list[Any]) -> list[float]:
        scores = []
        for text in texts:
            # Past the module's `predict`, which asks of numpy what numpy 2 refuses.
            chances = {label: chance for chance, label in self._model.f.predict(text + "\n", 2, 0.0, "replace")}
            spam, ham = (chances.get(f"__label__{label}", 0.0) for label in (1, 0))
            scores.append(log(spam + 1e-9) - log(ham + 1e-9))
        return scores


class Bogofilter(_OneByOne):
    """bogofilter: a process a message, its database in a folder of its own."""

    threshold = 0.99  # its own

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="rejoinder-bench-")
        self._begun = False

    def _run(self, text: str, *arguments: str) -> str:
        mail = f"From: writer@example.com\nTo: editor@example.com\nSubject: comment\n\n{text}\n"
        program = [shutil.which("bogofilter") or "bogofilter", "-d", self._folder.name, *arguments]
        data = mail.encode("utf-8", "replace")
        return subprocess.run(program, input=data, capture_output=True, check=False).stdout.decode()

    def score(self, text: str) -> float:
        return float(self._run(text, "-T").split()[1]) if self._begun else 0.5

    def learn(self, text: str, *, is_spam: bool) -> None:
        self._run(text, "-s" if is_spam else "-n")
        self._begun = True


CONTENDERS: dict[str, type[Contender]] = {
    OURS: Ours,
    "sk-char4-sgd": CharSgd,
    "sk-tfidf-svc": TfidfSvc,
    "vw-char4": Vowpal,
    "fasttext": FastText,
    "bogofilter": Bogofilter,
}


def available() -> dict[str, str]:
    """What stands here, with its version; whoever is missing is missing."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

    found = {OURS: Path(__file__).parents[1].joinpath("pyproject.toml").read_text("utf-8").split('version = "')[1]}
    found[OURS] = found[OURS].partition('"')[0]
    packages = {"sk-char4-sgd": "scikit-learn", "sk-tfidf-svc": "scikit-learn", "vw-char4": "vowpalwabbit"}
    for name, package in (packages | {"fasttext": "fasttext-wheel"}).items():
        try:
            found[name] = f"{package} {version(package)}"
        except PackageNotFoundError:
            continue
    if program := shutil.which("bogofilter"):
        told = subprocess.run([program, "-V"], capture_output=True, text=True, check=False).stdout
        found["bogofilter"] = " ".join(told.split()[:3]).removesuffix(",")
    return found
