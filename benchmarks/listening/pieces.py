"""Requests in pieces: how many get one reply, and how long a whole question waits.

`python -m benchmarks.listening.pieces [--talks held_out fresh tuned]`

Each request of `talks_*.yml` is written several times, by people who type faster or slower and
start again sooner or later, all pieces within 6 s. The decision is the worker's own, with the
default settings, asked at the moments at which a worker asks it; the page tells of typing as the
widget does. Rules were tuned on `tuned`. `held_out` was written before any rule and read by nobody
since; `fresh` was written last, and no rule was changed for it. Waits are milliseconds beyond
an answer at once, which was what a single message got before anybody listened.

Beside them stand the questions of the shops in `tests/evals/unseen`, which customers ask whole.
"""

import argparse
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from assistant.conversation.conversation import Conversation
from assistant.conversation.event_base import Author, ReplyKind
from assistant.conversation.events import ConversationStarted, CustomerWrote, ReplyWritten
from assistant.conversation.ids import AccountId, ContactId, ConversationId, MessageId
from assistant.conversation.message import ChannelKind, Language
from assistant.messages.policy.patience import ListeningTimes
from benchmarks.harness.figures import percentile

TALKS = Path(__file__).parent
UNSEEN = Path(__file__).parents[2] / "tests/evals/unseen"
WITHIN_S = 6.0  # from the first piece to the last
TIMES = 20  # each request is written
TURN_S = 0.03  # an embedded turn, with its way through the queue
TELLS_EVERY_S = 2.0  # of typing, as the widget does
ONE_REPLY_GOAL = 0.95
WAIT_GOAL_MS = 150.0

