"""Name options and attributes that a format gives a code, in the shop's languages."""

_LABELS = {
    "age_group": ("Âge", "Age group"),
    "brand": ("Marque", "Brand"),
    "choice": ("Modèle", "Model"),
    "collections": ("Collections", "Collections"),
    "color": ("Couleur", "Color"),
    "dimensions": ("Dimensions", "Dimensions"),
    "discount": ("Remise", "Discount"),
    "gender": ("Genre", "Gender"),
    "material": ("Matière", "Material"),
    "minimum_order": ("Commande minimale", "Minimum order"),
    "pack": ("Contenu du pack", "In the pack"),
    "pattern": ("Motif", "Pattern"),
    "rating": ("Note", "Rating"),
    "returns": ("Retours", "Returns"),
    "shipping": ("Livraison", "Shipping"),
    "size": ("Taille", "Size"),
    "tags": ("Mots-clés", "Tags"),
    "warranty": ("Garantie", "Warranty"),
    "weight": ("Poids", "Weight"),
    "yes": ("Oui", "Yes"),
}


def label(code: str, language: str) -> str:
    """Return the name of `code` in `language`, else in English, else the code made readable."""
    french, english = _LABELS.get(code, ("", ""))
    if language == "fr" and french:
        return french
    return english or code.replace("_", " ").strip().capitalize()
