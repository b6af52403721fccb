"""Word an insight in a sentence. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from babel import Locale

from assistant.conversation.message import Language
from assistant.insights.insight import Kind, Subject
from assistant.insights.wording.texts import say, word

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

_VALUES = {
    Kind.MISSING_ATTRIBUTE: "attribute",
    Kind.DEFECT_CLUSTER: "defect",
    Kind.REGIONAL_PAIN: "delivery",
    Kind.JOURNEY_DROP: "reply",
}
"""The section of the texts that has a value's words; every other value is somebody's own word."""


_SOUGHT = frozenset({Kind.UNMET_DEMAND, Kind.VOCABULARY_GAP})
"""Types whose value is a thing that customers look for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Hold the names of products and topics, and the usual spelling of things sought."""

    products: Mapping[str, str]
    topics: Mapping[str, str]
    written: Mapping[str, str] = field(default_factory=dict)  # things sought, as customers write

    def product(self, product_id: str) -> str:
        """Return the name of a product; its id if the catalogue does not have it any more."""
        return self.products.get(product_id, product_id)

    def topic(self, topic_id: str) -> str:
        """Return the name of a topic; its id if no build knows it any more."""
        return self.topics.get(topic_id, topic_id)


def sentence(kind: Kind, subject: Subject, names: Names, language: Language) -> str:
    """Return the sentence of an insight."""
    return say(
        f"says.{kind}",
        language,
        value=called(kind, subject, names, language),
        product=names.product(subject.product_id),
        other=names.product(subject.value),
        topic=names.topic(subject.topic),
        language=tongue(subject.language, language),
        region=region_name(subject.region, language),
    )


def label(kind: Kind, subject: Subject, names: Names, language: Language) -> str:
    """Return the name of a line in a type's table."""
    parts = [
        names.product(subject.product_id) if subject.product_id else "",
        names.topic(subject.topic) if subject.topic else "",
        heading_tongue(subject.language, language) if subject.language else "",
        region_name(subject.region, language),
        called(kind, subject, names, language) if _NAMED_BY.get(kind) is None else "",
    ]
    return " · ".join(part for part in parts if part) or word("kind", kind, language)


def called(kind: Kind, subject: Subject, names: Names, language: Language) -> str:
    """Return the value of a subject in words that people read."""
    if kind is Kind.BUNDLE:
        return names.product(subject.value)
    if kind is Kind.CONTRADICTION:
        return " / ".join(part.strip() for part in subject.value.split("|"))
    if kind in _VALUES:
        return word(_VALUES[kind], subject.value, language)
    return names.written.get(subject.value, subject.value) if kind in _SOUGHT else subject.value


def region_name(code: str, language: Language) -> str:
    """Return a region's name: its country's, with its own code behind; the code itself if unknown.

    "BE" is Belgium, "FR-29" France (29).
    """
    country, _, part = code.partition("-")
    name = Locale(language).territories.get(country.upper())
    if not name:
        return code
    return f"{name} ({part})" if part else name


def tongue(code: str, language: Language) -> str:
    """Return a language's name within a sentence; its code if it has no name."""
    return str(Locale(language).languages.get(code, code))


def heading_tongue(code: str, language: Language) -> str:
    """Return a language's name as it stands alone."""
    name = tongue(code, language)
    return name[:1].upper() + name[1:]
