"""Hold the part of an answer that a wording must not lose. Pure.

A sentence may be true and answer nothing: a price, where colours were asked for. So the first
sentence that is said has to have something of the shop's own answer that the question had not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from assistant.answers.guard.quoted_spans import normal
from assistant.answers.reply_draft import Draft, Ground
from assistant.answers.terms import terms
from assistant.conversation.message import Language
from assistant.understanding.stated_facts import Fact, find

FEW = 4
"""Facts of a shop's own answer, up to which a wording of it has to have one: a table has more,
of which the customer's row is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """Hold the facts and terms of the shop's own answer that the question does not have."""

    facts: frozenset[Fact]
    terms: frozenset[str]  # none: in another language they would not compare
    language: Language

    @classmethod
    def of(cls, draft: Draft, question: str) -> Self:
        """Return the core of an answer to `question`."""
        language = draft.language
        known = "\n".join((question, *_headings(draft.grounds)))
        ours = all(ground.language == language for ground in draft.grounds)
        said = terms(draft.body, language) - terms(known, language) if ours else frozenset()
        facts = frozenset(find(draft.body)) - frozenset(find(question))
        return cls(facts=facts, terms=said, language=language)

    def is_met_by(self, text: str) -> bool:
        """Tell whether `text` has a fact or a term of the core; any text meets an empty core."""
        if not self.facts and not self.terms:
            return True
        return bool(self.facts & set(find(text)) or self.terms & terms(text, self.language))

    def lacks_figures(self, text: str) -> bool:
        """Tell whether the answer has few figures (up to `FEW`), and `text` none of them."""
        return 0 < len(self.facts) <= FEW and not self.facts & set(find(text))


def without_heading(text: str, grounds: Iterable[Ground]) -> str:
    """Return a sentence without the heading that small models put in front of it."""
    head, colon, rest = text.partition(":")
    said = normal(head.replace(">", " "))
    if not colon or not rest.strip():
        return text
    for ground in grounds:
        ways = (ground.title, *ground.headings, " ".join((ground.title, *ground.headings)))
        if any(said == normal(way) for way in ways):
            return rest.strip()
    return text


def _headings(grounds: Iterable[Ground]) -> Iterable[str]:
    for ground in grounds:
        yield from (ground.title, *ground.headings)
