"""Judge a sentence that a model wrote, before a customer sees it: read `judge` first. Pure.

Every claim has to rest on one place of the evidence: the quote that the sentence gives, found
again. A sentence that fails is not mended: it is dropped, and the rule that dropped it is recorded.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from assistant.answers.guard.bounds import loses_a_bound, moves_a_bound, speaks_for_all
from assistant.answers.guard.claim_support import (
    LEAST,
    denies_otherwise,
    drops_a_limit,
    foreign_name,
    is_sentence,
    says_nothing,
    support,
    turns_a_limit,
    unfounded_claim,
)
from assistant.answers.guard.draft_review import (
    NO_NAMES,
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
    strange_host,
    talks_of_itself,
)
from assistant.answers.guard.quoted_spans import QuotedSpan, find, normal
from assistant.answers.reply_draft import Ground
from assistant.conversation.message import Language
from assistant.understanding.languages.language_detector import detect
from assistant.understanding.stated_facts import find as find_facts

LONGEST = 400  # characters of one sentence
LIKE = 0.86  # least cosine of a sentence and its ground in another language
TELLING = 4  # words from which the language of a sentence can be told


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """Hold a sentence as a model wrote it; nothing in it may be believed."""

    text: str
    source: int = 0  # number of the ground that it gives, from 1; 0: none
    quote: str = ""  # words of the ground, as the model gives them


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """Hold the grounds that sentences may rest on, and the words that they may not say."""

    grounds: Sequence[Ground]
    language: Language  # of the customer
    shop: str = ""  # its name, which may be said
    names: KnownProductNames = NO_NAMES
    receipts: Sequence[str] = ()  # of the shop, for effects that were had
    secrets: Sequence[str] = ()  # words that must never be said
    instructions: str = ""  # of the model; their words must not be said


@dataclass(frozen=True, slots=True)
class KeptSentence:
    """Say that a sentence may be shown; it rests on `span` of `ground`."""

    ground: Ground
    span: QuotedSpan


@dataclass(frozen=True, slots=True)
class DroppedSentence:
    """Say that a sentence must not be shown; `rule` names the check that failed."""

    rule: str


def judge(
    sentence: Sentence, basis: Basis, *, likeness: float | None = None
) -> KeptSentence | DroppedSentence:
    """Return the ground of a sentence, or the rule by which it may not be shown.

    `likeness` is its cosine with the text that it rests on; it is asked for only where the two are
    in different languages, and without it such a sentence is dropped.
    """
    if rule := _unfit(sentence.text, basis):
        return DroppedSentence(rule)
    failures: list[tuple[int, str]] = []
    for ground in _by_preference(sentence, basis):
        for span in find(sentence.quote, ground):
            failed = _failing(_checks(sentence.text, span, ground, basis, likeness))
            if failed is None:
                return KeptSentence(ground, span)
            failures.append(failed)
    # The place that passed most checks has the rule to record.
    _, rule = max(failures, key=lambda one: one[0], default=(0, "quote_not_in_evidence"))
    return DroppedSentence(rule)


def _unfit(text: str, basis: Basis) -> str:  # noqa: PLR0911  # one line a rule
    """Return the rule that forbids a sentence with any ground; "": no such rule."""
    if len(text) > LONGEST:
        return "too_long"
    if carries_markup(text):
        return "markup"
    if strange_host(text, _hosts(basis)):
        return "host_not_allowed"
    evidence = "\n".join(ground.text for ground in basis.grounds)
    if leaks(text, secrets=basis.secrets, instructions=basis.instructions, evidence=evidence):
        return "leak"
    if says_nothing(text, basis.language) or _repeats_a_heading(text, basis):
        return "says_nothing"
    if not is_sentence(text):
        return "no_sentence"
    if _is_in_another_language(text, basis):
        return "wrong_language"
    if talks_of_itself(text, stated=evidence):
        return "machine"
    if leaves_the_shop(text, stated=evidence):
        return "outside_the_shop"
    return ""


def _is_in_another_language(text: str, basis: Basis) -> bool:
    """Tell whether a sentence is not in the customer's language; titles of pages do not count."""
    own = text
    for ground in basis.grounds:
        own = own.replace(ground.title, "") if ground.title else own
    return len(own.split()) >= TELLING and detect(own, default=basis.language) != basis.language


def _failing(checks: Iterable[str]) -> tuple[int, str] | None:
    """Return how many checks passed before one failed, and its rule; None: all passed."""
    return next(((stage, rule) for stage, rule in enumerate(checks) if rule), None)


def _checks(
    text: str, span: QuotedSpan, ground: Ground, basis: Basis, likeness: float | None
) -> Iterator[str]:
    """Yield, check by check, the rule by which a sentence does not rest on `span`; "": it does."""
    read, language = span.read, basis.language
    fact = unproven_fact(text, (read,))
    yield f"{fact.kind}_not_in_evidence" if fact else ""
    yield "rows_mixed" if span.mixed and find_facts(text) else ""
    named = unproven_name(text, (read, basis.shop), basis.names)
    yield "name_not_in_evidence" if named else ""
    promised = promises_something(
        text, stated=span.stated, receipts=basis.receipts, language=language
    )
    yield "promise" if promised else ""
    yield "claim_not_in_evidence" if unfounded_claim(text, read) else ""
    yield "negation" if denies_otherwise(text, span.stated) else ""
    turned = turns_a_limit(text, span.stated)
    yield "limit" if turned or drops_a_limit(text, span.stated) else ""
    lost = loses_a_bound(text, span.stated, above=span.headings)
    yield "bound" if lost or moves_a_bound(text, read) else ""
    yield "for_some" if speaks_for_all(text, span.stated, above=span.headings) else ""
    if ground.language != language:
        yield "" if likeness is not None and likeness >= LIKE else "other_language"
        return
    yield "name_not_in_evidence" if foreign_name(text, f"{read} {basis.shop}") else ""
    yield "swapped" if swaps(text, span.stated, language) else ""
    yield "" if support(text, read, language) >= LEAST else "unsupported"


def _by_preference(sentence: Sentence, basis: Basis) -> Iterator[Ground]:
    """Yield the ground that a sentence names, then the others: the model may have miscounted."""
    grounds = list(basis.grounds)
    if 1 <= sentence.source <= len(grounds):
        yield grounds.pop(sentence.source - 1)
    yield from grounds


def _repeats_a_heading(text: str, basis: Basis) -> bool:
    said = normal(text)
    return any(
        said == normal(heading) or said == normal(f"{ground.title} {heading}")
        for ground in basis.grounds
        for heading in (ground.title, *ground.headings)
    )


def _hosts(basis: Basis) -> Iterator[str]:
    for ground in basis.grounds:
        if host := urlsplit(ground.url).hostname:
            yield host
        yield from hosts_in(ground.text)
