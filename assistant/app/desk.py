"""Put together what has people take over: the desk, its rounds, what is said of the wait."""

import math
from dataclasses import dataclass

from assistant.app.clock import SystemClock
from assistant.app.parts import Parts
from assistant.commerce.ports import Customers
from assistant.conversation.conversation import Conversation
from assistant.conversation.event import Reason
from assistant.conversation.message import Language
from assistant.desk.attending import Attending
from assistant.desk.dispatch import Dispatch
from assistant.desk.mailing import ReplyMailing
from assistant.desk.nudges import FanoutNudges
from assistant.desk.outlooks import DeskOutlooks
from assistant.desk.rounds import Round, Rounds
from assistant.desk.service import Desk
from assistant.desk.watch import Watch
from assistant.duty import Duty
from assistant.handoff.rules import load_desk_rules
from assistant.settings import Settings
from assistant.turn import Turn
from integrations.webchat.parts import Wait

_DUTY_S = 30.0
_DISPATCH_S = 1.0  # a few indexed queries; a customer waits
_WATCH_S = 15.0
_MAILING_S = 10.0


def assemble_outlooks(
    settings: Settings, parts: Parts, customers: Customers | None
) -> DeskOutlooks | None:
    """Return what knows how long people take; None: nobody takes over here.

    Raises:
        DeskFileError: the rules of the desk cannot be used.
    """
    if settings.helpdesk.kind == "none":
        return None
    return DeskOutlooks(
        rules=load_desk_rules(settings.helpdesk.file),
        cases=parts.cases,
        agents=parts.directory,
        presence=parts.broker.agents if settings.helpdesk.kind == "builtin" else None,
        waits=parts.broker.waits,
        clock=SystemClock(),
        customers=customers,
    )


def assemble_desk(parts: Parts, *, default_language: Language = "fr") -> Desk:
    """Return what every change that people make goes through."""
    return Desk(
        events=parts.log,
        queue=parts.broker.queue,
        fanout=parts.broker.fanout,
        clock=SystemClock(),
        cases=parts.cases,
        default_language=default_language,
        waits=parts.broker.waits,
    )


def attending(turn: Turn, outlooks: DeskOutlooks) -> Attending:
    """Return the assistant's turn, with what is said for people beside it."""
    return Attending(
        turn=turn,
        outlooks=outlooks,
        clock=turn.clock,
        default_language=turn.default_language,
    )


def assemble_rounds(parts: Parts, turn: Turn, outlooks: DeskOutlooks) -> Rounds:
    """Return what the desk does by itself, in one worker of many."""
    clock = SystemClock()
    desk = assemble_desk(parts, default_language=turn.default_language)
    nudges = FanoutNudges(parts.broker.fanout)
    dispatch = Dispatch(
        rules=outlooks.rules,
        cases=parts.cases,
        events=parts.log,
        desk=desk,
        agents=parts.directory,
        presence=parts.broker.agents,
        nudges=nudges,
        clock=clock,
    )
    watch = Watch(
        rules=outlooks.rules,
        cases=parts.cases,
        events=parts.log,
        desk=desk,
        attending=attending(turn, outlooks),
        outlooks=outlooks,
        nudges=nudges,
        once_each=parts.broker.used,
        clock=clock,
    )
    mailing = ReplyMailing(
        cases=parts.cases,
        events=parts.log,
        outlooks=outlooks,
        customers=parts.broker.customers,
        spool=parts.spool,
        clock=clock,
    )
    of_mail = Round(name="mailing", every_s=_MAILING_S, go=mailing.once)
    of_people = (
        Round(name="dispatch", every_s=_DISPATCH_S, go=dispatch.once),
        Round(name="watch", every_s=_WATCH_S, go=watch.once),
    )
    # Another helpdesk asks its own people.
    ours = outlooks.presence is not None
    return Rounds(
        duty=Duty(leases=parts.broker.leases, name="desk.rounds", for_s=_DUTY_S),
        rounds=(*of_people, of_mail) if ours else (of_mail,),
    )


@dataclass(frozen=True, slots=True)
class PageWaits:
    """`Waits` of the web chat's pages."""

    outlooks: DeskOutlooks

    async def wait(self, conversation: Conversation) -> Wait:
        handoff = conversation.ownership.handoff
        reason = handoff.reason if handoff else Reason.CHOSEN
        outlook = await self.outlooks.outlook(conversation, reason)
        if outlook.is_absent:
            return Wait(opens_at=outlook.next_opening)
        expected = outlook.expected_wait
        minutes = None if expected is None else max(1, math.ceil(expected.total_seconds() / 60))
        return Wait(position=outlook.position, minutes=minutes)
