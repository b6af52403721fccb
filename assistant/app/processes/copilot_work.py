"""Put the copilot together, in a worker: the engine that answers and the model are there."""

from dataclasses import replace

from assistant.app.compose.clock import SystemClock
from assistant.app.compose.process_parts import Parts
from assistant.app.compose.services.reading import model_dialogue
from assistant.console.copilot.document_answers import Answers
from assistant.console.copilot.copilot_relay import CopilotWork
from assistant.console.copilot.rewording_help import RewordingHelp
from assistant.console.copilot.local_copilot import LocalCopilot
from assistant.console.copilot.operation_help import OperationHelp
from assistant.console.copilot.summaries import SummaryRound
from assistant.console.copilot.summing_up import HandoffSummariser
from assistant.console.copilot.tallying import TalliedModel
from assistant.operations.dialogue.embedded_engine import EmbeddedEngine
from assistant.operations.dialogue.engine_moves import DialogueEngine
from assistant.kit.assistant_duty import Duty
from assistant.operations.identity.identifier import Identifier
from assistant.operations.gate import Gate
from assistant.kit.settings.settings import Settings
from assistant.messages.turn import Turn
from assistant.answers.writing.model_writer import ModelWriter

_SUMMARIES_DUTY_S = 30.0  # and what a model may take: a round of summaries ends before it


def assemble_work(settings: Settings, parts: Parts, turn: Turn, gate: Gate | None) -> CopilotWork:
    """Return what takes the pages' orders in a worker."""
    return CopilotWork(
        copilot=local_copilot(settings, parts, turn, gate),
        fanout=parts.broker.fanout,
        once=parts.broker.used,
        name=parts.broker.name,
    )


def local_copilot(settings: Settings, parts: Parts, turn: Turn, gate: Gate | None) -> LocalCopilot:
    """Return the copilot itself; without a model it has the shop's own words."""
    writer = turn.writer if isinstance(turn.writer, ModelWriter) else None
    writer = replace(writer, model=TalliedModel(writer.model)) if writer else None
    return LocalCopilot(
        events=parts.log,
        answers=Answers(turn=turn, writer=writer),
        rewriting=RewordingHelp(model=writer.model, voice=writer.voice, clock=SystemClock())
        if writer
        else None,
        suggesting=OperationHelp(
            dialogue=_copilot_dialogue(settings, parts, gate, writer),
            gate=gate,
            min_confidence=turn.policy.min_confidence,
        )
        if gate
        else None,
    )


def assemble_summaries(settings: Settings, parts: Parts, turn: Turn) -> SummaryRound | None:
    """Return what sums handoffs up, in one worker of many; None: no model does."""
    writer = turn.writer
    if not isinstance(writer, ModelWriter) or writer.voice.form != "json":
        return None
    summing_up = HandoffSummariser(
        model=writer.model,
        voice=writer.voice,
        clock=SystemClock(),
        default_language=turn.default_language,
    )
    return SummaryRound(
        summing_up=summing_up,
        events=parts.log,
        projection=parts.cases,
        duty=Duty(
            leases=parts.broker.leases,
            name="copilot.summaries",
            for_s=_SUMMARIES_DUTY_S + settings.model.total_s,
        ),
        clock=SystemClock(),
    )


def _copilot_dialogue(
    settings: Settings, parts: Parts, gate: Gate, writer: ModelWriter | None
) -> DialogueEngine:
    """Return the embedded engine, which a model reads for if there is one, and proves nobody."""
    rules = gate.rules.identity
    nobody = Identifier(
        customers=gate.customers,
        orders=gate.orders,
        spool=parts.spool,
        limits=parts.broker.limits,
        used=parts.broker.used,
        rules=rules.model_copy(update={"methods": ()}),  # what is only considered sends no codes
        token_rules=None,
        key=bytes(32),
        clock=SystemClock(),
    )
    embedded = EmbeddedEngine(gate=gate, identifier=nobody)
    return model_dialogue(writer.model, embedded, settings) if writer else embedded
