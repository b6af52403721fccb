"""Scenarios and talks that the tests of rehearsals share."""

from datetime import UTC, datetime
from random import Random

from assistant.conversation.event_base import ReplyKind
from assistant.improvement.rehearsal.saved_scenario import (
    CustomerPart,
    SavedScenario,
    TalkExpectation,
)
from assistant.improvement.rehearsal.seen_reply import SeenExchange, SeenReply

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
DRAW = Random(1)  # noqa: S311  # repeatable


def scenario(
    expected: TalkExpectation | None = None, *, name: str = "s1", protected: bool = False
) -> SavedScenario:
    return SavedScenario(
        scenario_id=name,
        version=1,
        name=name,
        part=CustomerPart(opening="annulez la commande {order}"),
        expected=expected or TalkExpectation(),
        protected=protected,
        by="zoé",
        at=NOON,
    )


def exchange(
    said: str,
    *choices: str,
    kind: ReplyKind = ReplyKind.ASKED,
    told: str = "annulez la commande {order}",
    letters: tuple[str, ...] = (),
) -> SeenExchange:
    seen = SeenReply(text=said, kind=kind, choices=choices, letters=letters)
    return SeenExchange(wrote=(told,), told=(told,), seen=seen)
