"""Judge the answers to a held-out set by their facts, and count them. Pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TextIO

import numpy as np
import orjson

from assistant.app.compose.answer_engine import SingleAnswer
from assistant.app.evaluation.golden_questions import says_nothing
from assistant.app.evaluation.held_out_set import HeldOutQuestion
from assistant.kit.model.model_budget import ModelUse


class Judgement(StrEnum):
    """Name the judgements on an answer."""

    RIGHT = "right"  # answered, with every fact and none of the wrong ones
    WRONG = "wrong"  # answered, but not right
    NONE = "none"  # not answered, though the texts answer
    SILENT = "silent"  # not answered, rightly
    LOUD = "loud"  # answered, though the texts do not


MISSES = (Judgement.WRONG, Judgement.NONE, Judgement.LOUD)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOutOutcome:
    """Hold a question of a held-out set with its answer."""

    shop: str
    real: bool  # whether the shop's policies are real texts
    question: HeldOutQuestion
    asked: SingleAnswer

    @property
    def judgement(self) -> Judgement:
        """Return the judgement on the answer."""
        quiet = says_nothing(self.asked.reply.kind)
        if self.question.silent:
            return Judgement.SILENT if quiet else Judgement.LOUD
        if quiet:
            return Judgement.NONE
        return Judgement.RIGHT if self._has_the_facts() else Judgement.WRONG

    def _has_the_facts(self) -> bool:
        question, reply = self.question, self.asked.reply
        shown = fold(
            reply.text,
            *(source.quote for source in reply.sources),
            *(f"{c.title} {c.subtitle} {c.price} {c.availability}" for c in reply.cards),
        )
        return (
            all(fold(fact) in shown for fact in question.all_of)
            and (not question.any_of or any(fold(fact) in shown for fact in question.any_of))
            and not any(fold(fact) in shown for fact in question.none_of)
        )


def fold(*texts: str) -> str:
    """Return texts in lower case, with plain spaces and apostrophes."""
    return " ".join(" ".join(texts).lower().replace("\u2019", "'").split())


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    """Count the answers of one shop, language or kind."""

    group: str
    name: str
    answerable: int
    right: int
    wrong: int
    none: int
    unanswerable: int
    silent: int
    p50_ms: float
    p95_ms: float

    def rates(self) -> dict[str, float]:
        """Return the parts that are right, wrong and none, and rightly silent, in [0, 1]."""
        of_these, of_those = max(1, self.answerable), max(1, self.unanswerable)
        return {
            "right": self.right / of_these,
            "wrong": self.wrong / of_these,
            "none": self.none / of_these,
            "silent": self.silent / of_those,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOutReport:
    """Count the outcomes of a held-out set."""

    outcomes: tuple[HeldOutOutcome, ...]
    without: tuple[str, ...] = ()  # shops whose texts are not here
    uses: tuple[ModelUse, ...] = ()  # of a language model, if one is set

    def rows(self) -> list[ReportRow]:
        """Return the counts by shop, in total, and by language, kind of page and manner."""
        groups: tuple[tuple[str, Callable[[HeldOutOutcome], str]], ...] = (
            ("shop", lambda one: one.shop),
            ("total", lambda _: "all"),
            ("language", lambda one: one.question.lang),
            ("pages", lambda one: "real" if one.real else "invented"),
            ("kind", lambda one: one.question.kind or "-"),
        )
        return [row for group, name in groups for row in self._of(group, name)]

    def _of(self, group: str, name: Callable[[HeldOutOutcome], str]) -> Iterator[ReportRow]:
        for key in dict.fromkeys(map(name, self.outcomes)):
            yield _count(group, key, [one for one in self.outcomes if name(one) == key])

    def write(self, to: TextIO, *, as_json: bool, show: bool = False) -> None:
        """Print the counts, and every miss with its reply if `show`."""
        misses = [one for one in self.outcomes if one.judgement in MISSES] if show else []
        if as_json:
            rows = ({**asdict(row), "rates": row.rates()} for row in self.rows())
            spent = (
                {"group": "model", "name": use.model, "requests": use.requests, "cost": use.cost}
                for use in self.uses
            )
            lines = (*rows, *spent, *map(_as_dict, misses))
            to.writelines(orjson.dumps(line, default=str).decode() + "\n" for line in lines)
            return
        to.writelines(_miss(one) for one in misses)
        to.writelines(_table(self.rows()))
        for use in self.uses:
            tokens = use.prompt + use.completion
            to.write(f"{use.model}: {use.requests} requests, {tokens} tokens, cost {use.cost}\n")
        if self.without:
            to.write(f"without --data, not asked: {', '.join(self.without)}\n")


def _count(group: str, name: str, outcomes: Sequence[HeldOutOutcome]) -> ReportRow:
    judged = [one.judgement for one in outcomes]
    latencies = [one.asked.latency_ms for one in outcomes]
    silent = [one for one in outcomes if one.question.silent]
    return ReportRow(
        group=group,
        name=name,
        answerable=len(outcomes) - len(silent),
        right=judged.count(Judgement.RIGHT),
        wrong=judged.count(Judgement.WRONG),
        none=judged.count(Judgement.NONE),
        unanswerable=len(silent),
        silent=judged.count(Judgement.SILENT),
        p50_ms=round(float(np.percentile(latencies, 50)), 1),
        p95_ms=round(float(np.percentile(latencies, 95)), 1),
    )


def _table(rows: Iterable[ReportRow]) -> Iterator[str]:
    yield f"{'':<28} answerable right wrong  none  unanswerable silent  p50 ms p95 ms\n"
    group = ""
    for row in rows:
        if group and row.group != group:
            yield "\n"
        group, rates = row.group, row.rates()
        answered = (
            f"{rates['right']:5.2f} {rates['wrong']:5.2f} {rates['none']:5.2f}"
            if row.answerable
            else f"{'-':>5} {'-':>5} {'-':>5}"
        )
        silent = f"{rates['silent']:6.2f}" if row.unanswerable else f"{'-':>6}"
        name = row.name if row.group == "shop" else f"{row.group}: {row.name}"
        yield (
            f"{name[:28]:<28} {row.answerable:>10} {answered} {row.unanswerable:>13} {silent}"
            f" {row.p50_ms:>7.0f} {row.p95_ms:>6.0f}\n"
        )


def _miss(one: HeldOutOutcome) -> str:
    question, reply = one.question, one.asked.reply
    said = f"{reply.kind} {one.asked.intent} {one.asked.confidence:.2f}"
    facts = (("all", question.all_of), ("any", question.any_of), ("not", question.none_of))
    expected = ", ".join(f"{name} {list(texts)}" for name, texts in facts if texts) or "silence"
    lines = [
        f"{one.judgement}: {' / '.join((*question.after, question.ask))}",
        f"    {one.shop}, {question.lang}, {question.kind or '-'}: {expected}",
        f"    {said}: {fold_spaces(reply.text)}",
        *(
            f"    < {source.title} {source.url} ({source.score:.2f}): {fold_spaces(source.quote)}"
            for source in reply.sources
        ),
        *(f"    * {c.title} · {c.subtitle} · {c.price} · {c.availability}" for c in reply.cards),
    ]
    return "\n".join(lines) + "\n\n"


def fold_spaces(text: str) -> str:
    """Return the text on one line."""
    return " ".join(text.split())


def _as_dict(one: HeldOutOutcome) -> dict[str, object]:
    reply = one.asked.reply
    return {
        "group": "miss",
        "judgement": one.judgement,
        "shop": one.shop,
        "question": one.question.model_dump(by_alias=True),
        "reply": {
            "kind": reply.kind,
            "text": reply.text,
            "sources": [asdict(source) for source in reply.sources],
            "cards": [asdict(card) for card in reply.cards],
        },
    }
