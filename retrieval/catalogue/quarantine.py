"""Keep sentences out of the index that speak in a product's text for the whole shop.

A product's text often comes from a supplier or from a marketplace, and it is read as facts.
"Every order is free" would be told to customers as a rule of the shop, and "ignore your
instructions" would reach a language model. Such a sentence is kept back and reported; where it is
true, the shop says it on a page of its own or in a verified answer. What a product's text says of
the product stays. Pure.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace

from retrieval.catalogue.types import Document, Product

_QUOTED = 60  # characters of a sentence in its report

_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+|(?<=;)\s+")
_HIDDEN = re.compile(r"[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in patterns), re.IGNORECASE)


_WHOLE_SHOP = _any(
    r"\b(?:every|all|any|each|whole|entire)\b[^.!?]{0,25}\b(?:orders?|purchases?|baskets?|carts?"
    r"|products?|items?|articles?|customers?|shoppers?|buyers?|clients?|deliver(?:y|ies)"
    r"|shipments?|returns?|refunds?|exchanges?|payments?|members?|shop|store|site|catalogue)\b",
    r"\b(?:every(?:one|body|thing)|any(?:one|body|thing)|nobody|no one|nothing)\b",
    r"\b(?:the|this|our) (?:whole |entire )?(?:shop|store|site|company)\b",
    r"\b(?:customers?|shoppers?|buyers?|visitors?) (?:never|always)\b",
    r"\b(?:deliver(?:y|ies)|shipping|postage|returns?|refunds?|exchanges?) (?:is|are) (?:now )?"
    r"(?:always|never|permanently|unlimited)\b",
    r"\bworldwide\b|\bdans le monde entier\b",
    r"\b(?:tous|toutes|tout|toute|chaque|n'importe quels?|n'importe quelles?"
    r"|l'ensemble des?|la totalité des?)"
    r"\b[^.!?]{0,25}\b(?:commandes?|achats?|paniers?|produits?|articles?|clients?|clientes?"
    r"|acheteurs?|livraisons?|envois?|retours?|remboursements?|échanges?|paiements?|membres"
    r"|boutique|magasin|site|catalogue)\b",
    r"\b(?:tout le monde|personne ne|rien n[e'])",
    r"\b(?:la|cette|notre) (?:boutique|société|entreprise)\b|\b(?:le|ce|notre) (?:magasin|site)\b",
    r"\b(?:clients?|acheteurs?|visiteurs?) ne (?:paient?|payent?) (?:jamais|rien)\b",
    r"\b(?:livraisons?|envois?|retours?|remboursements?|échanges?) (?:est|sont) (?:désormais )?"
    r"(?:toujours|jamais|illimités?)\b",
)
"""Tells that a sentence speaks of more than its product."""

_PROMISE = _any(
    r"\bfree (?:of charge|deliver(?:y|ies)|shipping|postage|returns?|exchanges?|orders?|gifts?)\b",
    r"\b(?:is|are|be|for|ships?|shipped|delivered|orders?|always|completely|totally|everything)"
    r" free\b(?! (?:from|of|spirit|range|time|hand))|\bat no (?:cost|charge)\b",
    r"\bcosts? nothing\b|\b(?:never|nobody|no one)\b[^.!?]{0,20}\bpays?\b|\bpays? nothing\b",
    r"\brefund(?:s|ed|able)?\b|\bmoney back\b|\breimburse",
    r"\b(?:can|may|must|will) be returned\b|\breturns? (?:is|are)\b|\b(?:can|may) return\b",
    r"\bdiscounts?\b|\bhalf[ -]price\b|\d ?% (?:off|discount|reduction)\b",
    r"\b(?:gets?|receives?|wins?|is given|are given)\b[^.!?]{0,30}(?:[€£$]|\beuros?\b|\bpounds?\b"
    r"|\bdollars?\b|\bcash\b|\bvouchers?\b|\bgift cards?\b)",
    r"\bgratuite?s?\b|\boffert(?:e|es|s)?\b|\bsans frais\b|\bne co[ûu]te(?:nt)? rien\b",
    r"\bpersonne ne pa[iy]e\b|\bne (?:paie|paye|paient|payent) (?:jamais|rien|plus)\b|\brembours",
    r"\b(?:peut|peuvent|doit|doivent) être (?:retourné|renvoyé|repris)",
    r"\bremises? (?:de|sur|immédiate)|\bà moitié prix\b|\d ?% de (?:réduction|remise|rabais)\b",
    r"\b(?:reçoi(?:t|vent)|gagnen?t?|touchen?t?)\b[^.!?]{0,30}(?:€|\beuros?\b|\bbons? d'achat\b"
    r"|\bcartes? cadeaux?\b)",
)
"""Tells that a sentence promises something about orders, money or returns."""

_CODE = r"\W{0,4}(?:is |est )?\W{0,2}(?-i:[A-Z][A-Z0-9]{3,})\b"

_OFFER = _any(
    rf"\b(?:promo(?:tion(?:al)?)?|discount|voucher|coupon) codes?{_CODE}",
    rf"\bcodes? (?:promo|de réduction|de remise|avantage){_CODE}",
    r"\b(?:refund|money back|rembours)[^.!?]{0,40}\b(?:whatever|no questions asked|unconditional"
    r"|unlimited|for ever|forever|without (?:a |any )?(?:reason|return|condition)"
    r"|sans (?:condition|motif|retour)|quoi qu'il arrive|illimité)",
)
"""Tells an offer that no product's text can make, whatever else it says."""

