"""Measure which messages get a verified answer, and whether it is the right one.

Usage: python -m benchmarks.quality.verified_answers --data FOLDER

FOLDER has the outside lists of questions `stackfaq` (English, paraphrases of 125 questions),
`cnil_faq_fr` (French, 506 questions of one office) and `clinc150_oos` (English, everyday). None of
their words was used to choose the thresholds. Of the last, and of the talks of tests/evals, every
message that gets an answer is printed, to be judged by eye: the answers are to the needs of every
shop's customers, each in all of its wordings.
"""

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from assistant.answers.coverage.need_list import load_needs
from assistant.answers.verified.known_answers import FoundAnswer, KnownAnswers
from assistant.answers.verified.types import AnswerState, VerifiedAnswer, VerifiedId, WayOfAsking
from assistant.app.compose.search.local_models import open_encoder, open_message_models
from assistant.conversation.message import Language
from assistant.kit.settings.settings import Settings
from assistant.understanding.message_interpreter import MessageInterpreter
from retrieval.catalogue.vocabulary import Vocabulary
from retrieval.ports import Encoder

_NO_PRODUCTS = Vocabulary(titles=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A message, and the id of the answer that is right for it."""

    text: str
    right: str = ""


class Shop:
    """The verified answers of one list, and a reader of messages."""

    def __init__(self, encoder: Encoder, reader: MessageInterpreter, language: Language) -> None:
        self.encoder, self.reader, self.language = encoder, reader, language

    def known(self, questions: Iterable[tuple[str, Sequence[str]]]) -> KnownAnswers:
        answers = tuple(
            VerifiedAnswer(
                answer_id=VerifiedId(name),
                ways=tuple(WayOfAsking(language=self.language, text=way) for way in ways),
                texts={self.language: "Yes."},
                state=AnswerState.LIVE,
            )
            for name, ways in questions
        )
        texts = {way.text for one in answers for way in one.ways}
        return KnownAnswers(answers, {text: self.encoder.encode_query(text) for text in texts})

    def find(self, known: KnownAnswers, text: str) -> FoundAnswer | None:
        read = self.reader.read(text, vocabulary=_NO_PRODUCTS, conversation_language=self.language)
        return known.find(read, _NO_PRODUCTS)

    def report(self, name: str, known: KnownAnswers, asked: Sequence[Asked]) -> None:
        got = [(one, found) for one in asked if (found := self.find(known, one.text))]
        right = [one for one, found in got if found.answer.answer_id == one.right]
        recall, precision = len(right) / len(asked), len(right) / (len(got) or 1)
        print(f"{name}: {len(asked)} asked, {len(got)} answered, {len(right)} right:"
              f" recall {recall:.3f}, precision {precision:.3f}")  # fmt: skip

    def show(self, name: str, known: KnownAnswers, asked: Iterable[str]) -> None:
        each = list(dict.fromkeys(asked))
        got = [(text, found) for text in each if (found := self.find(known, text))]
        print(f"{name}: {len(each)} messages, {len(got)} answered")
        for text, found in got:
            print(f"    {text[:90]} | {found.way.text}")


def stackfaq(data: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield each question with its paraphrases."""

    def walk(part: Any) -> Iterator[tuple[str, list[str]]]:  # noqa: ANN401 - JSON
        if isinstance(part, list):
            for one in part:
                yield from walk(one)
        elif isinstance(part, dict) and "rephr" in part:
            yield part["question"], [one for one in part["rephr"] if one and len(one) > 3]
        elif isinstance(part, dict):
            for one in part.values():
                yield from walk(one)

    yield from walk(json.loads((data / "stackfaq/stackExchange-FAQ.json").read_bytes()))


def cnil(data: Path) -> tuple[list[tuple[str, list[str]]], list[Asked]]:
    """Return the titles of the pages, and the questions with the page expected."""
    base = data / "cnil_faq_fr/piaf-ml/clients/cnil/knowledge_base"
    pages = json.loads((base / "squad.json").read_bytes())["data"]
    asked = json.loads((base / "raw_and_preparation/epitca_perf_V2.json").read_bytes())
    return [(page["id"], [page["title"]]) for page in pages], [
        Asked(text=one["question"], right=str(each["expected"]))
        for each in asked
        for one in each["epitca"]
    ]


def clinc(data: Path) -> Iterator[str]:
    """Yield everyday messages."""
    lists = json.loads((data / "clinc150_oos/oos-eval/data/data_full.json").read_bytes())
    for name in ("oos_test", "test"):
        yield from (text for text, _ in lists[name])


def talks(language: Language) -> Iterator[str]:
    """Yield the customers' messages of the talks of tests/evals."""
    for file in sorted(Path("tests/evals/talks").glob("*.yml")):
        talk = yaml.safe_load(file.read_text(encoding="utf-8"))
        if talk.get("language") == language:
            yield from (str(one["customer"]) for one in talk["turns"] if "customer" in one)


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser()
    options.add_argument("--data", type=Path, required=True)
    data: Path = options.parse_args().data
    settings = Settings()
    encoder = open_encoder(settings)
    models = open_message_models(settings, encoder)
    reader = MessageInterpreter(encoder=encoder, model=models.intents)
    english, french = Shop(encoder, reader, "en"), Shop(encoder, reader, "fr")

    faq = list(stackfaq(data))
    for more in (0, 3):
        known = english.known((q, [q, *others[:more]]) for q, others in faq)
        asked = [Asked(text=one, right=q) for q, others in faq for one in others[more:]]
        english.report(f"stackfaq, {1 + more} ways each", known, asked)
    pages, questions = cnil(data)
    french.report("cnil, 1 way each", french.known(pages), questions)
    for shop in (english, french):
        needs = shop.known((one.name, list(one.wordings)) for one in load_needs(shop.language))
        if shop is english:
            shop.show("clinc", needs, clinc(data))
        shop.show(f"talks in {shop.language}", needs, talks(shop.language))


if __name__ == "__main__":
    main()
