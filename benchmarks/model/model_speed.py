"""What a language model adds to an answer: time to the first sentence, the guard, failures, cost.

`python -m benchmarks.model.model_speed [--data-dir DIR]`

- First sentence: from the moment a scripted endpoint has sent the last piece of it, over real HTTP,
  to the moment it is handed to the page. Goal: 50 ms at the 95th percentile.
- Guard: one sentence against the evidence of one answer.
- Failures: every way in which an endpoint fails, with the time-outs of the settings divided by ten;
  goal: the shop's own words within the total time-out.
- A day: questions of `tests/evals/dev`, drawn as customers ask (a few often, most seldom), in their
  spelling; what the answers cost by the prices given, and how many were not asked again.
"""

import argparse
import asyncio
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr
from dataclasses import dataclass, field, replace
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import yaml
from assistant.answers.guard.sentence_judge import Basis, Sentence, judge
from assistant.answers.writing.answer_cache import AnswerCache
from assistant.answers.writing.model_writer import ModelWriter
from assistant.answers.writing.wording_prompt import Voice
from assistant.answers.writing.writing_account import WrittenDraft
from tests.unit.assistant.answers.writing.test_failures import failures
from tests.unit.assistant.answers.writing.writing import DRAFT, FIRST, SECOND, write, writer

from assistant.answers.guard.draft_review import KnownProductNames
from assistant.answers.reply_draft import Draft
from assistant.app.compose.answer_engine import Engine, open_engine
from assistant.app.processes.process_logs import configure
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import CustomerWrote, ModelUsed
from assistant.conversation.ids import ConversationId, MessageId
from assistant.kit.model.failover import FailoverModel, ModelLimits
from assistant.kit.model.model_budget import Prices
from assistant.kit.model.ports import Completed, Completion, Finish, Request, Usage
from assistant.kit.settings.system_settings import ModelSettings
from assistant.understanding.types import Understanding
from benchmarks.harness.figures import Spread
from benchmarks.harness.machine import describe
from benchmarks.harness.shop import prepare
from retrieval.text.sentence_split import split
from tests.support.memory.language_model import MemoryModel
from tests.support.simulators.model.personas import sentences
from tests.support.simulators.model.requests import client
from tests.support.simulators.model.script import Said
from tests.support.simulators.model.server import ModelServer

_EVALS = Path(__file__).parents[2] / "tests" / "evals" / "dev"
_GOAL_MS = 50.0
_FASTER = 10
_CHARS = 4  # of a token
_MESSAGES = 1000
_GREETINGS = ("", "", "", "Hello, ", "Bonjour, ", "hi! ")
_TEXT = sentences(
    (1, "30 days from delivery.", FIRST), (1, "Returns are free from mainland France.", SECOND)
)


@dataclass
class Stopwatch:
    """A `Speaker` that keeps when it was told something."""

    at: list[float] = field(default_factory=list)

    async def say(self, conversation: Conversation, text: str) -> bool:
        del conversation, text
        self.at.append(time.perf_counter())
        return True


