"""Join a message's own words and its restatement to one understanding. Pure."""

from dataclasses import replace

from assistant.answers.restating.restatement_request import RestatedKind
from assistant.understanding.intents.intent_rules import CONFIDENCE
from assistant.understanding.types import (
    BASKET_INTENTS,
    DIALOGUE_INTENTS,
    AnswerKind,
    Intent,
    Tone,
    Understanding,
)

INTENTS = {
    RestatedKind.PAGES: Intent.QUESTION,
    RestatedKind.PRODUCT: Intent.PRODUCT_QUESTION,
    RestatedKind.COMPARE: Intent.COMPARE,
    RestatedKind.SEARCH: Intent.PRODUCT_SEARCH,
    RestatedKind.BASKET: Intent.PRODUCT_QUESTION,  # where the basket's own rules hear no wish
}
"""Intents of the kinds whose restatement is read; of the others, the customer's own words are."""

ORDERS = {
    "status": Intent.ORDER_STATUS,
    "list": Intent.LIST_ORDERS,
    "cancel": Intent.CANCEL_ORDER,
    "return": Intent.RETURN_ITEMS,
    "exchange": Intent.EXCHANGE_ITEMS,
    "change_items": Intent.CHANGE_ITEMS,
    "remove_items": Intent.REMOVE_ITEMS,
    "change_address": Intent.CHANGE_ADDRESS,
    "change_payment": Intent.CHANGE_PAYMENT,
}
"""Wishes about an order of the customer, by the word that a model has for each."""

_SURE = 0.6
"""Probability from which the own words of talk decide, and not the model."""

_SAYS_ENOUGH = (DIALOGUE_INTENTS - {Intent.INFORM}) | {
    Intent.GREETING,
    Intent.THANKS,
    Intent.GOODBYE,
    Intent.ABOUT_ASSISTANT,
    Intent.ASK_FOR_PERSON,
}


def as_restated(
    own: Understanding, read: Understanding, kind: RestatedKind, *, in_form: bool = False
) -> Understanding:
    """Return the restatement as it was read, with the values of the customer's own words.

    A restatement asks for nothing to be done with an order and agrees to nothing, whatever the
    model wrote: a yes, a proof and every value of theirs are read in their own words. Several
    wishes stay only where all are for the basket. With `in_form`, an operation asks for values: it
    hears the customer's own words.
    """
    several = {one.intent for one in read.requests} <= BASKET_INTENTS
    wishes = BASKET_INTENTS if kind is RestatedKind.BASKET else frozenset[Intent]()
    intent = read.intent if read.intent in wishes else INTENTS[kind]
    return replace(
        read,
        language=own.language,
        message=own.message if in_form and intent not in wishes else read.message,
        intent=intent,
        entities=replace(
            own.entities, quantities=read.entities.quantities, positions=read.entities.positions
        ),
        products=() if intent is Intent.PRODUCT_SEARCH else read.products,  # "cheaper than ..."
        confidence=CONFIDENCE,
        ranked=((intent, CONFIDENCE),),
        requests=read.requests if intent in wishes and several else (),
        command=(),
        remark=None,
        signals=own.signals,
        restated=True,
        perhaps_grave=own.perhaps_grave,
    )


def as_order(own: Understanding, wish: str) -> Understanding:
    """Return the customer's own words with the wish about an order that a model read in them.

    It opens a form, no more: identity, values and the yes come from the customer.
    """
    intent = ORDERS.get(wish)
    if intent is None:
        return own
    return replace(
        own,
        intent=intent,
        confidence=CONFIDENCE,
        ranked=((intent, CONFIDENCE),),
        requests=(),
        tone=None,
        of_own_order=True,
    )


def as_talk(own: Understanding, word: str) -> Understanding:
    """Return a message that only talks, unless its own words tell which talk it is.

    `word` is a tone, or "hello". An "ok" before the talk agrees to nothing.
    """
    tone = next((one for one in Tone if one == word), None)
    answer = own.entities.answer
    agrees = answer is not None and answer.kind is AnswerKind.YES
    if own.intent in _SAYS_ENOUGH and own.confidence >= _SURE and not (agrees and tone):
        return own
    talk = Intent.GREETING if word == "hello" else Intent.CHITCHAT
    return replace(
        own,
        intent=talk,
        confidence=CONFIDENCE,
        ranked=((talk, CONFIDENCE),),
        requests=(),
        entities=replace(own.entities, answer=None if agrees else answer),
        tone=tone or own.tone,
    )
