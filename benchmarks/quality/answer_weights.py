"""Fit how statements are chosen and how sure they are.

Print it for `assistant/answers/composing/pages/statement_choice.py`:

    python -m benchmarks.quality.answer_weights --data DIR --shops DIR

Learns from the development questions (tests/evals/dev), which ask directly or not, and from those
that relevance is fitted on (tests/evals/relevance). DIR of `--data` has the demo shop's index, and
that of `--shops` a folder with the index of each invented shop of tests/evals/dev/shops, by name.

Which statement is best is a choice among all that were found (conditional logit). How sure it is,
is a logistic of `Signs`: questions answered by the right statement against questions that nothing
answers. Direct and indirect questions count alike as a whole, and so do those that are answered and
those that are not at every length, because how long a question is says who wrote it rather than
whether a shop answers. Figures are for the half that was not fitted on; the numbers printed at the
end are fitted on both halves.
"""

import argparse
import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy.optimize import minimize  # it ships no types
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from assistant.answers.composing.pages.statement_choice import CLEAR, Extract, Features, extract
from assistant.app.compose.answer_engine import Engine, open_engine
from assistant.kit.settings.settings import load
from assistant.understanding.types import ReadingContext
from benchmarks.quality.answer_quality import SETS, Asking, read_sets
from retrieval.types import Filter, PassageKind

