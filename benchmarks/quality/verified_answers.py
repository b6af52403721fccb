"""Measure which messages get a verified answer, and whether it is the right one.

Usage: python -m benchmarks.quality.verified_answers --data FOLDER [--every N]

FOLDER has the outside lists of questions `stackfaq` (English, paraphrases of 125 questions),
`cnil_faq_fr` (French, 506 questions of one office) and `clinc150_oos` (English, everyday). None of
their words was used to choose the thresholds. Of the last, and of the talks of tests/evals, every
message that gets an answer by a way of asking is printed, to be judged by eye: the answers are to
the needs of every shop's customers, each in all of its wordings, as the demo shop answers them.

Each list has two rows: answers that a way of asking finds, and those that the reader chooses beside
them among the statements of the demo shop's pages. With `--every`, every Nth message is asked.
"""

import argparse
import asyncio
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from assistant.answers.coverage.need_list import load_needs
from assistant.answers.verified.known_answers import KnownAnswers
from assistant.answers.verified.live_answers import LiveAnswers
from assistant.answers.verified.types import (
    AnswerState,
    AnswerVersion,
    VerifiedAnswer,
    VerifiedId,
    WayOfAsking,
)
from assistant.answers.verified.verified_draft import id_in
from assistant.app.compose.answer_engine import open_answer_parts
from assistant.app.compose.assistant_turn import AnswerParts
from assistant.conversation.events import ReplyKind
from assistant.conversation.message import Language
from assistant.messages.ports import Knowledge
from assistant.understanding.types import ReadingContext, Understanding
from benchmarks.harness.shop import prepare
from retrieval.catalogue.vocabulary import Vocabulary
from tests.support.memory.verified_book import MemoryVerifiedBook

_NO_PRODUCTS = Vocabulary(titles=())
_CHARS = 600  # of a text that an outside list has for an answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A message, and the id of the answer that is right for it."""

    text: str
    right: str = ""


