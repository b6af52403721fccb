"""Make coverage reports of a shop that answers one need, contradicts one and lacks the others."""

from dataclasses import replace

from assistant.answers.coverage.coverage_report import (
    CoverageReport,
    LanguageCoverage,
    NeedCoverage,
    cover,
)
from assistant.answers.coverage.need_list import CustomerNeed
from assistant.conversation.events import Reason, ReplyKind, ReplyWritten
from assistant.conversation.message import Source
from tests.support.seeds.conversation_events import NOON, replied

RETURNS = Source(
    title="Retours", url="https://shop.example/r", quote="30 jours", language="fr", score=0.9
)
TERMS = replace(RETURNS, title="CGV", url="/cgv", quote="14 jours <b>", score=0.4)


def need(name: str = "return_window", *, essential: bool = True) -> CustomerNeed:
    return CustomerNeed(
        name=name,
        kind="return",
        group="Retours",
        title=name,
        wordings=("Délai ?", "retour"),
        essential=essential,
    )


def reply(*sources: Source, reason: Reason | None = None, text: str = "30 jours.") -> ReplyWritten:
    kind = ReplyKind.ABSTAINED if reason else ReplyKind.ANSWERED
    return replace(replied("r1", "m1"), kind=kind, text=text, sources=sources, reason=reason)


ANSWERED = reply(RETURNS)
SILENT = reply(reason=Reason.NO_EVIDENCE)
CONFLICTING = reply(RETURNS, TERMS, reason=Reason.CONFLICTING)
PASSED_ON = replace(reply(), kind=ReplyKind.HANDED_OFF, reason=Reason.ASKED_FOR_PERSON)


def covered(*replies: ReplyWritten, name: str = "return_window") -> NeedCoverage:
    return cover(need(name), [(f"Wording {at}", one) for at, one in enumerate(replies)])


def report() -> CoverageReport:
    needs = (
        covered(ANSWERED, ANSWERED, name="answered"),
        covered(ANSWERED, CONFLICTING, name="contradicted"),
        covered(SILENT, SILENT, name="missing"),
    )
    return CoverageReport(
        shop="Brisemare",
        index_version="v7",
        made_at=NOON,
        languages=(LanguageCoverage(language="en", needs=needs),),
    )
