"""Fit what tells whether a message asks what a verified answer answers; measure it on the rest.

Print the weights for `assistant/answers/composing/asked_answers.py`:

    python -m benchmarks.quality.asked_answers

Asks the shops of training/data that the reader was not trained on, with two in three matters of
each as verified answers, and the demo shop, with the needs of every shop's customers and the odd
matters of tests/evals/off_topic. Messages are paraphrases, questions about other matters, and the
messages of tests/evals/off_topic that are none for a shop. A hash of its words puts a message in
one of two halves: weights and threshold are chosen on the first, figures are of the second.
"""

import asyncio
import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from assistant.answers.composing.asked_answers import signs_of
from assistant.answers.composing.evidence_finder import EvidenceFinder
from assistant.answers.composing.pages.statement_reading import read_statements
from assistant.answers.verified.answer_passages import id_of
from assistant.answers.verified.known_answers import KnownAnswers
from assistant.app.compose.answer_engine import open_answer_parts
from assistant.conversation.message import Language
from assistant.understanding.intents.intent_training import shipped_sentences
from benchmarks.harness.shop import prepare
from benchmarks.quality.verified_answers import Asked, Shop
from training.shop_data import DATA, read_shop

APART = (
    "chocolaterie-muselburg",
    "confetti-and-cape",
    "encre-et-tambour",
    "low-e-guitars",
    "portage-and-lichen",
    "second-souffle-mobile",
    "silt-and-fin",
    "thermal-twine",
)
"""Shops that `training.train_reader` keeps apart."""

