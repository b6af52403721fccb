"""Make verified answers, with vectors that a test says or that a real encoder makes."""

from collections.abc import Mapping

from assistant.answers.verified.known_answers import KnownAnswers
from assistant.answers.verified.types import (
    AnswerState,
    AnswerVersion,
    CorrectedStatement,
    VerifiedAnswer,
    VerifiedId,
    WayOfAsking,
)
from assistant.conversation.message import Language
from retrieval.types import Vector
from tests.support.seeds.conversation_events import NOON


def verified(
    *ways: str,
    answer_id: str = "v1",
    language: Language = "fr",
    texts: Mapping[Language, str] | None = None,
    person: bool = False,
    state: AnswerState = AnswerState.LIVE,
    source: tuple[str, str] = ("", ""),
    corrects: tuple[CorrectedStatement, ...] = (),
) -> VerifiedAnswer:
    """Return an answer whose ways are of one language."""
    return VerifiedAnswer(
        answer_id=VerifiedId(answer_id),
        ways=tuple(WayOfAsking(language=language, text=way) for way in ways),
        texts={} if person else texts or {"fr": "Oui, sous 45 jours.", "en": "Yes, for 45 days."},
        state=state,
        person=person,
        source_title=source[0],
        source_url=source[1],
        corrects=corrects,
    )


def known(vector: Vector, *answers: VerifiedAnswer) -> KnownAnswers:
    """Return answers whose ways all have one vector."""
    return KnownAnswers(answers, {way.text: vector for one in answers for way in one.ways})


def written(answer: VerifiedAnswer, version: int = 1) -> AnswerVersion:
    """Return an answer as Zoé wrote it."""
    return AnswerVersion(version=version, answer=answer, at=NOON, by="zoé")
