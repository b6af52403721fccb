"""Hold the fixed sentences of advice on sizes, in French and English."""

from dataclasses import dataclass

from assistant.conversation.message import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeTexts:
    """Hold the sentences of one language."""

    row: str
    own_measure: str
    remark: str
    size_in: str
    size_in_variants: str
    size_out: str
    largest: str
    which_measure: str
    off_table: str
    or_: str


_FR = SizeTexts(
    row="« {said} » : d'après le guide des tailles ({page}), c'est la taille {size} ({beside}).",
    own_measure="« {said} » : c'est la taille « {size} ».",
    remark="La fiche de « {name} » précise : {remark}.",
    size_in="{size} : en stock.",
    size_in_variants="{size} : en stock en {variants}.",
    size_out="{size} : épuisé.",
    largest="{size} est la plus grande taille de cet article.",
    which_measure="Pour vous dire quelle taille prendre, il me faut une mesure du guide des "
    "tailles : {measures}. Laquelle pouvez-vous me donner ?",
    off_table="Cette mesure est en dehors du guide des tailles ({page}), qui va de {first} "
    "à {last}.",
    or_=" ou ",
)
_EN = SizeTexts(
    row='"{said}": by the size guide ({page}), that is size {size} ({beside}).',
    own_measure='"{said}": that is the size "{size}".',
    remark='The page of "{name}" says: {remark}.',
    size_in="{size}: in stock.",
    size_in_variants="{size}: in stock in {variants}.",
    size_out="{size}: sold out.",
    largest="{size} is the largest size of this item.",
    which_measure="To tell which size to take I need a measure from the size guide: {measures}. "
    "Which one can you give me?",
    off_table="That measure is outside the size guide ({page}), which goes from {first} to {last}.",
    or_=" or ",
)

SIZE_TEXTS: dict[Language, SizeTexts] = {"fr": _FR, "en": _EN}

SIZE_GUIDE: dict[Language, str] = {
    "fr": "guide des tailles pointures poitrine taille hanches pied stature cm",
    "en": "size guide sizes chest bust waist hips foot height cm",
}
"""What a page with size tables is searched by."""
