"""Tell the wish of a message for a basket by its form: "ajoute le bleu en M", "my basket". Pure.

A whole message has to have the form. `surely` holds where it names the basket; other words ("je le
prends", "I'll take it") mean it only where a product is before the customer.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.understanding.intents import basket_forms as forms
from assistant.understanding.intents.placed_orders import is_of_order, speaks_of_order
from assistant.understanding.message_words import fold
from assistant.understanding.types import Intent

MAX_CHARS = 160
"""Letters of the longest message that is looked at: a longer one says more than this."""

_FILLER = re.compile(r"\b(?:donc|du coup|alors) (?=(?:le|la|les|l'|moi|plutôt)\b)", re.IGNORECASE)
"""Stands between a verb and its object, and says nothing: "remplacez donc le rouge"."""

_FORMS: tuple[tuple[Intent, bool, tuple[re.Pattern[str], ...]], ...] = (
    (Intent.SHOW_BASKET, True, forms.SHOW_SURELY),
    (Intent.CHANGE_BASKET, True, forms.CHANGE_SURELY),
    (Intent.ADD_TO_BASKET, True, forms.ADD_SURELY),
    (Intent.SHOW_BASKET, False, forms.SHOW_PERHAPS),
    (Intent.ADD_TO_BASKET, False, (*forms.ADD_PERHAPS, *forms.ADD_SLIGHTLY)),
    (Intent.CHANGE_BASKET, False, (*forms.CHANGE_PERHAPS, *forms.CHANGE_SLIGHTLY)),
)
"""Forms of a message, each with its intent, and whether it means that intent by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketWords:
    """Hold the wish that a message may have for the basket."""

    intent: Intent
    surely: bool  # it names the basket, or what can only be done to one
    which: str = ""  # the words that say which product; "": none do
    firm: bool = False  # it takes something, and does not only wish for it
    bare: bool = False  # no verb takes or changes: a size or a colour is only named
    slight: bool = (
        False  # only a number or the like: it means the basket right after a reply about it
    )


def read_basket_words(text: str) -> tuple[BasketWords, ...]:
    """Return the wishes that a message may have for a basket, the likeliest first."""
    text = _FILLER.sub("", text.strip())
    folded = fold(text)
    if len(folded) > MAX_CHARS or "\n" in folded:
        return ()
    found = tuple(_readings(text, folded))
    if not any(one.surely for one in found):
        found = (*_in_basket(text, folded), *found)
    return found or (() if is_of_order(text) else tuple(_decided(text, folded)))


def _readings(text: str, folded: str) -> Iterator[BasketWords]:
    for intent, surely, patterns in _FORMS:
        found = next((match for form in patterns if (match := form.match(folded))), None)
        if found is None or (not surely and _asks(intent, folded)):
            continue
        if intent is Intent.CHANGE_BASKET and not surely and speaks_of_order(text):
            continue
        if intent is Intent.ADD_TO_BASKET and not surely and is_of_order(text):
            continue
        start, end = found.span("object") if "object" in found.re.groupindex else (0, 0)
        which = text[start:end] if end > 0 else ""
        firm = bool(forms.FIRM.search(folded[: start or len(folded)]))  # "je veux | renvoyer ..."
        slight = found.re in (*forms.CHANGE_SLIGHTLY, *forms.ADD_SLIGHTLY)
        yield BasketWords(intent=intent, surely=surely, which=which, firm=firm, slight=slight)


def _asks(intent: Intent, folded: str) -> bool:
    """Return whether words that name no basket ask something: "clear?"."""
    if intent is Intent.CHANGE_BASKET:
        return "?" in folded and not forms.POLITELY.match(folded)
    return intent is Intent.ADD_TO_BASKET and bool(forms.ASKING.search(folded))


def _in_basket(text: str, folded: str) -> Iterator[BasketWords]:
    """Yield the wish of words of no form that name the basket: "toison green XL in basket"."""
    named = forms.PHRASE.search(folded)
    if named and not forms.ASKED_OF_BASKET.match(folded):
        taken = forms.TAKES.match(folded[: named.start()])
        before = text[taken.end() if taken else 0 : named.start()]
        which = f"{before.strip()} {text[named.end() :].strip(' ,.!?:;')}".strip()
        yield BasketWords(intent=Intent.ADD_TO_BASKET, surely=True, which=which, firm=True)


def _decided(text: str, folded: str) -> Iterator[BasketWords]:
    """Yield the wish of words that may only name a version: "ok kaki en 39", "the red one, L"."""
    if forms.PHRASE.search(folded) or forms.ASKING.search(folded):
        return
    firm = bool(forms.DECIDED.search(folded))
    if forms.CORRECTS.search(folded):
        change = Intent.CHANGE_BASKET
        yield BasketWords(intent=change, surely=False, which=text, bare=True, slight=True)
    if firm or forms.THE_ONE.search(folded):
        lead, tail = forms.OPENING.match(folded), forms.CLOSING.search(folded)
        which = text[lead.end() if lead else 0 : tail.start() if tail else len(text)]
        if which:  # else "c'est bon" is all
            yield BasketWords(
                intent=Intent.ADD_TO_BASKET, surely=False, which=which, bare=True, firm=firm
            )
