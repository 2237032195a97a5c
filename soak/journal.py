"""What was sent, and what of it was acknowledged: the clients' own notes, held against the database later.

Every text is unlike all others and begins with its number, so that a row of the database tells which request it came
from. A check that was not acknowledged is forgotten, as a client does that holds the comment; a post or a report that
was not acknowledged is sent again after the restart, the post with the same idempotency key.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter, deque
from dataclasses import dataclass, field
from urllib.parse import urlencode

from soak.wire import Answer, request

__all__ = ["PAGE", "SITE", "THANKS", "Job", "Journal", "number_of"]

SITE = "https://paper.example"
PAGE = f"{SITE}/2026/bridge"
THANKS = b"Thanks for making the web a better place."

_VOCABULARY = (
    "the bridge was closed for six weeks and nobody apologised to those who live on the other side of it while buses "
    "went round by casino bonus free spins win now click my channel cheap pills loan approved whatsapp profit signal"
)
_WORDS = _VOCABULARY.split()
# Of a hundred requests: most are checks, as on any site with an Akismet client; reports come often enough for the
# ledger to grow in each round.
_MIX = ("check",) * 55 + ("post",) * 25 + ("report",) * 15 + ("stranger",) * 5
_NUMBER = re.compile(r"No\. (\d+): ")


@dataclass(slots=True)
class Job:
    """One thing to be sent. `about` is the number of the text that it speaks of, its own unless it is a report."""

    number: int
    kind: str  # check, post, or report
    about: int
    sent: bytes
    label: str = ""
    answer: Answer | None = None  # the acknowledgement

    @property
    def id(self) -> int:
        """The number that the acknowledgement named: of the check, or of the comment."""
        assert self.answer is not None
        if self.kind == "check":
            return int(self.answer.headers["x-akismet-guid"][:16], 16)
        return int(json.loads(self.answer.body)["id"])


@dataclass
class Journal:
    """Draws requests and keeps what came of them. `key` is that of the site's Akismet client."""

    key: str
    dice: random.Random
    words: int = 20  # of each text
    jobs: list[Job] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)  # answers that are no acknowledgement, by status
    wrong: list[str] = field(default_factory=list)  # answers that nobody should ever get
    texts: dict[int, str] = field(default_factory=dict)
    _checked: deque[Job] = field(default_factory=lambda: deque(maxlen=2_000))
    _twice: deque[Job] = field(default_factory=deque)

    def draw(self) -> Job:
        """The next request."""
        if self._twice:
            return self._twice.popleft()
        kind = self.dice.choice(_MIX)
        number = len(self.jobs) + 1
        if kind == "report" and self._checked:
            job = self._report(number, self.dice.choice(self._checked))
        else:
            job = self._make(number, kind)
        self.jobs.append(job)
        # As when somebody clicks twice: the same report is on its way on two connections.
        if job.kind == "report" and self.dice.random() < 0.25:
            self._twice.append(job)
        return job

    def note(self, job: Job, answer: Answer) -> bool:
        """Keep what came back; says whether it was an acknowledgement."""
        if _acknowledges(job, answer):
            job.answer = answer
            if job.kind == "check":
                self._checked.append(job)
            return True
        self.refused[f"{job.kind} {answer.status}"] += 1
        if answer.status not in (429, 503) or "retry-after" not in answer.headers or _is_verdict(answer):
            self.wrong.append(f"{job.kind} was answered {answer.status} {answer.body[:200]!r}")
        return False

    def acknowledged(self, kind: str) -> list[Job]:
        """What of a kind was acknowledged."""
        return [job for job in self.jobs if job.kind == kind and job.answer is not None]

    @property
    def count(self) -> int:
        """How much was acknowledged."""
        return sum(job.answer is not None for job in self.jobs)

    def unanswered(self) -> list[Job]:
        """What the clients will send again."""
        return [job for job in self.jobs if job.kind != "check" and job.answer is None]

    def _make(self, number: int, kind: str) -> Job:
        words = " ".join(self.dice.choices(_WORDS, k=self.words))
        self.texts[number] = f"No. {number}: {words}"
        if kind == "post":
            return Job(number, "post", number, self._post(number))
        if kind == "check":
            return Job(number, "check", number, self._call("comment-check", number))
        return self._reported(number, number, "")

    def _report(self, number: int, checked: Job) -> Job:
        """Half of the clients kept the GUID; the others are known by text, author and page."""
        assert checked.answer is not None
        guid = checked.answer.headers["x-akismet-guid"] if self.dice.random() < 0.5 else ""
        return self._reported(number, checked.number, guid)

    def _reported(self, number: int, about: int, guid: str) -> Job:
        label = "spam" if about % 2 else "ham"
        return Job(number, "report", about, self._call(f"submit-{label}", about, guid=guid), label)

    def _call(self, verb: str, about: int, **more: str) -> bytes:
        form = {
            "api_key": self.key,
            "blog": SITE,
            "user_ip": f"203.0.113.{about % 250}",
            "comment_content": self.texts[about],
            "comment_author": f"reader {about % 1_000}",
            "permalink": f"{PAGE}/{about % 50}",
            **more,
        }
        type_ = "application/x-www-form-urlencoded"
        return request("POST", f"/1.1/{verb}", urlencode(form).encode(), Content_Type=type_)

    def _post(self, number: int) -> bytes:
        new = {
            "site": SITE,
            "url": f"{PAGE}/{number % 50}",
            "text": self.texts[number],
            "author": f"reader {number % 1_000}",
            "email": f"reader{number % 1_000}@example.org",
        }
        key = f"soak-{self.dice.getrandbits(128):032x}"
        body = json.dumps(new).encode()
        return request("POST", "/api/v1/comments", body, Content_Type="application/json", Idempotency_Key=key)


def number_of(text: str) -> int:
    """The number that a text begins with. ValueError for a text that was never sent."""
    found = _NUMBER.match(text)
    if found is None:
        raise ValueError(f"a text that nobody sent: {text[:80]!r}")
    return int(found[1])


def _acknowledges(job: Job, answer: Answer) -> bool:
    if job.kind == "check":
        return answer.status == 200 and answer.body in (b"true", b"false") and "x-akismet-guid" in answer.headers
    if job.kind == "post":
        return answer.status == 201
    return answer.status == 200 and answer.body == THANKS


def _is_verdict(answer: Answer) -> bool:
    return answer.body in (b"true", b"false", b"valid", b"invalid")
