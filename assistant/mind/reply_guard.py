"""Hold a model's sentences against the facts of the turn. Pure.

*Exact*: figures, names, links, promises, language, markup. What fails is never sent. *Doubt*: a
denial or condition that its facts do not have, or nothing that carries it. The model may say once
more that the facts do.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from assistant.answers.guard.claim_support import (
    denies_otherwise,
    drops_a_limit,
    foreign_name,
    support,
    turns_a_limit,
    unfounded_claim,
)
from assistant.answers.guard.draft_review import (
    KnownProductNames,
    unproven_fact,
    unproven_name,
)
from assistant.answers.guard.figure_attribution import swaps
from assistant.answers.guard.forbidden_content import (
    carries_markup,
    hosts_in,
    leaks,
    leaves_the_shop,
    promises_something,
    says_done,
    strange_host,
    talks_of_itself,
)
from assistant.answers.terms import terms
from assistant.conversation.message import Language
from assistant.mind.cited_sentences import CitedSentence
from assistant.tools.facts import FactOrigin, ToolFact
from assistant.understanding.languages.language_detector import detect
from assistant.understanding.stated_facts import Fact, FactKind

LONGEST = 600
"""Characters of a sentence."""

NEAR = 0.5
"""Least share of a sentence's words in a line of its facts, from which it says that line."""

CARRIED = 0.34
"""Share of a sentence's words in its facts, below which they may not carry it."""

_SPEAKING = 4  # content words of a sentence that names no fact, and still may state something
_TELLING = 5  # words from which the language of a sentence can be told
_DOING = frozenset({FactOrigin.RECEIPT, FactOrigin.ORDER, FactOrigin.DESK})
_CLAIMED = frozenset({FactKind.PERCENT, FactKind.DURATION})
"""Figures that a customer's own words never prove: they may ask for 50 % that nobody granted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """Say why a sentence may not be sent as it is."""

    rule: str
    span: str = ""  # the words that are meant; "": all of it
    certain: bool = True  # False: in doubt


@dataclass(frozen=True, kw_only=True)
class ReplyBasis:
    """Hold what the sentences of one reply may rest on."""

    facts: Sequence[ToolFact]  # numbered from 1
    said: Sequence[str]  # by the customer
    replied: Sequence[str]  # by the shop before
    evidence: Sequence[str]  # further texts of tools that figures may stand in
    language: Language
    shop: str
    names: KnownProductNames
    secrets: tuple[str, ...] = ()
    instructions: str = ""
    urls: tuple[str, ...] = ()

    @cached_property
    def proven(self) -> tuple[str, ...]:
        """Return the texts of the shop."""
        return (*(_whole(one) for one in self.facts), *self.evidence, *self.replied, self.shop)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Return every text that a figure may stand in."""
        return (*self.proven, *self.said)

    @cached_property
    def stated(self) -> str:
        """Return all of them as one."""
        return "\n".join(self.texts)

    @cached_property
    def done(self) -> tuple[str, ...]:
        """Return the texts that say what was done, or what people do."""
        return tuple(one.text for one in self.facts if one.origin in _DOING)

    @cached_property
    def hosts(self) -> tuple[str, ...]:
        """Return the hosts that may be named."""
        urls = (*self.urls, *(one.url for one in self.facts))
        linked = (host for url in urls if url and (host := urlsplit(url).hostname))
        of_systems = (one.text for one in self.facts if one.origin in _DOING)
        return (*linked, *(host for text in of_systems for host in hosts_in(text)))

    def named(self, sentence: CitedSentence) -> tuple[ToolFact, ...]:
        """Return the facts that a sentence names, as far as there are such facts."""
        at = (number for number in sentence.facts if 1 <= number <= len(self.facts))
        return tuple(self.facts[number - 1] for number in at)


def objection_to(sentence: CitedSentence, basis: ReplyBasis) -> Objection | None:
    """Return the first objection to a sentence; None: it may be sent."""
    return exact_objection(sentence.text, basis) or next(_doubts(sentence, basis), None)