_START = datetime(2026, 1, 1, tzinfo=UTC)
_ID = ConversationId("c1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """Hold when pieces are sent, and when the page tells of typing, in seconds."""

    texts: tuple[str, ...]
    sent_s: tuple[float, ...]
    typed_s: tuple[float, ...]  # as the server hears of it


@dataclass(slots=True)
class Tally:
    """Count what came of the requests of one kind."""

    requests: int = 0
    with_one_reply: int = 0
    waits_s: list[float] = field(default_factory=list)  # after the last piece

    def row(self, name: str) -> str:
        """Return a line of the table."""
        ordered = sorted(self.waits_s)
        p50, p90 = (1000 * percentile(ordered, share) for share in (0.5, 0.9))
        share = self.with_one_reply / self.requests
        return (
            f"  {name:<44} {self.requests:>5}   one reply {share:6.1%}"
            f"   waits p50 {p50:5.0f} ms   p90 {p90:5.0f} ms"
        )


def write(texts: Sequence[str], chance: random.Random) -> Writing:
    """Return how somebody writes these pieces: pauses before each, and a speed of their own."""
    per_s = min(max(chance.gauss(6.5, 1.5), 3.5), 11.0)  # characters
    starts, ends, at = [0.0], [0.0], 0.0
    for text in texts[1:]:
        starts.append(at + chance.lognormvariate(-0.7, 0.5))  # half a second, mostly
        at = starts[-1] + len(text) / per_s
        ends.append(at)
    scale = min(1.0, WITHIN_S / at) if at else 1.0
    typed: list[float] = []
    for start, end in zip(starts[1:], ends[1:], strict=True):
        told = start * scale
        while told < end * scale:
            typed.append(told + chance.uniform(0.02, 0.12))  # on its way
            told += TELLS_EVERY_S
    return Writing(
        texts=tuple(texts), sent_s=tuple(end * scale for end in ends), typed_s=tuple(typed)
    )


def replies(
    writing: Writing, patience: ListeningTimes, before: Conversation, *, tells: bool
) -> list[tuple[float, int]]:
    """Return when each reply is sent, and how many pieces were sent by then."""
    sent: list[tuple[float, int]] = []
    answered, asked_at = 0, writing.sent_s[0]
    while answered < len(writing.texts):
        there = sum(at <= asked_at for at in writing.sent_s)
        upcoming = writing.sent_s[there] if there < len(writing.sent_s) else None
        if there == answered and upcoming is not None:
            asked_at = upcoming
            continue
        typed = [at for at in writing.typed_s if at <= asked_at] if tells else []
        wait_s = patience.wait_s(
            _waiting(writing, before, answered, there),
            now=_at(asked_at),
            typed_at=_at(typed[-1]) if typed else None,
        )
        ends = asked_at + (wait_s or TURN_S)
        if upcoming is not None and upcoming <= ends:
            asked_at = upcoming
        elif wait_s:
            asked_at = ends
        else:
            sent.append((asked_at, there))
            answered = there
            asked_at = ends
    return sent


def _waiting(writing: Writing, before: Conversation, answered: int, there: int) -> Conversation:
    wrote = tuple(
        CustomerWrote(
            conversation_id=_ID,
            at=_at(writing.sent_s[number]),
            message_id=MessageId(f"m{number}"),
            text=writing.texts[number],
        )
        for number in range(answered, there)
    )
    return replace(before, unanswered=wrote)


def _at(seconds: float) -> datetime:
    return _START + timedelta(seconds=seconds)


def opened(channel: ChannelKind, language: Language, asked: str = "") -> Conversation:
    """Return a conversation whose last reply asks something, if `asked`."""
    started = ConversationStarted(
        conversation_id=_ID,
        at=_START - timedelta(minutes=2),
        channel=channel,
        account_id=AccountId("a"),
        contact_id=ContactId("c"),
        language=language,
    )
    reply = ReplyWritten(
        conversation_id=_ID,
        at=_START - timedelta(minutes=1),
        message_id=MessageId("r1"),
        author=Author.ASSISTANT,
        kind=ReplyKind.ASKED,
        text=asked,
        language=language,
        answers=(),
    )
    return Conversation.fold(_ID, (started, reply) if asked else (started,))


def requests(talks: Mapping[str, Any]) -> Iterator[tuple[str, Language, tuple[str, ...], str]]:
    """Yield each request: its kind, its language, its pieces and what the assistant asked."""
    languages: tuple[Language, ...] = ("fr", "en")
    for language in languages:
        of = talks[language]
        for pieces in of["pieces"]:
            yield "in pieces", language, tuple(pieces), ""
        for text in of["complete"]:
            mark = "with" if text.rstrip().endswith("?") else "without"
            yield f"whole, {mark} a question mark", language, (text,), ""
        for answer in of["answers"]:
            yield "answer to a question", language, (answer["said"],), answer["asked"]


def measure(name: str, channel: ChannelKind, patience: ListeningTimes) -> dict[str, Tally]:
    """Return what came of each kind of request of a file of talks, by language and together."""
    talks = yaml.safe_load((TALKS / f"talks_{name}.yml").read_text(encoding="utf-8"))
    chance, tallies = random.Random(1), dict[str, Tally]()
    for kind, language, pieces, asked in requests(talks):
        before = opened(channel, language, asked)
        for _ in range(TIMES if len(pieces) > 1 else 1):
            writing = write(pieces, chance)
            sent = replies(writing, patience, before, tells=channel is ChannelKind.WEBCHAT)
            for row in (kind, f"{kind}, {language}"):
                tally = tallies.setdefault(row, Tally())
                tally.requests += 1
                tally.with_one_reply += len(sent) == 1
                tally.waits_s.append(sent[-1][0] - writing.sent_s[-1])
    return tallies


def unseen(channel: ChannelKind, patience: ListeningTimes) -> dict[str, Tally]:
    """Return how long the questions of unseen shops wait, each asked by itself."""
    tallies: dict[str, Tally] = {}
    for file in sorted(UNSEEN.glob("*/questions.yml")):
        for question in yaml.safe_load(file.read_text(encoding="utf-8")):
            text = question["ask"]
            mark = "with" if text.rstrip().endswith("?") else "without"
            tally = tallies.setdefault(f"of unseen shops, {mark} a question mark", Tally())
            writing = Writing(texts=(text,), sent_s=(0.0,), typed_s=())
            ((at_s, _),) = replies(writing, patience, opened(channel, "en"), tells=False)
            tally.requests += 1
            tally.with_one_reply += 1
            tally.waits_s.append(at_s)
    return tallies


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    names = ("held_out", "fresh", "tuned")
    parser.add_argument("--talks", nargs="+", choices=names, default=("held_out", "fresh"))
    for name in parser.parse_args().talks:
        for channel in (ChannelKind.WEBCHAT, ChannelKind.WHATSAPP, ChannelKind.MESSENGER):
            print(f"  {channel.value}, {name.replace('_', ' ')}")
            for row, tally in sorted(measure(name, channel, ListeningTimes()).items()):
                print(tally.row(row))
    for channel in (ChannelKind.WEBCHAT, ChannelKind.WHATSAPP):
        print(f"  {channel.value}, whole questions of others")
        for row, tally in sorted(unseen(channel, ListeningTimes()).items()):
            print(tally.row(row))
    print(
        f"  goals: one reply for at least {ONE_REPLY_GOAL:.0%} of requests in pieces;"
        f" a whole question waits at most {WAIT_GOAL_MS:g} ms at the median"
    )


if __name__ == "__main__":
    main()
