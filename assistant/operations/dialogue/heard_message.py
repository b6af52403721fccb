"""Turn an understanding into a message as a dialogue takes it: plain values. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from pydantic import JsonValue

from assistant.conversation.message import Language
from assistant.operations.operation_register import OPERATIONS
from assistant.operations.types import SlotKind
from assistant.understanding.message_words import fold
from assistant.understanding.types import (
    OPERATION_INTENTS,
    AnswerKind,
    Intent,
    MessageRequest,
    Remark,
    Understanding,
    YesNoAnswer,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Hold an operation that a message asks for, and the words that ask for it."""

    operation: str
    text: str
    slots: Mapping[str, JsonValue] = field(default_factory=dict)  # parameters that it settles
    described: Mapping[str, str] = field(default_factory=dict)  # slot -> words that point at it


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardMessage:
    """Hold a message, or a burst of messages read as one."""

    text: str  # as written
    language: Language
    wishes: tuple[Wish, ...] = ()  # in the order they were said
    readings: tuple[Wish, ...] = ()  # that it may ask for, likeliest first, where none is sure
    yes: bool = False
    no: bool = False
    assents: bool = False  # a strong yes, and nothing behind it that takes it back
    alone: bool = False  # the yes or the no is all that it says
    corrects: bool = False  # takes something back: "actually", "plutôt"
    holds: bool = False  # the no is a "wait": something else comes first
    stop: bool = False  # wants to leave the operation in progress
    question: bool = False  # asks something of the shop's pages or products
    searches: bool = False  # looks for products, or compares them
    social: bool = False  # thanks, greets
    thanks: bool = False
    goodbye: bool = False
    rest: str = ""  # behind a yes, a no or a "wait"
    remark: Remark | None = None  # all that it says, beside any operation
    products: tuple[str, ...] = ()  # ids of the catalogue's products that are named
    apart: bool = False  # its question is answered apart from the operation
    called: bool = False  # a program asks for the wish: the operation in progress is left for it

    def asks_for(self, operation: str) -> bool:
        """Return whether the message asks for this operation."""
        return any(wish.operation == operation for wish in self.wishes)

    def on_basket_alone(self) -> "HeardMessage":
        """Return the message without its wishes for anything but the basket."""
        wishes = tuple(one for one in self.wishes if OPERATIONS[one.operation].of_basket)
        return replace(self, wishes=wishes, readings=())

    def besides(self, operation: str) -> tuple[Wish, ...]:
        """Return the wishes for other operations than this."""
        return tuple(wish for wish in self.wishes if wish.operation != operation)


QUESTIONS = frozenset(
    {
        Intent.QUESTION,
        Intent.PRODUCT_SEARCH,
        Intent.PRODUCT_QUESTION,
        Intent.COMPARE,
        Intent.ABOUT_ASSISTANT,
    }
)
CLOSE = 0.6
"""Least probability of another reading, as a part of the likeliest operation's."""

MAX_READINGS = 3

ITEM_SLOT = next(s.name for s in OPERATIONS[Intent.ADD_TO_BASKET].slots if s.kind is SlotKind.ITEM)

MENDS = (Intent.CLAIM, Intent.RETURN_ITEMS, Intent.EXCHANGE_ITEMS)
"""Operations that a defect may be told in; it opens the first of them."""

_HOLDS = re.compile(
    r"\W*(?:(?:oh|ah|mais|but|non|no)\W+)?(?:wait|attend\w*|hold on|hang on|une (?:seconde|minute)"
    r"|minute|un instant|one (?:second|moment)|just a (?:second|moment|minute))(?!\w)"
)

_STARTS_NOTHING = re.compile(
    r"(?:^|[.,;:!?\n]|(?<!\w)(?:mais|non|attend\w*|surtout|but|no|wait|please)(?!\w))\W*"
    r"(?:(?:ne |n')?(?:lancez?|fais|faites|validez?|confirmez?|envoie|envoyez|engagez?|touchez? a) "
    r"(?:surtout |donc )?(?:rien|pas (?:encore|tout de suite|pour l'instant|pour le moment))"
    r"|(?:do not|don'?t) (?:start|do|send|confirm|change|touch|submit|book) anything"
    r"|(?:do|start|change|touch) nothing)(?!\w)"
)
"""A customer who wants to hear something before anything is done."""

