"""What a real, weak model writes, and what of it reaches customers.

    python -m benchmarks.model.model_writing [--questions N] [--keep FILE]
        [--base-url URL --name NAME]

Questions about the demo shop go through search and composing as always; what is answered is put
into the words of llama.cpp's server with the smallest chat model there is, or of the model given.
Every sentence passes the guard. What would be sent is then audited by other means than the
guard's: every number, weekday, month, address and link in it has to stand in the evidence as text.

`--keep` has what the model wrote. A run that was stopped goes on from it, and another guard is
tried on it without the model.
"""

import argparse
import asyncio
import json
import re
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from assistant.answers.writing.answer_cache import AnswerCache
from assistant.answers.writing.model_writer import ModelWriter
from assistant.answers.writing.wording_prompt import Voice, ask_for_words

from assistant.answers.composing.composer import Composer
from assistant.answers.reply_draft import Draft
from assistant.app.compose.answer_engine import Engine, open_engine
from assistant.app.compose.shop_profile import DEMO
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ModelUsed, SentenceJudged
from assistant.conversation.ids import ConversationId
from assistant.kit.model.model_budget import Prices
from assistant.kit.model.ports import (
    Completed,
    Completion,
    Finish,
    ModelError,
    TextDelta,
    Usage,
)
from assistant.understanding.types import ReadingContext, Understanding
from benchmarks.harness.machine import describe
from benchmarks.harness.questions import ask_about
from benchmarks.harness.shop import prepare
from integrations.services.openai.chat_endpoint import OpenAIChat
from retrieval.catalogue.catalogue_reader import read_paths
from tests.support.memory.language_model import MemoryModel
from tests.support.processes.llama_server import NAME, serve_chat

_FLOOR = 0.5
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\w+")
_DATES = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|"
    r"dimanche)\b|\b(?:january|february|april|june|july|august|september|october|november|december|"
    r"janvier|février|avril|juin|juillet|août|septembre|octobre|novembre|décembre)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one question."""

    text: str  # the question
    said: str  # what would be sent
    outcome: str
    kept: int
    rules: tuple[str, ...]  # of sentences that were dropped
    dropped: tuple[str, ...]  # the sentences
    unsupported: tuple[str, ...]  # of what would be sent, by the audit


def audit(said: str, evidence: Sequence[str]) -> Iterator[str]:
    """Yield what `said` states in figures, dates and addresses that the evidence does not write."""
    stands = " ".join(evidence).lower().replace("\u00a0", " ").replace("\u202f", " ")
    numbers = {_plain(one) for one in _NUMBER.findall(stands)}
    for number in _NUMBER.findall(said):
        if _plain(number) not in numbers:
            yield number
    for pattern in (_ADDRESS, _DATES):
        yield from (one for one in pattern.findall(said) if one.lower().rstrip(".,") not in stands)


def _plain(number: str) -> str:
    whole, _, part = number.replace(",", ".").partition(".")
    return f"{whole}.{part.rstrip('0')}".rstrip(".")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What questions are asked with."""

    engine: Engine
    chat: OpenAIChat
    voice: Voice
    tokens: int
    raw: dict[str, str]  # what the model wrote before, by question

    async def ask(self, question: str, keep: Path | None) -> Outcome | None:
        """Return what comes of a question; None: nothing is answered that could be worded."""
        knowledge = await self.engine.turn.index.current()
        searcher = knowledge.searcher
        understanding = await self.engine.turn.reader.read(
            question, ReadingContext(vocabulary=searcher.vocabulary, language=None)
        )
        composer = Composer(searcher=searcher, limit=self.engine.parts.settings.search.limit)
        draft = await composer.compose(understanding, floor=_FLOOR)
        if not draft.grounds:
            return None
        if question not in self.raw:
            self.raw[question] = await self._write(understanding, draft)
            if keep:
                _append(keep, question, self.raw[question])
        written = await self._writer(self.raw[question]).write(
            Conversation(conversation_id=ConversationId(uuid4().hex)),
            understanding,
            draft,
            names=knowledge.names,
            version=searcher.version,
            aloud=False,
        )
        return _outcome(question, written.draft, written.events)

    async def _write(self, understanding: Understanding, draft: Draft) -> str:
        request = ask_for_words(
            understanding.text,
            draft.grounds,
            voice=self.voice,
            language=draft.language,
            max_tokens=self.tokens,
        )
        said = ""
        with suppress(ModelError):  # what was said before that stands
            async for part in self.chat.stream(request):
                said += part.text if isinstance(part, TextDelta) else ""
        return said

    def _writer(self, raw: str) -> ModelWriter:
        end = Completed(finish=Finish.STOP, usage=Usage(), model="", endpoint="")
        return ModelWriter(
            model=MemoryModel(lambda _: Completion(text=raw, end=end)),
            voice=self.voice,
            cache=AnswerCache(0),
            clock=self.engine.turn.clock,
            likeness=self.engine.parts.likeness,
        )


def _outcome(question: str, draft: Draft, events: Sequence[object]) -> Outcome | None:
    used = next((event for event in events if isinstance(event, ModelUsed)), None)
    if used is None:
        return None
    judged = [event for event in events if isinstance(event, SentenceJudged) and event.rule]
    return Outcome(
        text=question,
        said=draft.text,
        outcome=used.outcome,
        kept=used.kept,
        rules=tuple(one.rule for one in judged),
        dropped=tuple(one.text for one in judged),
        unsupported=tuple(audit(draft.text, (*draft.evidence, *draft.urls))),
    )


@asynccontextmanager
async def served(options: argparse.Namespace) -> AsyncIterator[str]:
    """Yield the address of a model: the one given, or a weak one's that is started here."""
    if options.base_url or options.kept_only:
        yield options.base_url or "http://127.0.0.1:9/v1"
        return
    with tempfile.TemporaryDirectory() as folder, serve_chat(Path(folder) / "log") as url:
        yield url