def exact_objection(text: str, basis: ReplyBasis) -> Objection | None:
    """Return the first objection that no second look can lift; None: there is none."""
    return next(_exact(text, basis), None)


def _exact(text: str, basis: ReplyBasis) -> Iterator[Objection]:
    yield from _form(text, basis)
    fact = unproven_fact(text, basis.texts) or _claimed(text, basis)
    if fact:
        yield Objection(rule=f"{fact.kind}_not_in_evidence", span=fact.value)
    if name := unproven_name(text, basis.texts, basis.names) or foreign_name(text, basis.stated):
        yield Objection(rule="name_not_in_evidence", span=name)
    done, language = basis.done, basis.language
    promised = promises_something(text, stated=basis.stated, receipts=done, language=language)
    if promised or says_done(text, receipts=done, language=language):
        yield Objection(rule="promise")
    words = len(text.split())
    if words >= _TELLING and detect(text, default=basis.language) != basis.language:
        yield Objection(rule="wrong_language")


def _claimed(text: str, basis: ReplyBasis) -> Fact | None:
    """Return a figure that only the customer's words have, and that only the shop may state."""
    fact = unproven_fact(text, basis.proven)
    return fact if fact and fact.kind in _CLAIMED else None


def _form(text: str, basis: ReplyBasis) -> Iterator[Objection]:
    """Yield what may stand in no reply, whatever its facts."""
    if len(text) > LONGEST:
        yield Objection(rule="too_long")
    if carries_markup(text):
        yield Objection(rule="markup")
    if host := strange_host(text, basis.hosts):
        yield Objection(rule="host_not_allowed", span=host)
    if leaks(text, secrets=basis.secrets, instructions=basis.instructions, evidence=basis.stated):
        yield Objection(rule="leak")
    if talks_of_itself(text, stated=basis.stated):
        yield Objection(rule="machine")
    if leaves_the_shop(text, stated=basis.stated):
        yield Objection(rule="outside_the_shop")


def _doubts(sentence: CitedSentence, basis: ReplyBasis) -> Iterator[Objection]:
    text, named = sentence.text, basis.named(sentence)
    if sentence.facts == (0,):
        return
    if sentence.asks:
        if claim := unfounded_claim(text, basis.stated):
            yield Objection(rule="claim_not_in_evidence", span=claim, certain=False)
        return
    if not named:
        if len(terms(text, basis.language)) >= _SPEAKING and (
            support(text, basis.stated, basis.language) < 1.0
        ):
            yield Objection(rule="names_no_fact")
        return
    whole = "\n".join(_whole(one) for one in named)
    if claim := unfounded_claim(text, whole):
        yield Objection(rule="claim_not_in_evidence", span=claim, certain=False)
    if own := [one for one in named if one.language in {"", basis.language}]:
        yield from _doubts_of_words(text, own, whole, basis.language)


def _doubts_of_words(
    text: str, named: Sequence[ToolFact], whole: str, language: Language
) -> Iterator[Objection]:
    """Yield what the words of a sentence and of its facts differ in; of one language alone."""
    line, share = _nearest(text, named, language)
    if share < NEAR:
        if support(text, whole, language) < CARRIED:
            yield Objection(rule="unsupported", certain=False)
        return
    if denies_otherwise(text, line):
        yield Objection(rule="negation", certain=False)
    if turns_a_limit(text, line) or drops_a_limit(text, line):
        yield Objection(rule="limit", span=line, certain=False)
    if swaps(text, line, language):
        yield Objection(rule="swapped", span=line, certain=False)


def _nearest(text: str, facts: Sequence[ToolFact], language: Language) -> tuple[str, float]:
    """Return the line of the facts that says most of a sentence's words, and the share."""
    lines = (line for one in facts for line in one.text.split("\n") if line.strip())
    shares = [(support(text, line, language), -len(line), line) for line in lines]
    if not shares:
        return "", 0.0
    share, _, line = max(shares)
    return line, share


def _whole(fact: ToolFact) -> str:
    return "\n".join(filter(None, (fact.title, " > ".join(fact.headings), fact.text, fact.url)))
