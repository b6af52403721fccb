"""Load the needs of every shop's customers, in the words in which they ask for them."""

from dataclasses import dataclass

from assistant.conversation.message import Language
from retrieval.text.resource_files import load_yaml

_PACKAGE = "assistant.answers.coverage"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerNeed:
    """Hold a need of every shop's customers, in one language."""

    name: str
    kind: str  # of need, such as `return`
    group: str  # the same, in words
    title: str
    wordings: tuple[str, ...]  # the words of customers, one to three ways
    essential: bool  # nearly every shop is asked it, or must say it by law


def load_needs(language: Language) -> tuple[CustomerNeed, ...]:
    """Return the needs, group by group."""
    listed = load_yaml(_PACKAGE, "needs.yml")
    words = load_yaml(_PACKAGE, f"needs.{language}.yml")
    essential = frozenset(listed["essential"])
    return tuple(
        CustomerNeed(
            name=name,
            kind=group,
            group=words["groups"][group],
            title=words["needs"][name][0],
            wordings=tuple(words["needs"][name][1:]),
            essential=name in essential,
        )
        for group, names in listed["groups"].items()
        for name in names
    )


def say(name: str, language: Language, /, **values: object) -> str:
    """Return a text of the report, with its values filled in."""
    text: str = load_yaml(_PACKAGE, f"coverage.{language}.yml")[name]
    return text.format(**values)
