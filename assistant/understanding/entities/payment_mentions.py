"""Find the payment methods that a message names, and match them with the customer's own."""

import re
from collections.abc import Iterable, Sequence

from assistant.commerce.customer import PaymentKind, PaymentMethod
from assistant.commerce.shop_ids import PaymentMethodId
from assistant.understanding.entities.candidate_ranking import Candidate, Ranking, rank
from assistant.understanding.message_words import fold
from assistant.understanding.types import Entity, MethodMention

_ID = re.compile(r"(?<!\w)(credit_card|card|paypal|gift_card|store_credit)_\w+")
_KINDS: tuple[tuple[PaymentKind, re.Pattern[str]], ...] = (
    (PaymentKind.PAYPAL, re.compile(r"(?<!\w)pay ?pal(?!\w)")),
    (
        PaymentKind.GIFT_CARD,
        re.compile(
            r"(?<!\w)(?:gift ?cards?|giftcard|gift voucher|cartes? cadeaux?|bon cadeau)(?!\w)"
        ),
    ),
    (
        PaymentKind.STORE_CREDIT,
        re.compile(
            r"(?<!\w)(?:store credit|shop credit|credit note|avoirs?(?= |$|\W)|bon d'achat"
            r"|credit (?:en |du )?(?:boutique|magasin)|cagnotte)(?!\w)"
        ),
    ),
    (
        PaymentKind.CARD,
        re.compile(
            r"(?<!\w)(?:(?:credit|debit|bank|payment) ?cards?|cartes?(?: de credit| bancaires?"
            r"| bleues?| de paiement)?(?! cadeau)|cb|cards?|visa|master ?card|amex"
            r"|american express)(?!\w)"
        ),
    ),
)
_BRAND = re.compile(r"(?<!\w)(visa|master ?card|amex|american express|maestro|discover|cb)(?!\w)")
_BRANDS = {"american express": "amex", "master card": "mastercard"}
_LAST4 = re.compile(
    r"(?:ending(?: in| with)?|ends(?: in| with)?|last (?:four|4)(?: digits)?(?: are| is)?"
    r"|(?:finit|finissant|termine|terminant|finissent) (?:par|en)|(?:en|par)|[*x•.]{2,}|visa|card"
    r"|carte|amex|mastercard|cb)[\s:*x•.-]*(\d{4})(?![\d\w])"
)
_ORIGINAL = re.compile(
    r"(?<!\w)(?:(?:the )?original(?: payment)?(?: method| one| card| form)?(?: of payment)?"
    r"|(?:the )?same(?: payment)? (?:card|method|one|way|account)|where (?:it|the money) came from"
    r"|(?:how|the (?:way|card|one)|what|whatever) i (?:paid|used)|(?:d'|a l')origine|originale?"
    r"|initiale?"
    r"|(?:le |la )?meme (?:carte|moyen|mode|compte)(?: de paiement)?|comme j'ai paye"
    r"|(?:avec (?:quoi|laquelle|lequel)|par lequel|la ou|qui m'a servi a) (?:j'ai )?paye?)(?!\w)"
)
_OTHER = re.compile(
    r"(?<!\w)(?:(?:the |an|my )?other (?:card|one|method)|another (?:card|method|one)"
    r"|different (?:card|method|one)|(?:l'|une |un )?autre (?:carte|moyen|mode))(?!\w)"
)
_NEGATED = re.compile(
    r"(?:\bnot|\bno|n't|\bpas(?: sur| de| la| le)?|\bplutot que|\binstead of"
    r"|\brather than|\bau lieu d[eu'])\s*(?:to |on |onto |with |my |the |ma |la |mon |le |sur )*$"
)


def find_mentions(text: str) -> tuple[Entity[MethodMention], ...]:
    """Return the payment methods that `text` names, without those that it says are not meant."""
    folded = fold(text)
    found: list[Entity[MethodMention]] = []
    taken: list[tuple[int, int]] = []
    for start, end, mention in sorted(_said(folded), key=lambda one: one[0] - one[1]):
        if any(start < e and s < end for s, e in taken):
            continue
        taken.append((start, end))
        if not _NEGATED.search(folded[:start]):
            found.append(Entity(value=mention, start=start, end=end))
    return tuple(sorted(found, key=lambda one: one.start))


def _said(folded: str) -> Iterable[tuple[int, int, MethodMention]]:
    for match in _ID.finditer(folded):
        kind = PaymentKind.CARD if "credit_card" in match[0] else None
        yield match.start(), match.end(), MethodMention(kind=kind, method_id=match[0])
    for match in _ORIGINAL.finditer(folded):
        yield match.start(), match.end(), MethodMention(original=True)
    for match in _OTHER.finditer(folded):
        yield match.start(), match.end(), MethodMention(other=True)
    digits = {match.start(): match for match in _LAST4.finditer(folded)}
    for kind, pattern in _KINDS:
        for match in pattern.finditer(folded):
            near = next(
                (d for at, d in digits.items() if match.start() <= at <= match.end() + 12), None
            )
            end = max(match.end(), near.end()) if near else match.end()
            brand = _BRAND.search(folded, match.start(), end)
            name = _BRANDS.get(brand[1], brand[1].replace(" ", "")) if brand else ""
            last4 = near[1] if near else ""
            yield match.start(), end, MethodMention(kind=kind, brand=name, last4=last4)


def find_methods(
    text: str, methods: Sequence[PaymentMethod], *, paid_with: PaymentMethodId | None = None
) -> Ranking[PaymentMethod]:
    """Return the customer's `methods` that the text may mean, best first; empty: it names none.

    `paid_with` is the method that "the original one" means. Of several mentions the last one that
    fits counts.
    """
    for said in reversed(find_mentions(text)):
        ranking = rank(
            Candidate(value=method, score=score)
            for method in methods
            if (score := _likeness(said.value, method, paid_with)) > 0
        )
        if ranking.candidates:
            return ranking
    return Ranking()


def _likeness(
    said: MethodMention, method: PaymentMethod, paid_with: PaymentMethodId | None
) -> float:
    """Return in [0, 1] how well a method fits a mention; 0: the mention is of another one."""
    if said.method_id:
        return float(said.method_id == fold(method.method_id))
    if said.original or said.other:
        return float((method.method_id == paid_with) is said.original)
    if said.kind is not method.kind:
        return 0.0
    if said.last4 and said.last4 != method.last4:
        return 0.0
    label = fold(method.label).replace(" ", "")
    if said.brand and label and said.brand not in {label, "cb"}:
        return 0.0
    return 1.0
