"""Tell a shop's terms beside a price: guarantee, returns, delivery, instalments.

A term is told only if a page states it surely, in the customer's language, and says yes.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.answers.composing.composer import Composer
from assistant.answers.composing.objection_answers import RULE
from assistant.answers.composing.objection_texts import OBJECTION_TEXTS
from assistant.answers.composing.stated_answers import PAGE_FIRST
from assistant.answers.reply_draft import Draft
from assistant.conversation.events import ReplyKind
from assistant.conversation.message import Language
from assistant.messages.ports import MessageReader
from assistant.understanding.message_words import fold
from assistant.understanding.stated_facts import FactKind, find
from assistant.understanding.types import Intent, ReadingContext
from retrieval.ports import StatementReader

LABELLED: dict[Language, str] = {"fr": "{label} : {text}", "en": "{label}: {text}"}
MAX_LETTERS = 260
"""Length of a statement that is told; a longer one is no short answer."""


@dataclass(frozen=True, slots=True)
class _TermQuestion:
    """Hold a question to the pages, and the words of an answer that is told."""

    label: dict[Language, str]
    words: dict[Language, str]
    says: re.Pattern[str]
    bounded: bool = False  # it may hold for some prices only


_QUESTIONS = (
    _TermQuestion(
        {"fr": "Garantie", "en": "Guarantee"},
        {
            "fr": "Tous vos articles sont-ils couverts par une garantie ?",
            "en": "Are all your items covered by a guarantee?",
        },
        re.compile(r"(?=.*\d).*(?:garanti|guarant|warrant)"),
    ),
    _TermQuestion(
        {"fr": "Retours", "en": "Returns"},
        {"fr": "Le retour d'un article est-il gratuit ?", "en": "Is returning an item free?"},
        re.compile(r"(?=.*(?:retour|renvo|return|send))(?=.*(?:gratuit|offert|\bfree\b))"),
    ),
    _TermQuestion(
        {"fr": "Livraison", "en": "Delivery"},
        {
            "fr": "À partir de quel montant la livraison est-elle offerte ?",
            "en": "From what amount is delivery free?",
        },
        re.compile(r"(?=.*\d)(?=.*(?:gratuit|offert|\bfree\b))"),
    ),
    _TermQuestion(
        {"fr": "Paiement", "en": "Payment"},
        {"fr": "Peut-on payer en plusieurs fois ?", "en": "Can I pay in instalments?"},
        re.compile(r".*(?:\bfois\b|instalments?\b|installments?\b)"),
        bounded=True,
    ),
)
_FREE = re.compile(r"\b(?:at no (?:extra |additional )?(?:cost|charge)|no (?:extra )?fees?)\b")
_DENIES = re.compile(r"(?<!\w)(?:pas|aucune?|jamais|sauf|not|no|never|\w+n't|cannot)(?!\w)")
_LEANS = re.compile(r"(?:elles?|ils?|ce(?:lle|lui|la|s|tte)?|ca|it|they|this|that|these)(?!\w)")
"""Begins a sentence that says nothing without the one before."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class _PriceTerm:
    """Hold a statement of a page that goes with a price."""

    draft: Draft
    bounded: bool

    def holds_for(self, price: str) -> bool:
        """Tell whether it holds for the price that a text states: not below its least amount."""
        least, stated = _least_amount(self.draft.text), _least_amount(price)
        return not self.bounded or least is None or (stated is not None and stated >= least)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceTerms:
    """Put the terms of a price into the answer to an objection to it.

    Holds no state but the answers of the pages of one index version in each language.
    """

    reader: MessageReader
    statements: StatementReader | None  # None: words alone tell which of them answer
    _read: dict[Language, tuple[Composer, tuple[_PriceTerm, ...]]] = field(
        default_factory=dict, init=False, repr=False
    )

    def are_told(self, reply: str, language: Language) -> bool:
        """Tell whether a reply has terms of a price in it."""
        return OBJECTION_TEXTS[language].included in reply

    async def beside(self, composer: Composer, draft: Draft) -> Draft:
        """Return the answer to an objection with the terms of its price, behind the price."""
        if draft.rule != RULE or not draft.sources:
            return draft
        # No page before goes on.
        alone = replace(composer, reader=self.statements, before=None)
        terms = await self._terms(alone, draft.language)
        price, _, cheaper = draft.text.partition("\n\n")
        told = [one.draft for one in terms if one.holds_for(price)]
        if not told or not cheaper:
            return draft
        lines = "\n".join(f"• {one.text}" for one in told)
        included = OBJECTION_TEXTS[draft.language].included
        return replace(
            draft,
            text=f"{price}\n\n{included}\n{lines}\n\n{cheaper}",
            sources=(*draft.sources, *(source for one in told for source in one.sources)),
            evidence=(*draft.evidence, *(text for one in told for text in one.evidence)),
            urls=(*draft.urls, *(url for one in told for url in one.urls)),
        )

    async def _terms(self, composer: Composer, language: Language) -> Sequence[_PriceTerm]:
        """Return the answers of the pages; they are asked once in an index version."""
        known = self._read.get(language)
        if known is None or known[0] != composer:
            asked = [await self._ask(composer, one, language) for one in _QUESTIONS]
            told = {one.draft.text: one for one in asked if one is not None}
            known = self._read[language] = (composer, tuple(told.values()))
        return known[1]

    async def _ask(
        self, composer: Composer, question: _TermQuestion, language: Language
    ) -> _PriceTerm | None:
        """Return the term that a page states; None: no page answers, or it says no."""
        context = ReadingContext(
            vocabulary=composer.searcher.vocabulary, language=language, intent=Intent.QUESTION
        )
        asked = await self.reader.read(question.words[language], context)
        draft = await composer.compose(asked, floor=PAGE_FIRST)
        sure = (
            draft.kind is ReplyKind.ANSWERED
            and draft.rule.startswith("pages")
            and all(one.language == language for one in draft.sources)
        )
        text = _told(draft.text, question.says) if sure else ""
        if not text:
            return None
        labelled = LABELLED[language].format(label=question.label[language], text=text)
        told = replace(draft, text=labelled, sources=draft.sources[:1])
        return _PriceTerm(draft=told, bounded=question.bounded)


def _told(text: str, says: re.Pattern[str]) -> str:
    """Return the sentence of an answer that says `says`; "": none does, or it says no.

    One that leans on the sentence before stands behind it.
    """
    for line in text.splitlines():
        before = ""
        for sentence in _SENTENCE.split(line.strip()):
            plain = _FREE.sub("", fold(sentence))
            whole = f"{before} {sentence}" if before and _LEANS.match(plain) else sentence
            if says.match(plain) and not _DENIES.search(plain) and len(whole) <= MAX_LETTERS:
                return whole
            before = sentence
    return ""


def _least_amount(text: str) -> float | None:
    """Return the lowest amount that a text states, in whole units; None: it states none."""
    amounts = (float(one.value) for one in find(text) if one.kind is FactKind.AMOUNT)
    return min(amounts, default=None)
