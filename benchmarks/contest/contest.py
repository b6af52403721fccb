"""What contestants are given and what they say: JSON lines over their pipes.

A contestant is a process. It is told its job in a file, answers `{"ready": ...}` once it has
loaded everything, and then each line of questions with when it began and ended.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from benchmarks.harness.figures import middle

TOP = 5
"""Passages a peer returns: enough to answer from."""

AnswerAll = Callable[[Sequence[str]], list[list[str]]]
"""Answers questions one after the other; returns the addresses that each answer names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A document as every peer indexes it."""

    url: str
    title: str
    text: str
    vector: list[float]  # made once, by the encoder that questions are encoded with

    @property
    def whole(self) -> str:
        """Return what is encoded and given back."""
        return f"{self.title}\n\n{self.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Everything a contestant needs."""

    data_dir: str  # with encoder and index, for Comptoir
    shop_file: str
    encoder: str  # the encoder's folder, for the others
    texts: tuple[Text, ...]

    def write(self, file: Path) -> None:
        """Write what `read` reads."""
        file.write_text(json.dumps(asdict(self)), "utf-8")

    @classmethod
    def read(cls, file: Path) -> Self:
        """Read what `write` wrote."""
        fields: dict[str, Any] = json.loads(file.read_text("utf-8"))
        texts = tuple(Text(**text) for text in fields.pop("texts"))
        return cls(**fields, texts=texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lap:
    """One process's share of a round."""

    began: float  # seconds of the machine's monotonic clock, the same for every process
    ended: float
    found: list[list[str]]  # addresses, an answer each


def rate(laps: Sequence[Lap]) -> float:
    """Return answers a second of processes that ran side by side."""
    answers = sum(len(lap.found) for lap in laps)
    return answers / (max(lap.ended for lap in laps) - min(lap.began for lap in laps))


def times_best(ours: Sequence[float], peers: Sequence[Sequence[float]]) -> float:
    """Return how many times the best peer's rate ours is, in the middle of all rounds.

    Each round is compared with itself: a machine that slows down for one does so for all of it.
    """
    return middle([mine / max(theirs) for mine, *theirs in zip(ours, *peers, strict=True)])


def take_part(answer_all: AnswerAll, versions: dict[str, str]) -> None:
    """Answer lines of questions until there are no more."""
    _say({"ready": versions})
    for line in sys.stdin:
        asked: list[str] = json.loads(line)
        began = time.monotonic()
        found = answer_all(asked)
        _say(asdict(Lap(began=began, ended=time.monotonic(), found=found)))


def _say(what: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()
