"""Fit how statements are chosen; print it for `assistant/answer/extract.py`.

    python -m benchmarks.answer_weights --data DIR

Learns from the development questions (tests/evals/dev) and from those that relevance is fitted on
(tests/evals/relevance) over the demo shop in DIR. Which statement is best is a choice among all
that were found (conditional logit); how sure it is, a logistic of its score: questions answered by
the right statement against questions that nothing answers. Figures are for the half of the
questions that was not fitted on; the numbers printed at the end are fitted on both halves.
"""

import argparse
import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]  # it ships no types
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from assistant.answer.extract import Extract, extract
from assistant.app.engine import Engine, open_engine
from assistant.settings import load
from benchmarks.answer_quality import SETS, Asking, read_sets
from retrieval.types import Filter, PassageKind

RELEVANCE = SETS.parent / "relevance" / "questions.yml"
SHRINK = 0.02  # of the squares of standardised weights
PASSAGES = 3

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A question with the statements found for it, best first by the weights in use."""

    text: str
    features: Floats  # one row a statement
    right: NDArray[np.bool_]  # whether it says what the set asks for
    silent: bool  # nothing in the shop answers

    @property
    def half(self) -> int:
        return sha256(self.text.encode()).digest()[0] % 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a right statement says, by language, on which pages; none: nothing is right."""

    text: str
    says: Mapping[str, tuple[str, ...]]
    pages: tuple[str, ...]  # ids, or parts of addresses

    def right(self, one: Extract) -> bool:
        """Tell whether a statement is the one that answers."""
        passage, statement = one.evidence.passage, one.statement
        units = one.reading.units[statement.first : statement.last + 1]
        text = _folded(" ".join(unit.text for unit in units))
        on_page = any(page == passage.source_id or page in passage.url for page in self.pages)
        return on_page and any(_folded(s) in text for s in self.says.get(passage.language, ()))


def questions() -> list[Answers]:
    """Return the single questions that pages answer, and those that nothing does."""
    dev = [a for a in read_sets(sorted(SETS.glob("*.yml"))) if len(a.turns) == 1]
    rows: list[dict[str, Any]] = yaml.safe_load(RELEVANCE.read_text("utf-8"))
    return [
        *(_of_dev(a) for a in dev if a.silent or (a.source and not a.cards)),
        *(
            _of_relevance(r)
            for r in rows
            if not r.get("products") and (not r.get("pages") or "quotes" in r)
        ),
    ]


def _of_dev(asking: Asking) -> Answers:
    says = asking.says or asking.all
    return Answers(text=asking.turns[0], says={"fr": says, "en": says}, pages=asking.source)


def _of_relevance(row: dict[str, Any]) -> Answers:
    quotes: dict[str, str] = row.get("quotes", {})
    says = {language: (quote,) for language, quote in quotes.items()}
    return Answers(text=row["text"], says=says, pages=tuple(row.get("pages", ())))


async def examples(engine: Engine, asked: Sequence[Answers]) -> list[Example]:
    """Search for every question and measure every statement found."""
    searcher = engine.turn.index.current().searcher
    made = []
    for answers in asked:
        understanding = await engine.turn.reader.read(
            answers.text, vocabulary=searcher.vocabulary, topic="", language=None
        )
        if understanding.products:
            continue
        found = await searcher.search(
            understanding.text,
            understanding.vector,
            language=understanding.language,
            where=Filter(),
            limit=engine.limit,
            per_source=PASSAGES,
        )
        pages = [e for e in found if e.passage.kind is PassageKind.DOCUMENT]
        ranked = extract(understanding, pages).ranked
        if ranked:
            made.append(
                Example(
                    text=answers.text,
                    features=np.array([astuple(one.features) for one in ranked]),
                    right=np.array([answers.right(one) for one in ranked]),
                    silent=not answers.pages,
                )
            )
    return made


def fit(made: Sequence[Example]) -> Floats:
    """Return the weights under which the right statements are likeliest."""
    chosen = [e for e in made if e.right.any()]
    spread = np.concatenate([e.features for e in chosen]).std(axis=0) + 1e-9

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, gradient = SHRINK * weights @ weights, 2 * SHRINK * weights
        for e in chosen:
            scaled = e.features / spread
            raw = scaled @ weights
            share = np.exp(raw - raw.max())
            share /= share.sum()
            among = share * e.right
            total -= np.log(among.sum() + 1e-12) / len(chosen)
            gradient -= scaled.T @ (among / (among.sum() + 1e-12) - share) / len(chosen)
        return float(total), gradient

    best = minimize(loss, np.zeros(len(spread)), jac=True, method="L-BFGS-B")
    return np.asarray(best.x / spread)


def calibrate(made: Sequence[Example], weights: Floats) -> tuple[float, float]:
    """Return slope and middle of the logistic that turns a score into a confidence."""
    scores, right = _first(made, weights)
    model = LogisticRegression(C=100.0).fit(scores[:, None], right)
    slope = float(model.coef_[0, 0])
    return slope, float(-model.intercept_[0] / slope)


def check(made: Sequence[Example], weights: Floats, confidence: tuple[float, float]) -> None:
    """Print how often the best statement is the right one, and what a floor costs."""
    chosen = [e for e in made if e.right.any()]
    hits = np.mean([e.right[np.argmax(e.features @ weights)] for e in chosen])
    scores, right = _first(made, weights)
    print(f"{len(chosen)} questions with a right statement: chosen {hits:.3f}; ", end="")
    print(f"right against silent, area under the curve {roc_auc_score(right, scores):.3f}")
    slope, middle = confidence
    sure = 1 / (1 + np.exp(-slope * (scores - middle)))
    for floor in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        answered, abstained = np.mean(sure[right] >= floor), np.mean(sure[~right] < floor)
        print(f"  floor {floor:.1f}: right ones said {answered:.2f}, silence kept {abstained:.2f}")


def _first(made: Sequence[Example], weights: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the best score of questions answered right, and of those that nothing answers."""
    rows = []
    for e in made:
        scores = e.features @ weights
        best = int(np.argmax(scores))
        if e.silent or e.right[best]:
            rows.append((scores[best], not e.silent))
    return np.array([score for score, _ in rows]), np.array([right for _, right in rows])


def _folded(text: str) -> str:
    return " ".join(text.lower().split())


async def _run(data: Path) -> None:
    async with open_engine(load(data_dir=data)) as engine:
        made = await examples(engine, questions())
    for half in (1, 0):
        learnt = [e for e in made if e.half == half]
        weights = fit(learnt)
        check([e for e in made if e.half != half], weights, calibrate(learnt, weights))
    weights = fit(made)
    slope, middle = calibrate(made, weights)
    print(f"WEIGHTS = ({', '.join(f'{weight:.1f}' for weight in weights)})")
    print(f"SLOPE, MIDDLE = {slope:.2f}, {middle:.1f}")


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the demo's index")
    asyncio.run(_run(parser.parse_args().data))


if __name__ == "__main__":
    main()
