"""Which of a product's facts a question asks for. Pure."""

from enum import StrEnum

import regex

from retrieval.catalogue.folding import fold
from retrieval.catalogue.types import Product


class Aspect(StrEnum):
    """What every product has; anything else is an attribute or a sentence."""

    PRICE = "price"
    STOCK = "stock"
    CHOICES = "choices"  # which sizes, colours ... there are


# Read on folded text, so without accents.
_ASPECTS = {
    Aspect.PRICE: r"\b(combien|prix|coute\w*|tarif|how much|price\w*|cost\w*)\b",
    Aspect.CHOICES: r"\b(quel\w*|which|what) (?:\w+ )?"
    r"(taille|pointure|couleur|coloris|size|colou?r)",
    Aspect.STOCK: r"\b(stock|disponib\w*|dispo|rupture|available|availability|existe\w*|en reste|"
    r"you have|avez vous|left|come in|comes in)\b",
}
_COMPILED = {aspect: regex.compile(rule) for aspect, rule in _ASPECTS.items()}

# The ways one attribute is named and asked for, over both languages, on folded text.
_ATTRIBUTES = tuple(
    regex.compile(rf"\b(?:{rule})")
    for rule in (
        r"matiere|composition|tissu|material|fabric|made of|fait\w* en|compose|cuir|leather|lin\b",
        r"poids|pese|weight|weigh|lourd|heavy|leger",
        r"entretien|lav|machine|wash|care\b|clean|nettoy|repass|iron|seche|dry",
        r"origine|fabrique|made in|provenance|origin|manufactur|produced|ou est[- ]\w+ fait",
        r"impermeab|etanche|waterproof|pluie|rain|deperl",
        r"dimension|longueur|largeur|hauteur|length|width|height|mesure|grand|big\b|tall\b|long\b",
        r"contenance|volume|capacit|litre",
        r"coupe|taille\w* (?:petit|grand|normal)|fit\b|fits\b|runs? (?:small|large)|conseil taille",
        r"garantie|guarantee|warranty",
        r"doublure|lining|lined|double\b",
        r"semelle|sole\b|outsole",
        r"temperature|chaud|warm|froid|cold",
        r"parfum|scent|senteur|fragrance",
        r"duree|burn|brule|autonomie|battery|batterie",
    )
)


def aspect_of(question: str) -> Aspect | None:
    """Return the aspect that is asked for; the price first, since it is named most plainly."""
    folded = fold(question)
    return next((aspect for aspect, rule in _COMPILED.items() if rule.search(folded)), None)


def attribute_of(question: str, product: Product) -> tuple[str, str] | None:
    """Return the (name, value) of the attribute that is asked for, by its name or its kin."""
    folded = fold(question)
    for name, value in product.attributes:
        folded_name = fold(name)
        if regex.search(rf"\b{regex.escape(folded_name)}\b", folded):
            return name, value
    for kin in _ATTRIBUTES:
        if kin.search(folded):
            for name, value in product.attributes:
                if kin.search(fold(name)):
                    return name, value
    return None
