"""Assemble the duties that only a worker has.

It writes with the model, keeps the desk's rounds and does the copilot's work.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from assistant.app.compose.assistant_turn import AnswerParts
from assistant.app.compose.local_installation import SystemClock
from assistant.app.compose.people_desk import assemble_desk
from assistant.app.compose.process_parts import Parts
from assistant.app.compose.services.change_sets import assemble_change_rounds
from assistant.app.compose.services.language_model import (
    assemble_thinker,
    open_model,
)
from assistant.app.compose.shop_profile import public_url
from assistant.app.processes.replaying.replay_work import assemble_replays
from assistant.app.processes.round_processes import (
    TaskRound,
)
from assistant.console.copilot.copilot_relay import CopilotWork
from assistant.console.copilot.document_answers import Answers
from assistant.console.copilot.handoff_summaries import HandoffSummariser
from assistant.console.copilot.local_copilot import LocalCopilot
from assistant.console.copilot.model_usage import TalliedModel
from assistant.console.copilot.operation_help import OperationHelp
from assistant.console.copilot.rewording_help import RewordingHelp
from assistant.console.trying.trial_relay import TrialWork
from assistant.conversation.events import ConversationEvent, HandoffRequested
from assistant.conversation.message import ChannelKind
from assistant.desk.handoff.absence_notices import AbsenceNotices
from assistant.desk.log_round import LogRound, Wants, Work
from assistant.desk.nudges import FanoutNudges
from assistant.desk.queue.dispatch import Dispatch
from assistant.desk.queue.outlook_lookup import DeskOutlooks
from assistant.desk.queue.waiting_watch import WaitingWatch
from assistant.desk.reply_mail import ReplyMail
from assistant.desk.rounds import Round, Rounds
from assistant.improvement.runs.replay_rounds import ReplayRounds
from assistant.kit.duty import Duty
from assistant.kit.settings.live_settings import LiveSettings
from assistant.kit.settings.settings import Settings
from assistant.messages.intake.photo_descriptions import PhotoDescriber, shows_picture
from assistant.messages.page_speaker import PageSpeaker, WatchedPages
from assistant.messages.snapshots import Snapshots
from assistant.messages.trials.trial import Trials
from assistant.messages.turn import Turn
from assistant.mind.thinker import Thinker
from assistant.operations.dialogue.embedded_engine import EmbeddedEngine
from assistant.operations.dialogue.engine_moves import DialogueEngine
from assistant.operations.gate import Gate
from assistant.operations.identity.identifier import Identifier
from integrations.channels.completions.channel import CompletionsChannel
from integrations.channels.webchat.channel import WebChatChannel

_WATCHED = 256  # conversations kept in memory, to look up their owner sentence by sentence


@asynccontextmanager
async def open_thinker(parts: Parts, answering: AnswerParts) -> AsyncIterator[Thinker | None]:
    """Open who thinks with the model of the settings; None: there is no model.

    Raises:
        SettingError: the model has an address and no name.
    """
    settings, clock = answering.settings, SystemClock()
    async with open_model(settings, spending=parts.spending, clock=clock) as model:
        pages: dict[ChannelKind, WatchedPages] = {
            ChannelKind.WEBCHAT: WebChatChannel(parts.broker.fanout),
            ChannelKind.API: CompletionsChannel(parts.broker.fanout),
        }
        speaker = PageSpeaker(Snapshots(parts.log, size=_WATCHED), pages)
        yield assemble_thinker(settings, answering.shop, model, speaker=speaker)


_DUTY_S = 30.0
_DISPATCH_S = 1.0  # a few indexed queries; a customer waits
_WATCH_S = 15.0
_MAILING_S = 10.0


def assemble_rounds(parts: Parts, absence: AbsenceNotices, outlooks: DeskOutlooks) -> Rounds:
    """Return the rounds of the desk, which go by themselves in one worker of many."""
    clock = SystemClock()
    desk = assemble_desk(parts, default_language=absence.default_language)
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
        attending=absence,
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


_ROUND_DUTY_S = 30.0  # and the model's longest time: a piece of a round ends before it


def assemble_work(
    settings: Settings, parts: Parts, turn: Turn, gate: Gate | None, thinker: Thinker | None
) -> CopilotWork:
    """Return the copilot's work in a worker, which answers the requests of the pages."""
    return CopilotWork(
        copilot=local_copilot(settings, parts, turn, gate, thinker),
        fanout=parts.broker.fanout,
        once=parts.broker.used,
        name=parts.broker.name,
    )


