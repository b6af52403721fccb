"""Put together what the desk does by itself, in a worker: it needs the assistant's turn."""

from assistant.app.compose.clock import SystemClock
from assistant.app.compose.people_desk import assemble_desk
from assistant.app.compose.process_parts import Parts
from assistant.desk.handoff.desk_attending import AbsenceNotices
from assistant.desk.queue.dispatch import Dispatch
from assistant.desk.reply_mail import ReplyMail
from assistant.desk.desk_nudges import FanoutNudges
from assistant.desk.queue.outlook_lookup import DeskOutlooks
from assistant.desk.rounds import Round, Rounds
from assistant.desk.queue.waiting_watch import WaitingWatch
from assistant.kit.assistant_duty import Duty
from assistant.messages.turn import Turn

_DUTY_S = 30.0
_DISPATCH_S = 1.0  # a few indexed queries; a customer waits
_WATCH_S = 15.0
_MAILING_S = 10.0


def attending(turn: Turn, outlooks: DeskOutlooks) -> AbsenceNotices:
    """Return the assistant's turn, with what is said for people beside it."""
    return AbsenceNotices(
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
    watch = WaitingWatch(
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
    mailing = ReplyMail(
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
