"""Tell sizes, colours and materials among the options, and translate their values."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from assistant.conversation.message import Language
from assistant.understanding.message_words import keys_of
from retrieval.text.resource_files import load_yaml

Keys = tuple[str, ...]
"""A phrase as the keys of its words."""


class Dimension(StrEnum):
    """Name the property that an option describes."""

    SIZE = "size"
    COLOUR = "colour"
    MATERIAL = "material"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """Hold the meaning of an option's name: its dimension and its language."""

    dimension: Dimension
    language: Language | None  # None: not a name of our lists
    of_shoes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sayings:
    """Hold the ways to say each value of the bilingual table `resources/values.yml`."""

    by_dimension: dict[Dimension, dict[Keys, frozenset[Keys]]]  # a way -> all ways of its row
    languages: dict[Keys, Language]  # of ways that only one language has
    names: dict[Keys, Meaning]
    words: frozenset[str]  # every word of the table, as keys

    def ways(self, dimension: Dimension, value: str) -> frozenset[Keys]:
        """Return every way to say an option's value; the catalogue's own is one of them."""
        keys = keys_of(value)
        return self.by_dimension.get(dimension, {}).get(keys, frozenset()) | {keys}

    def meaning(self, name: str) -> Meaning:
        """Return the meaning of an option's name."""
        unknown = Meaning(dimension=Dimension.OTHER, language=None)
        return self.names.get(keys_of(name), unknown)


@cache
def shared_sayings() -> Sayings:
    """Return the process's one table, of `resources/values.yml`."""
    table = load_yaml("assistant.understanding", "values.yml")
    by_dimension: dict[Dimension, dict[Keys, frozenset[Keys]]] = {}
    languages: dict[Keys, Language] = {}
    for dimension in (Dimension.SIZE, Dimension.COLOUR, Dimension.MATERIAL):
        ways: dict[Keys, frozenset[Keys]] = {}
        for row in table[dimension.value]:
            french, english = set(_all_keys(row["fr"])), set(_all_keys(row["en"]))
            every = frozenset(french | english | set(_all_keys(row.get("code", ()))))
            ways.update(dict.fromkeys(every, every))
            languages.update(dict.fromkeys(french - english, "fr"))
            languages.update(dict.fromkeys(english - french, "en"))
        by_dimension[dimension] = ways
    words = frozenset(key for ways in by_dimension.values() for keys in ways for key in keys)
    names = dict(_names(table["names"]))
    return Sayings(by_dimension=by_dimension, languages=languages, names=names, words=words)


def _names(rows: dict[str, dict[Language, list[str]]]) -> Iterator[tuple[Keys, Meaning]]:
    shoes = {keys for names in rows["shoe_size"].values() for keys in _all_keys(names)}
    for dimension in (Dimension.SIZE, Dimension.COLOUR, Dimension.MATERIAL):
        for language, names in rows[dimension.value].items():
            for keys in _all_keys(names):
                yield (
                    keys,
                    Meaning(dimension=dimension, language=language, of_shoes=keys in shoes),
                )


def _all_keys(phrases: Iterable[str]) -> Iterator[Keys]:
    return (keys_of(phrase) for phrase in phrases)