def local_copilot(
    settings: Settings, parts: Parts, turn: Turn, gate: Gate | None, thinker: Thinker | None
) -> LocalCopilot:
    """Return the copilot itself; without a model it has the shop's own words."""
    thinker = replace(thinker, model=TalliedModel(thinker.model)) if thinker else None
    mind = thinker.mind(None, operates=False, sells=False) if thinker else None
    return LocalCopilot(
        events=parts.log,
        answers=Answers(turn=turn, mind=mind, shop_url=public_url(settings.shop)),
        rewriting=RewordingHelp(model=thinker.model, voice=thinker.voice, clock=SystemClock())
        if thinker
        else None,
        suggesting=OperationHelp(
            dialogue=_copilot_dialogue(parts, gate),
            gate=gate,
            min_confidence=turn.policy.min_confidence,
        )
        if gate
        else None,
    )


def assemble_describers(
    settings: Settings, parts: Parts, turn: Turn, thinker: Thinker | None
) -> tuple[LogRound | None, LogRound | None]:
    """Return the rounds in which a model summarises handoffs, and describes pictures."""
    if thinker is None:
        return None, None
    return _summaries(settings, parts, turn, thinker), _photos(settings, parts, turn, thinker)


def _summaries(settings: Settings, parts: Parts, turn: Turn, thinker: Thinker) -> LogRound:
    """Return the round that summarises handoffs, in one worker of many."""
    summing_up = HandoffSummariser(
        model=thinker.model,
        voice=thinker.voice,
        clock=SystemClock(),
        default_language=turn.default_language,
    )

    def wants(event: ConversationEvent) -> bool:
        return isinstance(event, HandoffRequested)

    return _round(settings, parts, "copilot.summaries", wants, summing_up.sum_up_handoff)


def _photos(settings: Settings, parts: Parts, turn: Turn, thinker: Thinker) -> LogRound | None:
    """Return the round that describes customers' pictures; None: no model sees."""
    if not settings.model.sees:
        return None
    describer = PhotoDescriber(
        model=thinker.model,
        attachments=parts.attachments,
        clock=SystemClock(),
        default_language=turn.default_language,
    )
    return _round(settings, parts, "photos", shows_picture, describer.next_described)


def _round(settings: Settings, parts: Parts, name: str, wants: Wants, work: Work) -> LogRound:
    """Return a round whose pieces are requests to the model."""
    for_s = _ROUND_DUTY_S + settings.model.total_s
    return LogRound(
        wants=wants,
        work=work,
        events=parts.log,
        projection=parts.cases,
        duty=Duty(leases=parts.broker.leases, name=name, for_s=for_s),
        clock=SystemClock(),
    )


def _copilot_dialogue(parts: Parts, gate: Gate) -> DialogueEngine:
    """Return the embedded engine; it proves nobody."""
    rules = gate.rules.identity
    nobody = Identifier(
        customers=gate.customers,
        orders=gate.orders,
        spool=parts.spool,
        limits=parts.broker.limits,
        used=parts.broker.used,
        rules=rules.model_copy(update={"methods": ()}),  # the copilot sends no codes
        token_rules=None,
        key=bytes(32),
        clock=SystemClock(),
    )
    return EmbeddedEngine(gate=gate, identifier=nobody)


def assemble_trial_work(parts: Parts, trials: Trials) -> TrialWork:
    """Return the work on the pages' trials in a worker."""
    return TrialWork(
        trials=trials,
        fanout=parts.broker.fanout,
        once=parts.broker.used,
        name=parts.broker.name,
    )


def assemble_improvement(
    settings: Settings, live: LiveSettings, parts: Parts
) -> tuple[ReplayRounds | Rounds | TaskRound, ...]:
    """Return the duties that replay and propose changes."""
    return (
        assemble_replays(settings, parts),
        assemble_change_rounds(live.server, parts),
    )