OFF_TOPIC = Path(__file__).parents[2] / "tests/evals/off_topic"
FLOOR = 0.4  # of the settings, from which the reader's answers are said
READ = 0.2  # least confidence of an answer that is learnt from
KEPT = 0.98  # of the right answers of the first half, which the threshold keeps
LEAST_ANSWERS = 8  # of a shop in a language
PARAPHRASES = 3  # of a matter
OTHERS = 8  # messages of each kind of off_topic that another shop than the demo shop is asked
_LEFT_OUT = {"two", "overview", "followup", "product"}  # kinds of questions of training/data


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A message with the verified answer that the reader is surest of."""

    message: str
    kind: str
    signs: tuple[float, ...]
    sure: float  # of the reader, in [0, 1]
    right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Matters:
    """Verified answers and messages, each with its kind."""

    known: KnownAnswers
    asked: Sequence[tuple[str, Asked]]


def off_topic(language: Language) -> dict[str, list[str]]:
    """Return the messages that are none for a shop, by kind; none that reading was trained on."""
    trained = {_key(one.text) for one in shipped_sentences()}
    listed = yaml.safe_load((OFF_TOPIC / f"{language}.yml").read_text("utf-8"))
    return {
        kind: [one for one in each if _key(one) not in trained] for kind, each in listed.items()
    }


async def of_demo(shop: Shop) -> Matters:
    """Return the needs that the demo shop answers, with odd matters, and messages."""
    listed = yaml.safe_load((OFF_TOPIC / "odd_matters.yml").read_text("utf-8"))[shop.language]
    odd = [(f"o{at}", one["ways"], one["answer"]) for at, one in enumerate(listed)]
    needs = await shop.needs()
    needed = [(one.answer_id, [way.text for way in one.ways], one.texts[shop.language])
              for one in needs.answers]  # fmt: skip
    known = await shop.known([*((name, ways[:1], text) for name, ways, text in odd), *needed])
    asked = [
        ("paraphrase", Asked(text=way, right=name)) for name, ways, _ in odd for way in ways[1:]
    ]
    for kind, each in off_topic(shop.language).items():
        asked += [(f"off topic: {kind}", Asked(text=one)) for one in each]
    return Matters(known=known, asked=asked)


async def of_shop(shop: Shop, name: str) -> Matters | None:
    """Return two in three matters of an invented shop as verified answers, and messages."""
    groups: dict[tuple[str, str], list[str]] = {}
    silent = []
    for one in read_shop(DATA / "shops" / name).questions:
        if one.lang != shop.language or one.after or one.kind in _LEFT_OUT:
            continue
        if one.answer:
            groups.setdefault((one.need, one.answer[0].quote), []).append(one.q)
        else:
            silent.append(one.q)
    drawn = random.Random(name)  # no secret
    answers, asked = [], [("not answered", Asked(text=one)) for one in silent]
    for at, ((need, quote), questions) in enumerate(groups.items()):
        drawn.shuffle(questions)
        way, *others = questions
        if _number(f"{name}{need}") % 3:
            answers.append((f"m{at}", [way], quote))
            asked += [("paraphrase", Asked(text=q, right=f"m{at}")) for q in others[:PARAPHRASES]]
        else:
            asked.append(("another matter", Asked(text=way)))
    for kind, each in off_topic(shop.language).items():
        asked += [(f"off topic: {kind}", Asked(text=one)) for one in drawn.sample(each, OTHERS)]
    if len(answers) < LEAST_ANSWERS:
        return None
    return Matters(known=await shop.known(answers), asked=asked)


async def pairs(shop: Shop, matters: Matters) -> list[Pair]:
    """Return for each message the verified answer that the reader is surest of, if it is near."""
    made = []
    for kind, asked in matters.asked:
        read = await shop.read(asked.text)
        knowledge = replace(shop.knowledge, verified=matters.known)
        limit = shop.parts.settings.search.limit
        composer = knowledge.composer(limit, shop.parts.statements, None)
        assert composer.reader is not None
        finder = EvidenceFinder(
            searcher=composer.searcher, limit=limit, understanding=read, verified=matters.known
        )
        found = await read_statements(composer.reader, read, await finder.statements())
        answers = (one for one in found.ranked if id_of(one.evidence.passage) is not None)
        best = next(answers, None)
        if best is not None and best.confidence >= READ:
            right = id_of(best.evidence.passage) == asked.right
            signs = astuple(signs_of(best, read))
            made.append(Pair(message=asked.text, kind=kind, signs=signs, sure=best.confidence,
                             right=right))  # fmt: skip
    return made


async def collect() -> list[Pair]:
    """Return the pairs of all shops, in both languages."""
    made = []
    async with open_answer_parts(prepare()) as parts:
        knowledge = await parts.index.current()
        languages: tuple[Language, ...] = ("en", "fr")
        for language in languages:
            shop = Shop(parts=parts, knowledge=knowledge, language=language, every=1)
            made += await pairs(shop, await of_demo(shop))
            for name in APART:
                if (matters := await of_shop(shop, name)) is not None:
                    made += await pairs(shop, matters)
                print(language, name, len(made), "pairs", flush=True)
    return made


def fit(made: Sequence[Pair]) -> tuple[NDArray[np.float64], float]:
    """Return the weights of the signs, and the constant."""
    signs = np.array([one.signs for one in made])
    scaler = StandardScaler().fit(signs)
    model = LogisticRegression(C=1.0).fit(scaler.transform(signs), [one.right for one in made])
    weights = model.coef_[0] / scaler.scale_
    return weights, float(model.intercept_[0] - weights @ scaler.mean_)


def report(made: Sequence[Pair]) -> Iterator[str]:
    """Yield the weights, the threshold and the figures of both halves."""
    first, second = ([one for one in made if _number(one.message) % 2 == half] for half in (1, 0))
    weights, bias = fit(first)

    def likelihood(one: Pair) -> float:
        return float(1 / (1 + np.exp(-(bias + weights @ np.array(one.signs)))))

    right = sorted(likelihood(one) for one in first if one.right and one.sure >= FLOOR)
    least = right[int((1 - KEPT) * len(right))]
    yield f"weights {np.round(weights, 2).tolist()}, constant {bias:.2f}, least {least:.3f}"
    for name, half in (("first half", first), ("second half", second)):
        said = [one for one in half if one.sure >= FLOOR]
        for kind in ("right", *sorted({one.kind for one in said if not one.right})):
            of_kind = [one for one in said if (one.right if kind == "right" else not one.right
                       and one.kind == kind)]  # fmt: skip
            kept = sum(likelihood(one) >= least for one in of_kind)
            yield f"{name}, {kind}: {kept} of {len(of_kind)} answers of the reader are still said"


def _key(text: str) -> str:
    return text.lower().strip(" ?.!")


def _number(text: str) -> int:
    return int(hashlib.sha256(text.lower().encode()).hexdigest(), 16)


def main() -> None:
    """Print the figures."""
    print(*report(asyncio.run(collect())), sep="\n")


if __name__ == "__main__":
    main()
