"""Put the copilot together, in a worker: the engine that answers and the model are there."""

from dataclasses import replace

from assistant.app.clock import SystemClock
from assistant.app.parts import Parts
from assistant.app.reading import read_by
from assistant.copilot.answers import Answers
from assistant.copilot.relay import CopilotWork
from assistant.copilot.rewriting import Rewriting
from assistant.copilot.service import LocalCopilot
from assistant.copilot.suggesting import Suggesting
from assistant.copilot.summaries import Summaries
from assistant.copilot.summing_up import SummingUp
from assistant.copilot.tallying import TalliedModel
from assistant.dialogue.engine import EmbeddedEngine
from assistant.dialogue.moves import DialogueEngine
from assistant.duty import Duty
from assistant.identity.prove import Identifier
from assistant.operations.gate import Gate
from assistant.settings import Settings
from assistant.turn import Turn
from assistant.writing.writer import ModelWriter

_DUTY_S = 30.0  # and what a model may take: a round of summaries ends before it


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
        rewriting=Rewriting(model=writer.model, voice=writer.voice, clock=SystemClock())
        if writer
        else None,
        suggesting=Suggesting(
            dialogue=_dialogue(settings, parts, gate, writer),
            gate=gate,
            min_confidence=turn.policy.min_confidence,
        )
        if gate
        else None,
    )


def assemble_summaries(settings: Settings, parts: Parts, turn: Turn) -> Summaries | None:
    """Return what sums handoffs up, in one worker of many; None: no model does."""
    writer = turn.writer
    if not isinstance(writer, ModelWriter) or writer.voice.form != "json":
        return None
    summing_up = SummingUp(
        model=writer.model,
        voice=writer.voice,
        clock=SystemClock(),
        default_language=turn.default_language,
    )
    return Summaries(
        summing_up=summing_up,
        events=parts.log,
        projection=parts.cases,
        duty=Duty(
            leases=parts.broker.leases,
            name="copilot.summaries",
            for_s=_DUTY_S + settings.model.total_s,
        ),
        clock=SystemClock(),
    )


def _dialogue(
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
    return read_by(writer.model, embedded, settings) if writer else embedded