Questions = Iterable[tuple[str, Sequence[str], str]]
"""Ids of letters and digits, each with the ways of asking and the text of the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """The demo shop, which answers in one language, and asks every Nth message of a list."""

    parts: AnswerParts
    knowledge: Knowledge
    language: Language
    every: int

    async def known(self, questions: Questions) -> KnownAnswers:
        """Return verified answers that are live."""
        assert self.parts.encode is not None
        assert self.parts.encode_passage is not None
        book = MemoryVerifiedBook()
        for name, ways, text in questions:
            answer = VerifiedAnswer(
                answer_id=VerifiedId(name),
                ways=tuple(WayOfAsking(language=self.language, text=way) for way in ways),
                texts={self.language: text},
                state=AnswerState.LIVE,
            )
            await book.put(AnswerVersion(version=1, answer=answer, at=datetime.now(UTC), by="us"))
        live = LiveAnswers(
            book=book, encode=self.parts.encode, encode_passage=self.parts.encode_passage
        )
        await live.load()
        return live.known

    async def read(self, text: str) -> Understanding:
        return await self.parts.reader.read(
            text, ReadingContext(vocabulary=_NO_PRODUCTS, language=self.language)
        )

    async def answer(self, known: KnownAnswers, read: Understanding) -> tuple[str, str]:
        """Return the id of the verified answer that a message gets, and the text it gets; or ""."""
        settings = self.parts.settings
        knowledge = replace(self.knowledge, verified=known)
        composer = knowledge.composer(settings.search.limit, self.parts.statements, None)
        draft = await composer.compose(read, floor=settings.policy.floor)
        return id_in(draft.rule), draft.text if draft.kind is ReplyKind.ANSWERED else ""

    async def report(self, name: str, known: KnownAnswers, asked: Sequence[Asked]) -> None:
        """Print how many messages get an answer, by a way and at all, and how many the right."""
        asked = asked[:: self.every]
        ways, chosen = [], []
        for one in asked:
            read = await self.read(one.text)
            found = known.find(read, _NO_PRODUCTS)
            ways.append(found.answer.answer_id if found else "")
            chosen.append((await self.answer(known, read))[0])
        for row, got in (("a way of asking", ways), ("with the reader", chosen)):
            told = sum(map(bool, got))
            right = sum(one == each.right for one, each in zip(got, asked, strict=True) if one)
            print(f"{name}, {row}: {len(asked)} asked, {told} answered, {right} right:"
                  f" recall {right / len(asked):.3f}, precision {right / (told or 1):.3f}",
                  flush=True)  # fmt: skip

    async def show(self, name: str, known: KnownAnswers, asked: Iterable[str]) -> None:
        """Print the messages that get an answer."""
        each = list(dict.fromkeys(asked))[:: self.every]
        titles = {one.answer_id: one.ways[0].text for one in known.answers}
        lines = []
        for text in each:
            read = await self.read(text)
            found = known.find(read, _NO_PRODUCTS)
            got, _ = await self.answer(known, read)
            if found or got:
                how = found.way.text if found else f"(read) {titles[VerifiedId(got)]}"
                lines.append(f"    {text[:90]} | {how}")
        by_reader = sum("| (read)" in one for one in lines)
        print(f"{name}: {len(each)} messages, {len(lines) - by_reader} answered by a way of asking,"
              f" {by_reader} by the reader", *lines, sep="\n", flush=True)  # fmt: skip

    async def needs(self) -> KnownAnswers:
        """Return the needs of every shop's customers with the demo shop's answers to them."""
        told = []
        for one in load_needs(self.language):
            wordings = list(one.wordings)
            _, text = await self.answer(KnownAnswers((), {}), await self.read(wordings[0]))
            told += [(one.name, wordings, text)] if text else []
        return await self.known(told)


def stackfaq(data: Path) -> Iterator[tuple[str, list[str], str]]:
    """Yield each question with its paraphrases and its answer."""

    def walk(part: Any) -> Iterator[tuple[str, list[str], str]]:  # noqa: ANN401 - JSON
        if isinstance(part, list):
            for one in part:
                yield from walk(one)
        elif isinstance(part, dict) and "rephr" in part:
            others = [one for one in part["rephr"] if one and len(one) > 3]
            yield part["question"], others, (part["answer"] or ["Yes."])[0][:_CHARS]
        elif isinstance(part, dict):
            for one in part.values():
                yield from walk(one)

    yield from walk(json.loads((data / "stackfaq/stackExchange-FAQ.json").read_bytes()))


def cnil(data: Path) -> tuple[list[tuple[str, list[str], str]], list[Asked]]:
    """Return the titles of the pages with their texts, and the questions with the page expected."""
    base = data / "cnil_faq_fr/piaf-ml/clients/cnil/knowledge_base"
    pages = json.loads((base / "squad.json").read_bytes())["data"]
    asked = json.loads((base / "raw_and_preparation/epitca_perf_V2.json").read_bytes())
    each = {str(page["id"]): page for page in pages}  # some are there twice
    known = [
        (name, [str(page["title"])], str(page["paragraphs"][0]["context"])[:_CHARS])
        for name, page in each.items()
    ]
    return known, [
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


async def measure(data: Path, every: int) -> None:
    """Print the figures."""
    async with open_answer_parts(prepare()) as parts:
        knowledge = await parts.index.current()
        english, french = (
            Shop(parts=parts, knowledge=knowledge, language=one, every=every)
            for one in ("en", "fr")
        )
        faq = list(stackfaq(data))
        for more in (0, 3):
            known = await english.known(
                (f"q{at}", [question, *others[:more]], told)
                for at, (question, others, told) in enumerate(faq)
            )
            asked = [
                Asked(text=one, right=f"q{at}")
                for at, (_, others, _) in enumerate(faq)
                for one in others[more:]
            ]
            await english.report(f"stackfaq, {1 + more} ways each", known, asked)
        pages, questions = cnil(data)
        await french.report("cnil, 1 way each", await french.known(pages), questions)
        for shop in (english, french):
            needs = await shop.needs()
            if shop is english:
                await shop.show("clinc", needs, clinc(data))
            await shop.show(f"talks in {shop.language}", needs, talks(shop.language))


def main() -> None:
    """Read the arguments, and measure."""
    options = argparse.ArgumentParser()
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--every", type=int, default=1)
    given = options.parse_args()
    asyncio.run(measure(given.data, given.every))


if __name__ == "__main__":
    main()
