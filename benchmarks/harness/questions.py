"""Questions to time: many, all different, made from what the demo shop says. Pure.

Each names a page, a section or a product, so that where its answer stands is known. They are
there to be answered, not to be hard: how good answers are is measured by `comptoir eval`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from retrieval.catalogue.types import CatalogueItem, Document, Product

_ABOUT_PRODUCTS = {
    "fr": (
        "Combien coûte {} ?",
        "Quel est le prix de {} ?",
        "{}, vous l'avez en stock ?",
        "De quelle matière est {} ?",
        "Bonjour, en quelles tailles et couleurs existe {} ?",
        "Comment entretenir {} ?",
    ),
    "en": (
        "How much is the {}?",
        "What does the {} cost?",
        "Do you have the {} in stock?",
        "What is the {} made of?",
        "Hello, which sizes and colours does the {} come in?",
        "How do I wash the {}?",
    ),
}
_ABOUT_PAGES = {
    "fr": (
        "{page} : {section} ?",
        "Bonjour, que dites-vous sur « {section} » ({page}) ?",
        "Que faut-il savoir sur {section}, à propos de {page} ?",
    ),
    "en": (
        "{page}: {section}?",
        'Hello, what do you say about "{section}" ({page})?',
        "What should I know about {section}, regarding {page}?",
    ),
}
_HEADING = re.compile(r"^##+ (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked, and where the answer is expected."""

    text: str
    urls: tuple[str, ...]  # of the page or product, in each language


def ask_about(items: Iterable[CatalogueItem]) -> list[Question]:
    """Return all questions about `items`, each text once, products and pages in turn.

    The order looks random and is the same in every run.
    """
    known = list(items)
    products = [item for item in known if isinstance(item, Product)]
    pages = [item for item in known if isinstance(item, Document)]
    about_products = _shuffled(_about_products(products))
    about_pages = _shuffled(_about_pages(pages))
    mixed = (question for pair in zip(about_products, about_pages) for question in pair)  # noqa: B905  # as many as there are of both
    return list({question.text: question for question in mixed}.values())


def _about_products(products: Sequence[Product]) -> Iterator[Question]:
    urls = _by_id((product.product_id, product.url) for product in products)
    for product in products:
        for template in _ABOUT_PRODUCTS.get(product.language, ()):
            yield Question(text=template.format(product.title), urls=urls[product.product_id])


def _about_pages(pages: Sequence[Document]) -> Iterator[Question]:
    urls = _by_id((page.document_id, page.url) for page in pages)
    for page in pages:
        for section in _HEADING.findall(page.text):
            for template in _ABOUT_PAGES.get(page.language, ()):
                text = template.format(page=page.title, section=section.rstrip(" ?"))
                yield Question(text=text, urls=urls[page.document_id])


def _by_id(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for key, url in pairs:
        found[key] = (*found.get(key, ()), url)
    return found


def _shuffled(questions: Iterable[Question]) -> list[Question]:
    return sorted(questions, key=lambda question: sha256(question.text.encode()).digest())
