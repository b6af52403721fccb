"""Write the letter that says that a variant is back in stock."""

import hashlib
from datetime import datetime

from assistant.commerce.assortment import SoldProduct, SoldVariant
from assistant.commerce.customer import Customer
from assistant.conversation.message import Language
from assistant.kit.mail.letter import Letter, LetterId, LetterKind, WordedLetter
from assistant.operations.alerts.ports import WaitingCustomer
from assistant.operations.shop_values import product_name

_SUBJECT: dict[Language, str] = {
    "fr": "{product} : de nouveau en stock",
    "en": "{product} is back in stock",
}
_BODY: dict[Language, str] = {
    "fr": (
        "Bonjour,\n\nVous avez demandé à être prévenu(e) : {product} est de nouveau en "
        "stock{shop}. Rien n'est réservé : d'autres personnes attendaient peut-être aussi.\n\n"
        "C'est le seul e-mail pour cette demande.\n"
    ),
    "en": (
        "Hello,\n\nYou asked to be told: {product} is back in stock{shop}. Nothing is set "
        "aside: others may have been waiting, too.\n\nThis is the only e-mail about it.\n"
    ),
}
_AT: dict[Language, str] = {"fr": " chez {shop}", "en": " at {shop}"}


def back_letter(
    waiting: WaitingCustomer,
    customer: Customer,
    product: SoldProduct,
    variant: SoldVariant,
    *,
    language: Language,
    at: datetime,
) -> Letter:
    """Return the letter that ends a wait; its id follows from the alert, so there is only one."""
    return Letter(
        letter_id=LetterId("back-" + hashlib.sha256(waiting.alert_id.encode()).hexdigest()[:40]),
        recipient=customer.email,
        kind=LetterKind.BACK_IN_STOCK,
        language=language,
        values={"product": product_name(product.title, variant.options)},
        made_at=at,
    )


def word_back(letter: Letter, *, shop: str) -> WordedLetter:
    """Return the worded letter; `shop` is the shop's name, or ""."""
    language = letter.language
    product = " ".join(letter.values["product"].split())  # a subject is one line
    return WordedLetter(
        subject=_SUBJECT[language].format(product=product),
        body=_BODY[language].format(
            product=product, shop=_AT[language].format(shop=shop) if shop else ""
        ),
    )
