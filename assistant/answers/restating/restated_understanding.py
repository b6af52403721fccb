"""Join a message's own words and its restatement to one understanding. Pure."""

from dataclasses import replace

from assistant.answers.restating.restatement_request import RestatedKind
from assistant.understanding.intents.intent_rules import CONFIDENCE
from assistant.understanding.types import (
    BASKET_INTENTS,
    DIALOGUE_INTENTS,
    Intent,
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

_SAYS_ENOUGH = DIALOGUE_INTENTS | {
    Intent.GREETING,
    Intent.THANKS,
    Intent.GOODBYE,
    Intent.ABOUT_ASSISTANT,
    Intent.ASK_FOR_PERSON,
}


def as_restated(own: Understanding, read: Understanding, kind: RestatedKind) -> Understanding:
    """Return the restatement as it was read, with the values of the customer's own words.

    A restatement asks for nothing to be done with an order and agrees to nothing, whatever the
    model wrote: a yes, a proof and every value of theirs are read in their own words.
    """
    wishes = BASKET_INTENTS if kind is RestatedKind.BASKET else frozenset[Intent]()
    intent = read.intent if read.intent in wishes else INTENTS[kind]
    return replace(
        read,
        intent=intent,
        entities=replace(
            own.entities, quantities=read.entities.quantities, positions=read.entities.positions
        ),
        products=() if intent is Intent.PRODUCT_SEARCH else read.products,  # "cheaper than ..."
        confidence=CONFIDENCE,
        ranked=((intent, CONFIDENCE),),
        requests=(),
        command=(),
        remark=None,
        signals=own.signals,
        perhaps_grave=own.perhaps_grave,
    )


def as_talk(own: Understanding) -> Understanding:
    """Return a message that only talks as chitchat, unless its own words tell which talk it is."""
    if own.intent in _SAYS_ENOUGH:
        return own
    talk = Intent.CHITCHAT
    return replace(
        own, intent=talk, confidence=CONFIDENCE, ranked=((talk, CONFIDENCE),), requests=()
    )
