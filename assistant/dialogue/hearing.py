"""From an understanding to what a dialogue goes by. Pure."""

from assistant.dialogue.heard import Heard, Wish
from assistant.understanding.entity import Answer, AnswerKind
from assistant.understanding.types import OPERATION_INTENTS, Intent, Understanding

QUESTIONS = frozenset(
    {
        Intent.QUESTION,
        Intent.PRODUCT_SEARCH,
        Intent.PRODUCT_QUESTION,
        Intent.COMPARE,
        Intent.ABOUT_ASSISTANT,
    }
)
SOCIAL = frozenset({Intent.GREETING, Intent.THANKS, Intent.GOODBYE})


def hear(understanding: Understanding, *, min_confidence: float) -> Heard:
    """Return what a message says to a dialogue; an intent below `min_confidence` says nothing.

    A yes counts only where it is all that a message says, or all but another request; a no always
    counts, because not doing something is safe.
    """
    intent = understanding.intent
    sure = understanding.confidence >= min_confidence
    answer = understanding.entities.answer
    wishes = _wishes(understanding, min_confidence)
    return Heard(
        text=understanding.message or understanding.text,
        language=understanding.language,
        wishes=wishes,
        yes=_is(answer, AnswerKind.YES) and (not _rest(answer) or bool(wishes)),
        no=_is(answer, AnswerKind.NO),
        stop=sure and intent is Intent.STOP,
        question=sure and intent in QUESTIONS,
        social=sure and intent in SOCIAL,
        products=understanding.products,
    )


def _is(answer: Answer | None, kind: AnswerKind) -> bool:
    return answer is not None and answer.kind is kind


def _rest(answer: Answer | None) -> str:
    return answer.rest if answer else ""


def _wishes(understanding: Understanding, min_confidence: float) -> tuple[Wish, ...]:
    if understanding.requests:
        return tuple(
            Wish(operation=request.intent, text=request.text)
            for request in understanding.requests
            if request.intent in OPERATION_INTENTS and request.confidence >= min_confidence
        )
    sure = understanding.confidence >= min_confidence
    if sure and understanding.intent in OPERATION_INTENTS:
        return (Wish(operation=understanding.intent, text=understanding.message),)
    return ()
