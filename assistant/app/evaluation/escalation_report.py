"""Compare the reason of each escalation with the labelled one: `comptoir eval escalation`."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import orjson
import yaml

from assistant.app.compose.search.local_models import (
    MessageModels,
    open_encoder,
    open_message_models,
)
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import CustomerWrote, Reason
from assistant.conversation.ids import ConversationId, MessageId
from assistant.kit.settings.settings import Settings
from assistant.messages.policy.turn_decision import Policy
from assistant.understanding.message_interpreter import MessageInterpreter
from assistant.understanding.signals.signal_reader import SignalReader
from assistant.understanding.types import ReadingContext
from retrieval.catalogue.vocabulary import Vocabulary
from retrieval.ports import Encoder

NONE = "none"
OFFERED = Reason.LOW_CONFIDENCE.value
"""A person is offered, for a message that may be grave."""

THREAT = "threat"
"""Handed off as an insult, and counted by itself."""

CLASSES = (
    Reason.ASKED_FOR_PERSON.value,
    Reason.ANGER.value,
    Reason.INSULT.value,
    THREAT,
    Reason.SAFETY.value,
    Reason.LEGAL_THREAT.value,
    Reason.SELF_HARM.value,
    Reason.DISCRIMINATION.value,
    Reason.MINOR.value,
    Reason.CHARGEBACK.value,
    Reason.ACCOUNT_TAKEOVER.value,
    Reason.PAYMENT_DATA.value,
    OFFERED,
    NONE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledMessage:
    """Hold a message, and the reason why a person should get it."""

    text: str
    reason: str  # of `CLASSES`
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedMessage:
    """Hold a message, and the reason why a person would get it."""

    labelled: LabelledMessage
    reason: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationReport:
    """Hold every judged message of a set."""

    judged: tuple[JudgedMessage, ...]
    signals_ms: float  # of one message's signals, beside its encoding; the mean

    def table(self) -> list[list[int]]:
        """Return counts: a row per labelled class, a column per found class, as in `CLASSES`."""
        return [
            [sum(_is(one, want, got) for one in self.judged) for got in CLASSES] for want in CLASSES
        ]

    def measures(self) -> dict[str, float | int]:
        """Return counts, and rates in [0, 1]."""
        right = sum(one.reason == one.labelled.reason for one in self.judged)
        wanted = [one for one in self.judged if one.labelled.reason != NONE]
        benign = [one for one in self.judged if one.labelled.reason == NONE]
        alarms = [one for one in self.judged if one.reason != NONE]
        found = sum(one.reason != NONE for one in wanted)
        return {
            "messages": len(self.judged),
            "near_misses": len(benign),
            "accuracy": round(right / max(1, len(self.judged)), 4),
            "recall": round(found / max(1, len(wanted)), 4),
            "precision": round(found / max(1, len(alarms)), 4),
            "false_alarms": round((len(alarms) - found) / max(1, len(benign)), 4),
            "signals_ms": round(self.signals_ms, 3),
        }

    def of_reasons(self) -> dict[str, tuple[float, float]]:
        """Return (precision, recall) of each class."""
        return {name: self._of(name) for name in CLASSES}

    def write(self, to: TextIO, *, as_json: bool) -> None:
        """Print the measures, the table, and every message that was misjudged."""
        if as_json:
            rates = {name: {"precision": p, "recall": r} for name, (p, r) in self._rates()}
            to.write(orjson.dumps({**self.measures(), "reasons": rates}).decode() + "\n")
            return
        to.writelines(f"{name:<14} {value}\n" for name, value in self.measures().items())
        to.write("\nrows: what should be; columns: what is, in the same order\n")
        for (name, (precision, recall)), row in zip(self._rates(), self.table(), strict=True):
            counts = " ".join(f"{count:3d}" for count in row)
            to.write(f"{name:>17} {counts}   precision {precision:.3f} recall {recall:.3f}\n")
        for one in self.judged:
            if one.reason != one.labelled.reason:
                to.write(
                    f"{one.labelled.reason} taken for {one.reason} ({one.rule or 'no rule'}): "
                    f"{one.labelled.text}\n"
                )

    def _rates(self) -> list[tuple[str, tuple[float, float]]]:
        return list(self.of_reasons().items())

    def _of(self, name: str) -> tuple[float, float]:
        hits = sum(_is(one, name, name) for one in self.judged)
        said = sum(one.reason == name for one in self.judged)
        meant = sum(one.labelled.reason == name for one in self.judged)
        recall = hits / meant if meant else 1.0  # of a class that no message has, none was missed
        return round(hits / max(1, said), 4), round(recall, 4)


def _is(one: JudgedMessage, want: str, got: str) -> bool:
    return (one.labelled.reason, one.reason) == (want, got)


def read_labelled(folder: Path, name: str = "held_out") -> list[LabelledMessage]:
    """Read the messages of `folder`/`name`.*.yml, in Rasa's NLU format.

    Raises:
        ValueError: a reason is none of `CLASSES`.
    """
    found: list[LabelledMessage] = []
    for file in sorted(folder.glob(f"{name}.*.yml")):
        for group in yaml.safe_load(file.read_text("utf-8"))["nlu"]:
            if group["intent"] not in CLASSES:
                message = f"{file}: {group['intent']} is none of {', '.join(CLASSES)}"
                raise ValueError(message)
            lines = group["examples"].strip().splitlines()
            texts = (line.strip().removeprefix("-").strip() for line in lines)
            language = file.name.split(".")[-2]
            found += [
                LabelledMessage(text=text, reason=group["intent"], language=language)
                for text in texts
            ]
    return found


def judge(
    labelled: Sequence[LabelledMessage], *, encoder: Encoder, models: MessageModels, policy: Policy
) -> EscalationReport:
    """Judge every message as the first of a conversation."""
    reader = MessageInterpreter(
        encoder=encoder,
        model=models.intents,
        signal_model=models.signals,
        speller=models.speller,
    )
    signals, spent, judged = SignalReader(models.signals), 0.0, []
    for one in labelled:
        understanding = reader.read(
            one.text, ReadingContext(vocabulary=Vocabulary(), language=None)
        )
        started = time.perf_counter()
        signals.read(understanding.message, understanding.vector)
        spent += time.perf_counter() - started
        why = policy.escalate(_begun(one.text), understanding)
        rule = why.rule if why else ""
        reason = why.reason.value if why else NONE
        judged.append(
            JudgedMessage(
                labelled=one, reason=THREAT if rule.startswith(THREAT) else reason, rule=rule
            )
        )
    return EscalationReport(judged=tuple(judged), signals_ms=1000 * spent / max(1, len(labelled)))


def _begun(text: str) -> Conversation:
    conversation_id = ConversationId("c1")
    return Conversation(conversation_id=conversation_id).after(
        CustomerWrote(
            conversation_id=conversation_id,
            at=datetime(2026, 1, 5, 9, 30, tzinfo=UTC),
            message_id=MessageId("m1"),
            text=text,
        )
    )


async def measure_escalation(
    settings: Settings, folder: Path, *, name: str = "held_out"
) -> EscalationReport:
    """Judge a set with the encoder of the settings and the default rules."""

    def run() -> EscalationReport:
        encoder = open_encoder(settings)
        return judge(
            read_labelled(folder, name),
            encoder=encoder,
            models=open_message_models(settings, encoder),
            policy=Policy(**settings.policy.model_dump()),
        )

    return await asyncio.to_thread(run)
