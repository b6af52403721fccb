"""Write verified answers as passages that search finds and the reader reads. Pure.

Each way of asking makes one: it stands for the title, as the question of a FAQ does, and the
answer is the text. Of a question that is left to people, the text says so.
"""

from collections.abc import Iterable, Iterator

from assistant.answers.texts import TEXTS
from assistant.answers.verified.types import VerifiedAnswer, VerifiedId, WayOfAsking
from assistant.conversation.message import Language
from retrieval.searching.live_passages import QuestionText
from retrieval.types import Passage, PassageId

_SOURCE = "verified:"


def id_of(passage: Passage) -> VerifiedId | None:
    """Return the id of the verified answer that a passage is made of; None: it is of a page."""
    of_answer = passage.source_id.startswith(_SOURCE)
    return VerifiedId(passage.source_id.removeprefix(_SOURCE)) if of_answer else None


def texts_of(answers: Iterable[VerifiedAnswer]) -> Iterator[QuestionText]:
    """Yield the texts that passages are made of: one for each way of asking.

    A text in a language that no way is in stands below the way that stands for the question.
    """
    for answer in answers:
        for number, (way, language) in enumerate(_pairs(answer)):
            yield QuestionText(
                passage_id=PassageId(f"{_SOURCE}{answer.answer_id}:{number}"),
                source_id=f"{_SOURCE}{answer.answer_id}",
                language=language,
                wording=way.text,
                heading=answer.question(language),
                text=answer.texts.get(language, TEXTS[language].left_to_people),
                url=answer.source_url,
            )


def _pairs(answer: VerifiedAnswer) -> Iterator[tuple[WayOfAsking, Language]]:
    """Yield each way with the language of the text that answers it."""
    for way in answer.ways:
        own = answer.person or way.language in answer.texts
        if own or answer.texts:
            yield way, way.language if own else next(iter(answer.texts))
    for language in answer.texts:
        if not answer.ways_in(language):
            yield answer.ways[0], language