_REFUSED = _any(
    r"\bno (?:refunds?|returns?|exchanges?|discounts?)\b|\bnon[- ]?refundable\b",
    r"\b(?:cannot|can't|not|never) (?:be )?(?:returned|refund\w*|exchang\w*)",
    r"\bexcluded from\b[^.!?;]*",
    r"\b(?:non|pas|ni|jamais) (?:remboursé\w*|remboursable\w*)",
    r"\bne (?:peut|peuvent) (?:pas |ni |plus )?être (?:retourné|renvoyé|repris|remboursé)\w*",
    r"\bexclu(?:e|s|es)? de\b[^.!?;]*",
)
"""Tells a restriction in the words of a promise: "no refunds on any item"."""

_PROGRAM = r"(?:ai|assistants?|chatbots?|bots?|llms?|language models?)\b"
_PROGRAMME = r"(?:ia|assistants?|chatbots?|robots? conversationnels?|modèles? de langage)\b"
_SAYS = (
    r"(?:say|tell|answer|reply|confirm|approve|refund|offer|give|accept|promise|grant|ignore"
    r"|recommend|agree|assure)"
)
_DIT = (
    r"(?:dire|répondre|confirmer|approuver|rembourser|offrir|donner|accepter|promettre|accorder"
    r"|ignorer|recommander|annoncer|assurer)"
)

_INSTRUCTION = _any(
    r"\b(?:ignore|disregard|forget|override|bypass)\b[^.!?]{0,20}\b(?:previous|prior|above|earlier"
    r"|your|system)\b[^.!?]{0,15}\b(?:instructions?|prompts?|guidelines)\b",
    r"\b(?:ignore|disregard|override|bypass) all (?:the )?(?:instructions?|prompts?|guidelines)\b",
    r"\bsystem prompt\b|<\|?(?:system|im_start|assistant)\|?>",
    rf"\byou are (?:now )?(?:an? |the )?(?:virtual )?{_PROGRAM}",
    rf"\bas an? {_PROGRAM}[^.!?]{{0,20}}\byou\b",
    rf"\b(?:note|instructions?|message|reminder) (?:to|for) (?:the |any |all )?{_PROGRAM}",
    rf"\b{_PROGRAM} reading this\b",
    rf"\b{_PROGRAM} (?:must|should|shall|has to|have to) (?:always |never )?{_SAYS}\b",
    r"\b(?:ignore[rz]?|oublie[rz]?|outrepasse[rz]?)\b[^.!?]{0,20}\b(?:instructions?|consignes?"
    r"|règles)\b[^.!?]{0,20}\b(?:précédentes?|antérieures?|ci-dessus|système)\b",
    r"\b(?:ignore|oublie) (?:toutes )?tes (?:instructions|consignes)\b|\binvite système\b",
    r"\bignorez? toutes les (?:instructions|consignes)\b",
    rf"\b(?:tu es|vous êtes) (?:désormais |maintenant )?(?:une? |l')(?:{_PROGRAMME})",
    r"\b(?:note|instructions?|consignes?|message) (?:à|pour|destinée?s? à) (?:l'|les |tous les )?"
    rf"{_PROGRAMME}",
    rf"\b(?:l'|le )(?:{_PROGRAMME}) (?:doit|devra) (?:toujours |ne jamais )?{_DIT}\b",
)
"""Tells a sentence that is meant for a program that reads it."""