_INSTEAD = re.compile(r"\s+(?:instead|plutôt|à la place)(?=\W*$)", re.IGNORECASE)

SURE_STOP = 0.8
"""Least probability of a stop in a message that denies and then says more."""

SURELY_POLITE = 0.8
"""Least probability of thanks in the middle of an operation: below, it may be irony."""

SOCIAL = frozenset({Intent.GREETING, Intent.THANKS, Intent.GOODBYE})

_AND = re.compile(r"\W*(?:and|et|also|aussi|puis|then|plus)(?!\w)")
_OPENING = 4
"""Words at the beginning of a sentence that may take back the one before it."""

_TAKES_BACK = re.compile(
    r"(?<!\w)(?:pas|non|no|not|n't|never|jamais|sans|without|except\w*|attend\w*|wait|hold|encore"
    r"|plutot|finalement|actually|en fait|autre\w*|other|another|change\w*|different\w*"
    r"|combien|how much|frais|cost\w*|coute\w*|fees?|free|gratuit\w*|charge\w*|pay\w*|pai\w*"
    r"|prix|prices?|can i|puis-je|je peux)(?!\w)|n't(?!\w)"
)
"""Words behind a yes that may doubt it, or want something else."""

_BUT = re.compile(
    r"(?<!\w)(?:but|mais|first|d'abord|avant|before|instead|rather|plutot|unless|sauf|if|si|only|except)(?!\w)"
)


def hear(
    understanding: Understanding, *, min_confidence: float, apart: bool = False
) -> HeardMessage:
    """Return the message as a dialogue takes it; intents below `min_confidence` do not count.

    A yes counts only where it is the whole message, or is followed by "and" with another request; a
    no always counts, because not doing something is safe. `apart` tells that a question of the
    message is answered apart.
    """
    if understanding.remark is not None:
        return _remarked(understanding, understanding.remark)
    intent = understanding.intent
    sure = understanding.confidence >= min_confidence
    least = _least_to_stop(understanding, min_confidence=min_confidence)
    polite = understanding.confidence >= max(min_confidence, SURELY_POLITE)
    answer = understanding.entities.answer
    talks = understanding.tone is not None and answer is None
    wishes = () if talks else _wishes(understanding, min_confidence)
    return HeardMessage(
        text=understanding.message or understanding.text,
        language=understanding.language,
        wishes=wishes,
        readings=() if wishes or talks else _readings(understanding, min_confidence),
        yes=_is(answer, AnswerKind.YES) and _adds_at_most(understanding.message, answer, wishes),
        assents=_assents(answer),
        no=_is(answer, AnswerKind.NO),
        alone=answer is not None and not answer.rest,
        corrects=understanding.entities.corrects,
        holds=bool(_HOLDS.match(fold(understanding.message or understanding.text))),
        stop=(intent is Intent.STOP and understanding.confidence >= least)
        or bool(_STARTS_NOTHING.search(fold(understanding.own_words))),
        question=sure and intent in QUESTIONS,
        searches=sure and intent in {Intent.PRODUCT_SEARCH, Intent.COMPARE},
        social=talks or (polite and intent in SOCIAL),
        thanks=polite and intent is Intent.THANKS,
        goodbye=polite and intent is Intent.GOODBYE,
        rest=_INSTEAD.sub("", _rest(answer)),
        products=understanding.products,
        apart=apart,
    )


def _remarked(understanding: Understanding, remark: Remark) -> HeardMessage:
    """Return a message that is a remark; its likeliest intent does not count.

    A defect names no operation: it may be mended by any of `MENDS`.
    """
    text = understanding.message or understanding.text
    mends = MENDS[:1] if remark is Remark.DEFECT else ()
    return HeardMessage(
        text=text,
        language=understanding.language,
        readings=tuple(Wish(operation=one, text=text) for one in mends),
        remark=remark,
        products=understanding.products,
    )


