"""A question is asked once, as it is written, and its one turn is told as it was."""

from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from assistant.conversation.event_base import Author, Reason, ReplyKind
from assistant.conversation.events import (
    ConversationEvent,
    HandoffRequested,
    ReplySuggested,
    ReplyWritten,
    TurnTaken,
)
from assistant.conversation.ids import MessageId
from assistant.improvement.rehearsal.played_talk import PlayedTalk
from assistant.improvement.rehearsal.rehearsal_player import RehearsalPlayer
from assistant.improvement.rehearsal.simulated_customer import Leaving
from assistant.messages.trials.trial import TrialMessage, TriedTurn
from assistant.messages.trials.turn_trace import MovedFact, TraceStep
from tests.unit.assistant.improvement.rehearsal.scenes import NOON, scenario
from tests.unit.assistant.messages.turning import CID

ASKED = replace(scenario(), part=replace(scenario().part, opening="delai ?", once=True))
MOVED = MovedFact(move="Reply", wishes=("cancel_order",), rule="", text="", events=())
SHOWN = ReplySuggested(
    conversation_id=CID,
    at=NOON,
    suggestion_id=MessageId("s1"),
    kind=ReplyKind.ANSWERED,
    text="Vous avez 30 jours.",
    language="fr",
    answers=(),
    rule="topic_returns",
    role="agent",
)


def reply(kind: ReplyKind = ReplyKind.ANSWERED, reason: Reason | None = None) -> ReplyWritten:
    return ReplyWritten(
        conversation_id=CID,
        at=NOON,
        message_id=MessageId("r1"),
        author=Author.ASSISTANT,
        kind=kind,
        text="On regarde.",
        language="fr",
        answers=(),
        reason=reason,
    )


def taken(decision: str) -> TurnTaken:
    return TurnTaken(
        conversation_id=CID,
        at=NOON,
        answers=(),
        intent="affirm",
        confidence=0.9,
        language="fr",
        decision=decision,
        rule="r",
        latency_ms=1.0,
    )


@dataclass
class Said:
    """Trials of one turn, that note what is asked."""

    turn: TriedTurn
    heard: tuple[str, ...] = ()

    async def take(self, message: TrialMessage) -> TriedTurn:
        self.heard += (message.text,)
        return self.turn


async def played(*events: ConversationEvent, moved: MovedFact | None = None) -> PlayedTalk:
    turn = TriedTurn(
        events=events,
        followed=events,
        receipts=(),
        steps=(TraceStep(fact=moved, began_ms=0.0, ms=1.0),) if moved else (),
        codes=(),
        baskets=0,
        at=NOON,
        ms=7.0,
    )
    said: Any = Said(turn)
    player = RehearsalPlayer(
        trials=said, asked=said, pool=None, day=NOON, zone=ZoneInfo("Europe/Paris")
    )
    talk = await player.play(ASKED)
    assert said.heard == ("delai ?",)
    return talk


async def test_is_not_said_again_where_nothing_comes_of_it() -> None:
    talk = await played(reply(ReplyKind.ABSTAINED))

    assert (talk.left, talk.broken, talk.about_customer) == (Leaving.GAVE_UP, "", False)


async def test_is_answered_by_what_a_person_sees_first() -> None:
    talk = await played(SHOWN, reply())

    assert (talk.turns[0].said, talk.turns[0].kind) == ("Vous avez 30 jours.", "answered")


async def test_goes_to_a_person() -> None:
    asked = HandoffRequested(
        conversation_id=CID, at=NOON, reason=Reason.ANGER, rule="anger", messages=()
    )

    assert (await played(asked, reply(ReplyKind.HANDED_OFF))).person


async def test_breaks_off_where_the_assistant_failed() -> None:
    talk = await played(reply(ReplyKind.HANDED_OFF, Reason.ASSISTANT_FAILED))

    assert talk.broken == "assistant_failed"


@pytest.mark.parametrize(
    ("decision", "move", "opens"),
    [
        ("Operate", "Reply", ("cancel_order", "affirm")),
        ("Operate", "NotAnOperation", ()),
        ("Answer", "Reply", ()),
    ],
)
async def test_opens_an_operation(decision: str, move: str, opens: tuple[str, ...]) -> None:
    talk = await played(taken(decision), reply(), moved=replace(MOVED, move=move))

    assert talk.turns[0].opens == opens
