"""Measure replies on the development questions.

    python -m benchmarks.quality.answer_quality --help

The questions of tests/evals/dev are there to choose weights and floors on. A hash puts each into
one of two halves: choose on `fit`, and look at `check` only to see whether that held.
"""

import argparse
import asyncio
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from assistant.app.compose.answer_engine import Engine, open_engine
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import CustomerWrote, Reason, ReplyKind, ReplyWritten, TurnTaken
from assistant.conversation.ids import ConversationId, MessageId
from assistant.kit.settings.settings import load
from assistant.kit.settings.shop_settings import ShopSettings

SETS = Path(__file__).parents[2] / "tests" / "evals" / "dev"
LONGEST = 450
"""Characters that a reply may have: about what a phone shows without scrolling."""


class Asking(BaseModel):
    """A question, or a conversation whose last turn is judged, and what a right reply is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ask: str | tuple[str, ...]
    says: tuple[str, ...] = ()  # any of these stands in the reply or its cards
    all: tuple[str, ...] = ()  # all of these do
    source: tuple[str, ...] = ()  # any of these stands in the first source's address
    cards: tuple[str, ...] = ()  # any of these products is among the first three; "any": whichever
    silent: bool = False  # nothing in the shop answers
    topic: str = ""  # the page that it is about, in part or wholly; empty: each for itself
    reason: Reason | None = None  # of not answering
    half: Literal["fit", "check"] | None = None  # filled in by `read_sets`

    @property
    def turns(self) -> tuple[str, ...]:
        return (self.ask,) if isinstance(self.ask, str) else self.ask


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A question and the reply to its last turn."""

    asking: Asking
    reply: ReplyWritten
    rule: str

    @property
    def abstained(self) -> bool:
        return self.reply.kind is not ReplyKind.ANSWERED

    @property
    def first(self) -> str:
        """Return the address of the first source; empty without one."""
        return self.reply.sources[0].url if self.reply.sources else ""

    @property
    def right(self) -> bool:
        """Whether the reply is what the set asks for."""
        asking, reply = self.asking, self.reply
        if asking.silent or self.abstained:
            fits = asking.reason in {None, reply.reason}
            small_talk = reply.kind is ReplyKind.SMALL_TALK
            return asking.silent and self.abstained and fits and not small_talk
        cards = [f"{c.title} {c.subtitle} {c.price} {c.availability}" for c in reply.cards]
        shown = _folded(reply.text, *cards)
        ids = {c.product_id for c in reply.cards[:3]} | ({"any"} if reply.cards else set())
        return (
            len(reply.text) <= LONGEST
            and (not asking.says or any(_folded(part) in shown for part in asking.says))
            and all(_folded(part) in shown for part in asking.all)
            and (not asking.source or any(part in self.first for part in asking.source))
            and (not asking.cards or bool(ids & set(asking.cards)))
        )


def read_sets(files: Sequence[Path]) -> list[Asking]:
    """Read question files; every question gets its half."""
    adapter = TypeAdapter(list[Asking])
    read = (a for f in files for a in adapter.validate_python(yaml.safe_load(f.read_text("utf-8"))))
    return [asking.model_copy(update={"half": _half(asking)}) for asking in read]


async def converse(engine: Engine, turns: Sequence[str]) -> tuple[ReplyWritten, str]:
    """Write `turns` one after the other; return the last reply and the rule that made it."""
    conversation = Conversation(conversation_id=ConversationId("measured"))
    rule = ""
    for number, text in enumerate(turns):
        wrote = CustomerWrote(
            conversation_id=conversation.conversation_id,
            at=engine.turn.clock.now(),
            message_id=MessageId(str(number)),
            text=text,
        )
        conversation = conversation.after(wrote)
        for event in await engine.turn.take(conversation):
            conversation = conversation.after(event)
            rule = f"{event.intent} {event.rule}" if isinstance(event, TurnTaken) else rule
    if conversation.last_reply is None:
        msg = f"no reply to {turns}"
        raise RuntimeError(msg)
    return conversation.last_reply, rule


def measures(given: Sequence[Given]) -> dict[str, float | int]:
    """Return counts, and rates in [0, 1]."""
    asked = [g for g in given if not g.asking.silent]
    silent = [g for g in given if g.asking.silent]
    abstained = [g for g in given if g.abstained]
    return {
        "answerable": len(asked),
        "answered_right": sum(g.right for g in asked) / max(1, len(asked)),
        "answered_wrong": sum(not g.right and not g.abstained for g in asked) / max(1, len(asked)),
        "silent": len(silent),
        "abstained_right": sum(g.right for g in silent) / max(1, len(silent)),
        "abstention_precision": sum(g.asking.silent for g in abstained) / max(1, len(abstained)),
        "blocked": sum("blocked" in g.rule for g in given),
        "conflicting": sum(g.reply.reason is Reason.CONFLICTING for g in given),
    }


def lines(given: Sequence[Given], *, every: bool) -> Iterator[str]:
    """Write replies to read: the wrong ones, or all."""
    for g in given:
        if every or not g.right:
            r = g.reply
            source = g.first.rsplit("/", 1)[-1] or "-"
            yield f"{'ok ' if g.right else 'BAD'} {' // '.join(g.asking.turns)}"
            text = r.text.replace("\n", " / ")
            yield f"      [{r.kind} {r.reason or ''} {g.rule} {source}] {text}"
            for c in r.cards:
                yield f"        # {c.title} | {c.subtitle} | {c.price} | {c.availability}"
            if r.quick_replies:
                yield f"        > {' | '.join(r.quick_replies)}"


def _half(asking: Asking) -> Literal["fit", "check"]:
    """Return the half of a question: that of its topic, so that no page is in both."""
    key = asking.topic or "\n".join(asking.turns)
    return "fit" if sha256(key.encode()).digest()[0] % 2 else "check"


def _folded(*texts: str) -> str:
    return " ".join(" ".join(texts).lower().split())


async def _run(arguments: argparse.Namespace) -> list[Given]:
    settings = load(data_dir=arguments.data, shop=ShopSettings(file=arguments.shop))
    askings = read_sets(arguments.sets or sorted(SETS.glob("*.yml")))
    async with open_engine(settings) as engine:
        given = []
        for asking in askings:
            reply, rule = await converse(engine, asking.turns)
            given.append(Given(asking=asking, reply=reply, rule=rule))
    return given


def main() -> None:
    """Ask everything and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the shop's index")
    parser.add_argument("--shop", type=Path, default=None, help="shop.yaml")
    parser.add_argument("--show", choices=["wrong", "all", "none"], default="wrong")
    parser.add_argument("--half", choices=["fit", "check"], help="show only these replies")
    parser.add_argument("sets", nargs="*", type=Path, help="question files; tests/evals/dev")
    arguments = parser.parse_args()
    started = time.perf_counter()
    given = asyncio.run(_run(arguments))
    shown = [g for g in given if arguments.half in {None, g.asking.half}]
    if arguments.show != "none":
        sys.stdout.writelines(f"{line}\n" for line in lines(shown, every=arguments.show == "all"))
    for name, part in (
        ("fit", [g for g in given if g.asking.half == "fit"]),
        ("check", [g for g in given if g.asking.half == "check"]),
        ("all", given),
    ):
        figures = {k: round(v, 3) for k, v in measures(part).items()}
        sys.stdout.write(f"{name}: {figures}\n")
    kinds = Counter(f"{g.reply.kind} {g.reply.reason or ''}".strip() for g in given)
    sys.stdout.write(f"{dict(kinds)}, {time.perf_counter() - started:.1f} s\n")


if __name__ == "__main__":
    main()