def _adds_at_most(message: str, answer: YesNoAnswer | None, wishes: tuple[Wish, ...]) -> bool:
    """Return whether a yes stands alone, or "and" or a full stop and another wish follow it.

    "Yes, but" is no yes.
    """
    rest = fold(_rest(answer))
    if not rest:
        return True
    said = fold(message)[: -len(rest)].rstrip() if fold(message).endswith(rest) else ""
    goes_on = bool(_AND.match(rest)) or said.endswith((".", "!"))
    return bool(wishes) and goes_on and not _BUT.search(rest)


def _assents(answer: YesNoAnswer | None) -> bool:
    """Return whether a yes is strong, and nothing behind it may take it back or change it.

    Of another sentence only its beginning may: "yes, that's it. But wait".
    """
    if answer is None or not answer.strong:
        return False
    rest = fold(answer.rest)
    rest = " ".join(rest.split()[:_OPENING]) if answer.ended else rest
    return not (_BUT.search(rest) or _TAKES_BACK.search(rest))


def _least_to_stop(understanding: Understanding, *, min_confidence: float) -> float:
    """Return the least confidence of a stop: "no, the vest instead" goes on, with another value."""
    answer = understanding.entities.answer
    corrects = _is(answer, AnswerKind.NO) and bool(_rest(answer))
    return max(min_confidence, SURE_STOP) if corrects else min_confidence


def _is(answer: YesNoAnswer | None, kind: AnswerKind) -> bool:
    return answer is not None and answer.kind is kind


def _rest(answer: YesNoAnswer | None) -> str:
    return answer.rest if answer else ""


def _joined(requests: Iterable[MessageRequest], min_confidence: float) -> Iterator[Wish]:
    """Yield the wishes; requests in a row for one operation and one order are joined.

    Each product for the basket is a wish of its own.
    """
    last: Wish | None = None
    for request in requests:
        if request.intent not in OPERATION_INTENTS or request.confidence < min_confidence:
            continue
        wish = Wish(operation=request.intent, text=request.text, slots=_wanted(request))
        apart = request.entities.orders or OPERATIONS[request.intent].of_basket
        if last is None or last.operation != wish.operation or apart:
            if last is not None:
                yield last
            last = wish
        else:
            last = replace(last, text=f"{last.text}\n{wish.text}")
    if last is not None:
        yield last


def _wanted(request: MessageRequest) -> Mapping[str, JsonValue]:
    """Return the slot that holds the products of a request to put one into the basket."""
    adds = request.intent is Intent.ADD_TO_BASKET and request.products
    return {ITEM_SLOT: {"among": [*request.products]}} if adds else {}


def _readings(understanding: Understanding, min_confidence: float) -> tuple[Wish, ...]:
    """Return the likeliest operations where only all of them together are likely enough.

    A message with a postal address means the change of it, where that is one of them.
    """
    if not understanding.may_ask_for_operation(min_confidence):
        return ()
    ranked = [(one, p) for one, p in understanding.ranked if one in OPERATION_INTENTS]
    least = CLOSE * ranked[0][1]
    close = [intent for intent, probability in ranked if probability >= least]
    if understanding.entities.address is not None and Intent.CHANGE_ADDRESS in close:
        close = [Intent.CHANGE_ADDRESS]
    return tuple(Wish(operation=one, text=understanding.message) for one in close[:MAX_READINGS])


def _wishes(understanding: Understanding, min_confidence: float) -> tuple[Wish, ...]:
    if understanding.requests:
        return tuple(_joined(understanding.requests, min_confidence))
    sure = understanding.confidence >= min_confidence
    if sure and understanding.intent in OPERATION_INTENTS:
        return (Wish(operation=understanding.intent, text=understanding.message),)
    return ()
