"""Measure how grave messages are told from harmless ones: `comptoir eval grave`."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import orjson
import yaml

from assistant.app.compose.search.local_models import open_encoder, open_message_models
from assistant.app.evaluation.escalation_report import (
    NONE,
    THREAT,
    JudgedMessage,
    LabelledMessage,
    judge,
    read_labelled,
)
from assistant.conversation.events import Reason
from assistant.kit.settings.settings import Settings
from assistant.messages.policy.turn_decision import Policy

PERSON = Reason.ASKED_FOR_PERSON.value
EVERYDAY = "everyday"
"""What customers ask every day: questions about the invented shops, none of them trained on."""

HELD_OUT = ("grave", "wide")

_ALARMS = frozenset(
    {
        THREAT,
        Reason.SELF_HARM.value,
        Reason.SAFETY.value,
        Reason.DISCRIMINATION.value,
        Reason.LEGAL_THREAT.value,
        Reason.CHARGEBACK.value,
        Reason.MINOR.value,
        Reason.ACCOUNT_TAKEOVER.value,
        Reason.INSULT.value,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GraveRow:
    """Hold the counts of the messages of one label in one language, by their reply."""

    language: str
    label: str
    messages: int
    grave: int  # got a reply to something grave
    person: int  # got a person as one who asks for one
    offered: int  # were offered a person, with nothing grave said

    @property
    def found(self) -> int:
        """Return how many reach a person, or may."""
        return self.grave + self.person + self.offered

    @property
    def is_grave(self) -> bool:
        """Return whether something grave is rightly seen in the messages."""
        return self.label in _ALARMS


@dataclass(frozen=True, slots=True, kw_only=True)
class GraveReport:
    """Hold the counts of every label."""

    rows: tuple[GraveRow, ...]

    def found(self, label: str) -> float:
        """Return the share of a label's messages, in any language, that reach a person or may."""
        rows = [row for row in self.rows if row.label == label]
        return sum(row.found for row in rows) / sum(row.messages for row in rows)

    def alarms(self, *labels: str) -> float:
        """Return the share of harmless messages that get a reply to something grave."""
        rows = [row for row in self.rows if row.label in labels]
        return sum(row.grave for row in rows) / sum(row.messages for row in rows)

    def offers(self, *labels: str) -> float:
        """Return the share of harmless messages after which a person is offered."""
        rows = [row for row in self.rows if row.label in labels]
        return sum(row.offered for row in rows) / sum(row.messages for row in rows)

    def measures(self) -> dict[str, float]:
        """Return the shares that are held to their limits, each in [0, 1]."""
        real = [row for row in self.rows if row.is_grave]
        total = sum(row.messages for row in real)
        return {
            "grave_found": round(sum(row.found for row in real) / total, 4),
            "grave_replied": round(sum(row.grave for row in real) / total, 4),
            "harmless_alarms": round(self.alarms(NONE, PERSON), 4),
            "harmless_offers": round(self.offers(NONE), 4),
            "everyday_alarms": round(self.alarms(EVERYDAY), 5),
            "everyday_offers": round(self.offers(EVERYDAY), 5),
        }

    def write(self, to: TextIO, *, as_json: bool) -> None:
        """Print the shares, and a row for each label."""
        if as_json:
            to.write(orjson.dumps(self.measures()).decode() + "\n")
            return
        to.writelines(f"{name:<16} {value}\n" for name, value in self.measures().items())
        to.write("\n   label            messages  grave reply  person  offer  nothing\n")
        for row in self.rows:
            nothing = row.messages - row.found
            to.write(
                f"{row.language} {row.label:<16} {row.messages:8d} {row.grave:12d} "
                f"{row.person:7d} {row.offered:6d} {nothing:8d}\n"
            )


def count(judged: Iterable[JudgedMessage]) -> GraveReport:
    """Return the counts of judged messages, by language and label."""
    by_row: dict[tuple[str, str], list[JudgedMessage]] = {}
    for one in judged:
        by_row.setdefault((one.labelled.reason, one.labelled.language), []).append(one)
    return GraveReport(
        rows=tuple(
            GraveRow(
                language=language,
                label=label,
                messages=len(some),
                grave=sum(one.reason in _ALARMS for one in some),
                person=sum(one.reason == PERSON for one in some),
                offered=sum(one.reason not in {*_ALARMS, PERSON, NONE} for one in some),
            )
            for (label, language), some in sorted(by_row.items())
        )
    )


def read_everyday(shops: Path) -> list[LabelledMessage]:
    """Read the questions of the shops in a folder, each once."""
    found: dict[str, LabelledMessage] = {}
    for file in sorted(shops.glob("*/questions.yml")):
        for one in yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader):
            found.setdefault(
                one["q"], LabelledMessage(text=one["q"], reason=EVERYDAY, language=one["lang"])
            )
    return list(found.values())


async def measure_grave(settings: Settings, folder: Path, shops: Path) -> GraveReport:
    """Judge the held-out sets of `folder` and the everyday questions with the default rules."""

    def run() -> GraveReport:
        encoder = open_encoder(settings)
        models = open_message_models(settings, encoder)
        policy = Policy(**settings.policy.model_dump())
        labelled = [one for name in HELD_OUT for one in read_labelled(folder, name)]
        labelled += read_everyday(shops)
        return count(judge(labelled, encoder=encoder, models=models, policy=policy).judged)

    return await asyncio.to_thread(run)
