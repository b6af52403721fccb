"""Ask the golden questions and count: answered right, abstained right."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TextIO

import orjson
import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from assistant.app.compose.answer_engine import SingleAnswer, open_engine
from assistant.conversation.events import ReplyKind
from assistant.kit.settings.settings import Settings


class GoldenQuestion(BaseModel):
    """Hold a question of a golden set, with the facts that make an answer right."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ask: str
    language: Literal["fr", "en"]
    answerable: bool
    source: tuple[str, ...] = ()  # any of these stands in the address of the first source
    says: tuple[str, ...] = ()  # any of these stands in the reply, its cards or its quote


def says_nothing(kind: ReplyKind) -> bool:
    """Return whether a reply of that kind claims nothing."""
    return kind not in {ReplyKind.ANSWERED, ReplyKind.DID}


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldenOutcome:
    """Hold a golden question with its answer."""

    golden: GoldenQuestion
    asked: SingleAnswer

    @property
    def abstained(self) -> bool:
        """Return whether the reply claims nothing."""
        return says_nothing(self.asked.reply.kind)

    @property
    def right(self) -> bool:
        """Return whether the answer is as the set says, or rightly missing."""
        if not self.golden.answerable or self.abstained:
            return self.abstained != self.golden.answerable
        first = self.asked.sources[0].url if self.asked.sources else ""
        shown = _folded(
            self.asked.reply.text,
            *(source.quote for source in self.asked.sources[:1]),
            *(f"{c.title} {c.subtitle} {c.price} {c.availability}" for c in self.asked.reply.cards),
        )
        at_source = not self.golden.source or any(part in first for part in self.golden.source)
        said = not self.golden.says or any(_folded(part) in shown for part in self.golden.says)
        return at_source and said


def _folded(*texts: str) -> str:
    """Return texts in lower case with plain spaces: a price is written with narrow ones."""
    return " ".join(" ".join(texts).lower().split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Count the outcomes of a golden set."""

    outcomes: tuple[GoldenOutcome, ...]

    def measures(self) -> dict[str, float | int]:
        """Return counts, and rates in [0, 1]; abstention is the positive class."""
        answerable = [o for o in self.outcomes if o.golden.answerable]
        silent = [o for o in self.outcomes if not o.golden.answerable]
        abstained = [o for o in self.outcomes if o.abstained]
        rightly = [o for o in abstained if not o.golden.answerable]
        return {
            "answerable": len(answerable),
            "unanswerable": len(silent),
            "answered": sum(not o.abstained for o in answerable) / max(1, len(answerable)),
            "answered_right": sum(o.right for o in answerable) / max(1, len(answerable)),
            "abstention_precision": len(rightly) / max(1, len(abstained)),
            "abstention_recall": len(rightly) / max(1, len(silent)),
        }

    def write(self, to: TextIO, *, as_json: bool) -> None:
        """Print the measures and every miss."""
        if as_json:
            to.write(orjson.dumps(self.measures()).decode() + "\n")
            return
        to.writelines(
            f"{name:<22} {value:.3f}\n" if isinstance(value, float) else f"{name:<22} {value}\n"
            for name, value in self.measures().items()
        )
        for outcome in self.outcomes:
            if not outcome.right:
                reply = outcome.asked.reply
                to.write(f"missed: {outcome.golden.ask}\n    {reply.kind} {reply.text[:160]!r}\n")


def read_sets(folder: Path) -> list[GoldenQuestion]:
    """Read every answer set in `folder`/answers."""
    adapter = TypeAdapter(list[GoldenQuestion])
    files: Sequence[Path] = sorted((folder / "answers").glob("*.yml"))
    return [
        g
        for file in files
        for g in adapter.validate_python(yaml.safe_load(file.read_text("utf-8")))
    ]


async def evaluate(settings: Settings, sets: Path) -> Report:
    """Ask every question of the answer sets.

    Raises:
        NoIndexError: the demo shop is not indexed; `comptoir demo --index-only` does that.
    """
    async with open_engine(settings) as engine:
        outcomes = [GoldenOutcome(golden=g, asked=await engine.ask(g.ask)) for g in read_sets(sets)]
    return Report(outcomes=tuple(outcomes))