async def run(options: argparse.Namespace) -> list[Outcome]:
    """Ask until there are as many answers as wanted, or as were kept."""
    done: list[Outcome] = []
    raw = dict(_read(options.keep)) if options.keep else {}
    settings = prepare(options.data_dir)
    async with open_engine(settings) as engine, served(options) as url:
        chat = OpenAIChat(
            base_url=url, model=options.name, api_key="none", prices=Prices(), timeout_s=300.0
        )
        voice = Voice(shop=engine.turn.shop.name, form=options.form)
        bench = Bench(engine=engine, chat=chat, voice=voice, tokens=options.tokens, raw=raw)
        for question in ask_about(read_paths([DEMO])):
            if len(done) >= options.questions:
                break
            if options.kept_only and question.text not in raw:
                continue
            if outcome := await bench.ask(question.text, options.keep):
                done.append(outcome)
        await chat.close()
    return done


def _append(keep: Path, question: str, raw: str) -> None:
    with keep.open("a") as lines:
        lines.write(json.dumps({"text": question, "raw": raw}, ensure_ascii=False) + "\n")


def _read(keep: Path) -> Iterator[tuple[str, str]]:
    for line in keep.read_text().splitlines():
        one = json.loads(line)
        yield one["text"], one["raw"]


def report(done: Sequence[Outcome], *, took_s: float) -> None:
    """Print what came of it."""
    outcomes = Counter(one.outcome for one in done)
    rules = Counter(rule for one in done for rule in one.rules)
    kept, dropped = sum(one.kept for one in done), sum(rules.values())
    bad = [one for one in done if one.unsupported]
    print(f"{len(done)} answered questions in {took_s:.0f} s of this run")
    print(f"sentences: {kept + dropped} written, {kept} kept, {dropped} dropped")
    for rule, count in rules.most_common():
        print(f"    {count:>5}  {rule}")
    print("answers:", ", ".join(f"{count} {name}" for name, count in outcomes.most_common()))
    print(f"unsupported figures, dates, links that would be sent (goal 0): {len(bad)}")
    for one in bad:
        print("   ", one.unsupported, "in", one.said)


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=1000)
    parser.add_argument("--keep", type=Path, default=None, help="file of outcomes, to go on from")
    parser.add_argument("--data-dir", type=Path, default=None, help="that has the encoder")
    parser.add_argument("--base-url", default="")
    parser.add_argument("--name", default=NAME)
    parser.add_argument("--kept-only", action="store_true", help="ask nothing that is not kept")
    parser.add_argument("--examples", type=int, default=0, help="of answers, to be printed")
    parser.add_argument("--form", default="text", choices=("text", "json"))
    parser.add_argument("--tokens", type=int, default=60, help="of one answer")
    options = parser.parse_args()
    if options.keep:
        options.keep.touch()
    print(describe())
    started = time.monotonic()
    done = asyncio.run(run(options))
    report(done, took_s=time.monotonic() - started)
    for one in done[: options.examples]:
        print(f"\n> {one.text}\n< ({one.outcome}) {one.said}")
        print(
            *(f"  - {rule}: {text}" for rule, text in zip(one.rules, one.dropped, strict=True)),
            sep="\n",
        )


if __name__ == "__main__":
    main()