_FOR_STAFF = _any(
    r"\b(?:tell|inform|promise|assure) (?:the |every |each |all |any )?(?:customers?|shoppers?"
    r"|buyers?|visitors?)\b",
    r"\b(?:answer|reply|respond) (?:yes )?to (?:every|any|all) (?:questions?|customers?)\b",
    r"\b(?:dis|dites|annonce[rz]?|promets|promettez|assure[rz]?)\b[^.!?]{0,12}\b(?:au|aux"
    r"|à (?:chaque|tous les)) (?:clients?|acheteurs?|visiteurs?)\b",
    r"\b(?:réponds|répondez) (?:toujours )?(?:que|à (?:chaque|toute|tous))\b",
)
"""Tells words about how customers are to be answered, which no product's text has."""


def without_quarantined(item: Product | Document) -> tuple[Product | Document | None, list[str]]:
    """Return `item` without the sentences that are kept back, and a reason for each of them.

    None: its name says such a thing or nothing else is in it, so all of it is kept back. Of a
    page, only what is meant for a program is: the shop's own pages say what the shop promises.
    """
    if isinstance(item, Document):
        text, kept_back = _sifted(item.text, _is_instruction)
        kept = replace(item, text=text) if text else None
        return (kept, _reasons(item.title, kept_back)) if kept_back else (item, [])
    named = (item.title, item.brand, *item.category, *_options(item))
    if found := [one for one in named if _speaks_for_shop(one)]:
        return None, _reasons(item.product_id, found)
    text, kept_back = _sifted(item.description, _speaks_for_shop)
    told = [one for one in item.attributes if _speaks_for_shop(" ".join(one))]
    if not kept_back and not told:
        return item, []
    attributes = tuple(one for one in item.attributes if one not in told)
    safe = replace(item, description=text, attributes=attributes)
    return safe, _reasons(item.product_id, [*kept_back, *(": ".join(one) for one in told)])


def _options(product: Product) -> Iterator[str]:
    for variant in product.variants:
        for name, value in variant.options:
            yield f"{name} {value}"


def _sifted(text: str, is_kept_back: Callable[[str], bool]) -> tuple[str, list[str]]:
    """Return a text without the sentences that are kept back, and these sentences."""
    kept: list[str] = []
    found: list[str] = []
    for sentence, gap in _sentences(text):
        if is_kept_back(sentence):
            found.append(sentence)
        else:
            kept += (sentence, gap)
    return ("".join(kept).strip(), found) if found else (text, found)


def _sentences(text: str) -> Iterator[tuple[str, str]]:
    """Yield each sentence or line with the blanks behind it."""
    begin = 0
    for gap in _SENTENCE.finditer(text):
        yield text[begin : gap.start()], gap.group()
        begin = gap.end()
    if begin < len(text):
        yield text[begin:], ""


def _reasons(name: str, sentences: list[str]) -> list[str]:
    return [
        f"{name}: {_shortened(one)!r} speaks for the whole shop or to the assistant, and was kept"
        " back: if it is true, write it on a page or as a verified answer"
        for one in dict.fromkeys(sentences)
    ]


def _shortened(sentence: str) -> str:
    words = " ".join(sentence.split())
    return words if len(words) <= _QUOTED else f"{words[:_QUOTED]}..."


def _is_instruction(sentence: str) -> bool:
    return bool(_INSTRUCTION.search(_seen(sentence)))


def _speaks_for_shop(sentence: str) -> bool:
    seen = _seen(sentence)
    if _INSTRUCTION.search(seen) or _FOR_STAFF.search(seen) or _OFFER.search(seen):
        return True
    return bool(_WHOLE_SHOP.search(seen) and _PROMISE.search(_REFUSED.sub(" ", seen)))


def _seen(text: str) -> str:
    """Return a text as a reader sees it: no hidden character, look-alike forms composed."""
    normal = unicodedata.normalize("NFKC", _HIDDEN.sub("", text))
    return normal.replace("\u2019", "'")