async def first_sentences(count: int) -> list[float]:
    """Return the seconds from an endpoint's first sentence to the page, many times."""
    ends_with = -(-(_TEXT.index("}") - 1) // 12)  # the chunk that has the last quotation mark
    taken = []
    async with ModelServer().serve() as server, client(server) as chat:
        for _ in range(count):
            sent: list[float] = []
            watch = Stopwatch()
            server.script = [Said(text=_TEXT, sent=sent)]
            model = FailoverModel([chat], limits=ModelLimits())
            await write(replace(writer(model), speaker=watch))
            taken.append(watch.at[0] - sent[ends_with - 1])
    return taken[5:]


def guard(count: int) -> list[float]:
    """Return the seconds that the guard looks at one sentence."""
    basis = Basis(
        grounds=DRAFT.grounds,
        language="en",
        shop="Brisemare",
        secrets=(Voice(shop="Brisemare").canary,),
        instructions=Voice(shop="Brisemare").instructions("en"),
    )
    taken = []
    for number in range(count):
        text = f"You have {30 + number % 40} days from delivery to return item {number}."
        started = time.perf_counter()
        judge(Sentence(text=text, source=1, quote="30 days from delivery."), basis)
        taken.append(time.perf_counter() - started)
    return taken[5:]


async def fallbacks() -> dict[str, float]:
    """Return how many seconds each failure takes, and check what is left."""
    chosen = ModelSettings()
    limits = ModelLimits(
        first_word_s=chosen.first_word_s / _FASTER, total_s=chosen.total_s / _FASTER, pause_s=0.02
    )
    taken = {}
    for name in failures():
        failing, _ = failures()[name]
        async with ModelServer(persona=_always(failing)).serve() as server, client(server) as chat:
            started = time.perf_counter()
            written = await write(writer(FailoverModel([chat], limits=limits)))
            taken[name] = time.perf_counter() - started
            assert written.draft is DRAFT
            for waits in (failing.before, failing.first, failing.stall):
                if waits is not None:
                    waits.set()  # the server ends with nothing in hand
    return taken


def _always(said: Said) -> Any:  # noqa: ANN401  # a persona
    return lambda _: said


class Repeating:
    """A `Writer` whose model says what the shop's own answer says, as one that errs in nothing."""

    def __init__(self, engine: Engine, prices: Prices) -> None:
        self._prices = prices
        self._body, self._language = "", "en"
        self._writer = ModelWriter(
            model=MemoryModel(self._answer),
            voice=Voice(shop=engine.turn.shop.name),
            cache=AnswerCache(ModelSettings().cache),
            clock=engine.turn.clock,
            likeness=engine.parts.likeness,
        )

    async def write(
        self,
        conversation: Conversation,
        understanding: Understanding,
        draft: Draft,
        *,
        names: KnownProductNames,
        version: str,
        aloud: bool,
    ) -> WrittenDraft:
        self._body, self._language = draft.body, draft.language
        return await self._writer.write(
            conversation, understanding, draft, names=names, version=version, aloud=aloud
        )

    def _sentences(self) -> Iterator[str]:
        """Yield what the shop's own answer says, sentence by sentence."""
        for line in self._body.splitlines():
            for start, end in split(line, self._language):
                yield line[start:end]

    def _answer(self, request: Request) -> Completion:
        said = [one for one in self._sentences() if one.strip()]
        text = sentences(*((1, "", one.strip(" •\n")) for one in said[:3]))
        system, user = (len(one.text) // _CHARS for one in request.messages)
        quotes = len(self._body) // _CHARS  # that a model would have written
        used = Usage(prompt=system + user, cached=system, completion=len(text) // _CHARS + quotes)
        priced = replace(used, cost=self._prices.of(used))
        end = Completed(finish=Finish.STOP, usage=priced, model="m", endpoint="e")
        return Completion(text=text, end=end)


async def day(engine: Engine, prices: Prices) -> tuple[Counter[str], list[ModelUsed]]:
    """Return what came of a day's messages, and what the model was used for."""
    turn = replace(engine.turn, writer=Repeating(engine, prices))
    outcomes: Counter[str] = Counter()
    uses = []
    for text in _messages():
        cid = ConversationId(uuid4().hex)
        wrote = CustomerWrote(
            conversation_id=cid,
            at=turn.clock.now(),
            message_id=MessageId(uuid4().hex),
            text=text,
        )
        events = await turn.take(Conversation(conversation_id=cid).after(wrote))
        mine = [event for event in events if isinstance(event, ModelUsed)]
        outcomes[mine[0].outcome if mine else "not worded"] += 1
        uses += mine
    return outcomes, uses


def _messages() -> Sequence[str]:
    """Return a day's messages: the nth question is asked 1/n times as often as the first."""
    chance = random.Random(2026)  # the same day every time
    pool = [
        one["ask"]
        for name in ("en", "fr", "more", "products")
        for one in yaml.safe_load((_EVALS / f"{name}.yml").read_text(encoding="utf-8"))
        if isinstance(one["ask"], str)
    ]
    chance.shuffle(pool)
    weights = [1 / rank for rank in range(1, len(pool) + 1)]
    return [_spelled(one, chance) for one in chance.choices(pool, weights, k=_MESSAGES)]


def _spelled(text: str, chance: random.Random) -> str:
    said = chance.choice(_GREETINGS) + text
    if chance.random() < 0.3:  # of customers who write so
        said = said.lower()
    return said.rstrip(" ?") if chance.random() < 0.3 else said  # the same


def report_day(outcomes: Counter[str], uses: Sequence[ModelUsed]) -> None:
    """Print what a day cost."""
    worded = sum(count for name, count in outcomes.items() if name != "not worded")
    cost = sum((one.cost for one in uses), Decimal(0))
    print(
        f"a day of {_MESSAGES} messages:",
        ", ".join(f"{n} {name}" for name, n in outcomes.most_common()),
    )
    print(f"  from the cache: {outcomes['cached'] / max(1, worded):.0%} of the worded answers")
    print(f"  cost {cost:.4f} a day, {cost / max(1, worded) * 1000:.3f} per 1,000 worded answers")


async def run(options: argparse.Namespace) -> None:
    """Measure everything and print it."""
    if not options.only_day:
        await speeds(options.count)
    prices = Prices(read=options.read, cached=options.cached, written=options.written)
    async with open_engine(prepare(options.data_dir)) as engine:
        report_day(*await day(engine, prices))


async def speeds(count: int) -> None:
    """Measure what takes time, and print it."""
    silent = StringIO()
    with redirect_stderr(silent):
        configure(human=True)
        first = Spread.of(await first_sentences(count))
        judged = Spread.of(guard(count))
        failed = await fallbacks()
    print(first.row("first sentence, from endpoint to page"), f"  goal {_GOAL_MS:.0f} ms")
    print(judged.row("guard, one sentence"))
    total_s = ModelSettings().total_s / _FASTER
    print(f"failures, total time-out {total_s:.1f} s:")
    for name, seconds in failed.items():
        print(f"  {name:<40} {seconds:6.2f} s", "" if seconds <= total_s else "  LATE")


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path, default=None, help="that has the encoder")
    parser.add_argument("--only-day", action="store_true")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--read", type=Decimal, default=Decimal("0.15"), help="of a million tokens")
    parser.add_argument("--cached", type=Decimal, default=Decimal("0.075"))
    parser.add_argument("--written", type=Decimal, default=Decimal("0.60"))
    options = parser.parse_args()
    print(describe())
    asyncio.run(run(options))


if __name__ == "__main__":
    main()
