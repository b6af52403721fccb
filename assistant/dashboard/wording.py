"""What an insight says, in a sentence. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.conversation.message import Language
from assistant.dashboard.texts import say, word
from assistant.insights.insight import Kind, Subject

_NAMED_BY = {
    Kind.EMERGING_TOPIC: "topic",
    Kind.SPIKE: "topic",
    Kind.CONTENT_GAP: "topic",
    Kind.LANGUAGE_DEMAND: "language",
    Kind.OUT_OF_STOCK_DEMAND: "product",
    Kind.SIZE_CONFUSION: "product",
    Kind.PRICE_OBJECTION: "product",
}
"""What a type's line is called by, where it is not the value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What products and topics are called."""

    products: Mapping[str, str]
    topics: Mapping[str, str]

    def product(self, product_id: str) -> str:
        """Return a product's name; one that the catalogue does not have any more: its id."""
        return self.products.get(product_id, product_id)

    def topic(self, topic_id: str) -> str:
        """Return a topic's name; one that no build knows any more: its id."""
        return self.topics.get(topic_id, topic_id)


def sentence(kind: Kind, subject: Subject, names: Names, language: Language) -> str:
    """Return what an insight says."""
    return say(
        f"says.{kind}",
        language,
        value=called(kind, subject, names, language),
        product=names.product(subject.product_id),
        other=names.product(subject.value),
        topic=names.topic(subject.topic),
        language=word("language", subject.language, language),
        region=subject.region,
    )


def label(kind: Kind, subject: Subject, names: Names, language: Language) -> str:
    """Return what a line of a type's table is called."""
    parts = [
        names.product(subject.product_id) if subject.product_id else "",
        names.topic(subject.topic) if subject.topic else "",
        word("language", subject.language, language) if subject.language else "",
        subject.region,
        called(kind, subject, names, language) if _NAMED_BY.get(kind) is None else "",
    ]
    return " · ".join(part for part in parts if part) or word("kind", kind, language)


def called(kind: Kind, subject: Subject, names: Names, language: Language) -> str:
    """Return a subject's value as it is read."""
    if kind is Kind.BUNDLE:
        return names.product(subject.value)
    return word("value", subject.value, language)