RELEVANCE = SETS.parent / "relevance" / "questions.yml"
SHOPS = SETS / "shops"
DIRECT = ("en", "fr", "more", "products")
INDIRECT = ("indirect_en", "indirect_fr")
SHRINK = 0.02  # of the squares of standardised weights
RIDGE = 0.1  # scikit-learn's C of the logistic over standardised signs
PASSAGES = 3
NAMES = [field.name for field in fields(Features)]
LENGTHS = (4, 6, 8, 10, 12, 15)  # of questions, in words, that are counted apart
FLOORS = (0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A question with the statements found for it, best first by the weights in use."""

    asked: "Answers"
    features: Floats  # one row a statement
    right: NDArray[np.bool_]  # whether it says what the set asks for
    pages: NDArray[np.str_]  # each statement's
    alien: float  # of `Question`
    asks_fact: bool

    @property
    def silent(self) -> bool:
        return not self.asked.pages

    def best(self, weights: Floats) -> int:
        """Return the place of the statement that `weights` choose."""
        return int(np.argmax(self.features @ weights))

    def signs(self, weights: Floats) -> Floats:
        """Return the `Signs` of that statement."""
        scores, best = self.features @ weights, self.best(weights)
        others = scores[self.pages != self.pages[best]]
        one = Features(**dict(zip(NAMES, self.features[best], strict=True)))
        ahead = min(scores[best] - others.max(), CLEAR) if len(others) else CLEAR
        return np.array(
            [
                scores[best],
                ahead,
                one.cosine,
                one.passage,
                one.around,
                one.titled,
                self.alien,
                self.alien > 0,
                self.asks_fact,
            ]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a right statement says, by language, on which pages; none: nothing is right."""

    text: str
    says: Mapping[str, tuple[str, ...]]
    pages: tuple[str, ...]  # ids, or parts of addresses
    half: str  # "fit" or "check"
    direct: bool  # asked in words much like the page's

    def right(self, one: Extract) -> bool:
        """Tell whether a statement is the one that answers."""
        passage, statement = one.evidence.passage, one.statement
        units = one.reading.units[statement.first : statement.last + 1]
        text = _folded(" ".join(unit.text for unit in units))
        on_page = any(page == passage.source_id or page in passage.url for page in self.pages)
        return on_page and any(_folded(s) in text for s in self.says.get(passage.language, ()))


def of_demo() -> list[Answers]:
    """Return the single questions that the demo shop's pages answer, and the unanswerable."""
    rows: list[dict[str, Any]] = yaml.safe_load(RELEVANCE.read_text("utf-8"))
    return [
        *_of_sets([SETS / f"{name}.yml" for name in DIRECT], direct=True),
        *_of_sets([SETS / f"{name}.yml" for name in INDIRECT], direct=False),
        *(
            _of_relevance(r)
            for r in rows
            if not r.get("products") and (not r.get("pages") or "quotes" in r)
        ),
    ]


def _of_sets(files: Sequence[Path], *, direct: bool) -> list[Answers]:
    return [
        _of_dev(asking, direct=direct)
        for asking in read_sets(files)
        if len(asking.turns) == 1 and (asking.silent or (asking.source and not asking.cards))
    ]


def _of_dev(asking: Asking, *, direct: bool) -> Answers:
    says = asking.says or asking.all
    return Answers(
        text=asking.turns[0],
        says={"fr": says, "en": says},
        pages=asking.source,
        half=asking.half or "fit",
        direct=direct,
    )


def _of_relevance(row: dict[str, Any]) -> Answers:
    quotes: dict[str, str] = row.get("quotes", {})
    return Answers(
        text=row["text"],
        says={language: (quote,) for language, quote in quotes.items()},
        pages=tuple(row.get("pages", ())),
        half="fit" if sha256(row["text"].encode()).digest()[0] % 2 else "check",
        direct=True,
    )


async def examples(engine: Engine, asked: Sequence[Answers]) -> list[Example]:
    """Search for every question and measure every statement found."""
    searcher = (await engine.turn.index.current()).searcher
    made = []
    for answers in asked:
        understanding = await engine.turn.reader.read(
            answers.text, ReadingContext(vocabulary=searcher.vocabulary, language=None)
        )
        if understanding.products:
            continue
        found = await searcher.search(
            understanding.text,
            understanding.vector,
            language=understanding.language,
            where=Filter(),
            limit=engine.parts.settings.search.limit,
            per_source=PASSAGES,
        )
        pages = [e for e in found if e.passage.kind is PassageKind.DOCUMENT]
        extracts = extract(understanding, pages)
        ranked, question = extracts.ranked, extracts.question
        if ranked:
            made.append(
                Example(
                    asked=answers,
                    features=np.array([astuple(one.features) for one in ranked]),
                    right=np.array([answers.right(one) for one in ranked]),
                    pages=np.array([one.evidence.passage.source_id for one in ranked]),
                    alien=question.alien,
                    asks_fact=bool(question.kinds),
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


def calibrate(made: Sequence[Example], weights: Floats) -> tuple[Floats, float]:
    """Return the weights of `Signs` and what is added to them."""
    signs, right, fair = _judged(made, weights)
    mean, spread = signs.mean(axis=0), signs.std(axis=0) + 1e-9
    model = LogisticRegression(C=RIDGE).fit((signs - mean) / spread, right, sample_weight=fair)
    sureness = model.coef_[0] / spread
    return sureness, float(model.intercept_[0] - sureness @ mean)


def check(
    made: Sequence[Example], weights: Floats, sureness: Floats, bias: float, name: str
) -> None:
    """Print how often the best statement is the right one, and what a floor costs."""
    chosen = [e for e in made if e.right.any()]
    hits = np.mean([e.right[e.best(weights)] for e in chosen])
    signs, right, fair = _judged(made, weights)
    sure = 1 / (1 + np.exp(-signs @ sureness - bias))
    area = roc_auc_score(right, sure)
    balanced = roc_auc_score(right, sure, sample_weight=fair)
    print(f"{name}: {len(chosen)} with a right statement: chosen {hits:.3f}; right ", end="")
    print(f"against silent, area under the curve {area:.3f}, whatever their length {balanced:.3f}")
    for floor in FLOORS:
        answered, abstained = np.mean(sure[right] >= floor), np.mean(sure[~right] < floor)
        print(f"  floor {floor:.2f}: right ones said {answered:.2f}, silence kept {abstained:.2f}")


def _judged(made: Sequence[Example], weights: Floats) -> tuple[Floats, NDArray[np.bool_], Floats]:
    """Return signs of questions answered right or by nothing, which it is, how much each counts."""
    judged = [e for e in made if e.silent or e.right[e.best(weights)]]
    right = np.array([not e.silent for e in judged])
    direct = np.array([e.asked.direct for e in judged])
    length = np.digitize([len(e.asked.text.split()) for e in judged], LENGTHS)
    fair = np.zeros(len(judged))
    for way in (True, False):
        for long in range(len(LENGTHS) + 1):
            group = (direct == way) & (length == long)
            for kind in (right, ~right):
                if (group & right).any() and (group & ~right).any():
                    fair[group & kind] = group.sum() / (group & kind).sum()
        if fair[direct == way].any():
            fair[direct == way] /= fair[direct == way].sum()
    return np.array([e.signs(weights) for e in judged]), right, fair * len(judged)


def _folded(text: str) -> str:
    return " ".join(text.lower().split())


async def _run(data: Path, shops: Path) -> None:
    async with open_engine(load(data_dir=data)) as engine:
        made = await examples(engine, of_demo())
    for shop in sorted(SHOPS.iterdir()):
        async with open_engine(load(data_dir=shops / shop.name)) as engine:
            asked = _of_sets([shop / "questions.yml"], direct=False)
            made += await examples(engine, asked)
    for half in ("fit", "check"):
        learnt = [e for e in made if e.asked.half == half]
        others = [e for e in made if e.asked.half != half]
        weights = fit(learnt)
        sure = calibrate(learnt, weights)
        print(f"fitted on {half}")
        check([e for e in others if e.asked.direct], weights, *sure, "direct")
        check([e for e in others if not e.asked.direct], weights, *sure, "indirect")
    weights = fit(made)
    sureness, bias = calibrate(made, weights)
    print(f"WEIGHTS = ({', '.join(f'{weight:.2f}' for weight in weights)})")
    print(f"SURENESS = ({', '.join(f'{weight:.3f}' for weight in sureness)})")
    print(f"BIAS = {bias:.2f}")


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the demo's index")
    parser.add_argument("--shops", type=Path, required=True, help="folder of the others' indexes")
    arguments = parser.parse_args()
    asyncio.run(_run(arguments.data, arguments.shops))


if __name__ == "__main__":
    main()
