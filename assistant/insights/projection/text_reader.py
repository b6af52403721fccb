"""Read one text for analysis: remove personal data first, then read the rest."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.conversation.message import Language
from assistant.insights.analysis_rows import SignalType, Vector
from assistant.insights.aspects.aspect_labels import SpokenAspect
from assistant.insights.aspects.aspect_reader import AspectReader
from assistant.insights.signals.competitors import Competitors
from assistant.insights.signals.opinions import find_opinions
from assistant.insights.signals.signal_patterns import FoundSignal
from assistant.insights.signals.sold_things import SoldThings
from assistant.insights.signals.sought_things import (
    ASKING,
    asks,
    asks_for_thing,
    attribute_asked,
    sought_phrase,
    unknown_words,
)
from assistant.insights.signals.stated_needs import StatedNeed
from assistant.insights.topics.topic_names import mask
from assistant.understanding.constraints.message_constraints import read_constraints
from assistant.understanding.constraints.product_titles import Mention
from assistant.understanding.intents.intent_model import IntentModel
from assistant.understanding.intents.intent_rules import shared_rules
from assistant.understanding.languages.written_language import language_of
from assistant.understanding.message_words import fold, split
from assistant.understanding.personal_data.removal import remove_personal_data
from assistant.understanding.types import DIALOGUE_INTENTS, OPERATION_INTENTS, Intent
from retrieval.ports import Encoder

_OF_TALK = DIALOGUE_INTENTS | {
    Intent.GREETING,
    Intent.THANKS,
    Intent.GOODBYE,
    Intent.ASK_FOR_PERSON,
    Intent.ABOUT_ASSISTANT,
}
"""Intents of messages that have no topic."""

_LEAST_WORDS = 2  # of a text with a topic


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadText:
    """Hold a text without personal data, and everything that was read in it."""

    text: str  # redacted
    language: str
    intent: str
    question: bool
    products: tuple[Mention, ...] = ()
    category: str = ""
    attribute: str = ""  # that is asked for
    sought: str = ""  # what is looked for
    unknown: tuple[str, ...] = ()  # words of a search that the catalogue does not have
    aspects: tuple[SpokenAspect, ...] = ()
    found: tuple[FoundSignal, ...] = ()
    masked: str = ""  # redacted, product names masked; "": no topic to find
    vector: Vector | None = None  # of `masked`
    need: str | None = None  # kind of need that a question surely states; "" none; None: not read


@dataclass(frozen=True, slots=True, kw_only=True)
class TextReader:
    """Read texts, one at a time; no more thread-safe than its encoder."""

    encoder: Encoder
    intents: IntentModel
    aspects: AspectReader
    shop: SoldThings
    competitors: Competitors
    names: bool  # whether names are taken out
    needs: StatedNeed | None = None  # None: nothing tells which need a question states

    def read(
        self, text: str, *, language: str = "", intent: str | None = None, redacted: bool = False
    ) -> ReadText:
        """Read a text; `intent` None is classified here.

        `language` is that of the messages before, for a text whose words do not show one. A text
        that is
        `redacted` already is taken as it is.
        """
        clean = text if redacted else remove_personal_data(text, names=self.names).text
        folded = fold(clean)
        spoken = language_of(clean, carried=language)
        products = self.shop.mentioned(clean)
        masked = mask(clean, [(one.start, one.end) for one in products])
        known = self._talk(clean) if intent is None else intent
        if known in _OF_TALK or len(split(clean)) < _LEAST_WORDS:
            quiet = (*self.competitors.find(fold(text)),)
            return ReadText(
                text=clean,
                language=spoken,
                intent=known or "",
                question=False,
                products=products,
                found=quiet,
            )
        vector = self.encoder.encode_query(masked)
        if known is None:
            known = self.intents.classify(vector, masked)[0]
        question = asks(folded)
        asking = question or known in ASKING or known in OPERATION_INTENTS
        sought, unknown = self._search(clean, folded, known, spoken, named=bool(products))
        aspects = self.aspects.read(masked, vector=vector)
        return ReadText(
            text=clean,
            language=spoken,
            intent=known,
            question=asking,
            products=products,
            category=self._category(clean, spoken),
            attribute=attribute_asked(folded) if question else "",
            aspects=aspects,
            found=(
                *find_opinions(folded, aspects, question=question),
                *self.competitors.find(fold(text)),
            ),
            sought=sought,
            unknown=unknown,
            masked=masked,
            vector=vector,
            need=self.needs(vector, spoken) if asking and self.needs else None,
        )

    def _talk(self, text: str) -> str | None:
        """Return the intent of a text that rules alone decide; None: a model has to."""
        return shared_rules().decide(split(text))

    def _search(
        self, text: str, folded: str, intent: str, language: str, *, named: bool
    ) -> tuple[str, tuple[str, ...]]:
        """Return the thing that a search is for, and its words that nothing in the shop has."""
        looks = intent == Intent.PRODUCT_SEARCH or (
            intent in {Intent.PRODUCT_QUESTION, Intent.QUESTION} and asks_for_thing(folded)
        )
        if not looks or named:
            return "", ()
        phrase = sought_phrase(text)
        unknown = tuple(unknown_words(text, language, self.shop)) if phrase else ()
        return phrase, unknown

    def _category(self, text: str, language: str) -> str:
        if not self.shop.vocabulary.categories:
            return ""
        spoken: Language = "en" if language == "en" else "fr"
        return read_constraints(text, self.shop.vocabulary, spoken).constraints.category


def signals_of(read: ReadText) -> Sequence[FoundSignal]:
    """Return all signals of a text itself; those of its outcome are not among them."""
    own: list[FoundSignal] = [
        FoundSignal(
            type=SignalType.PRODUCT_MENTIONED,
            value=fold(read.text[one.start : one.end]),
            product_id=one.product_id,
            confidence=one.score,
        )
        for one in read.products
    ]
    if read.attribute:
        own.append(FoundSignal(type=SignalType.ATTRIBUTE_ASKED, value=read.attribute))
    if read.sought:
        own.append(FoundSignal(type=SignalType.PRODUCT_SOUGHT, value=read.sought))
    own += [FoundSignal(type=SignalType.UNKNOWN_WORD, value=word) for word in read.unknown]
    return [*own, *read.found]
