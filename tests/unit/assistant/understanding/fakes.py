"""An encoder without a model, and a shop's vocabulary."""

import zlib

import numpy as np

from assistant.understanding.message_words import split
from retrieval.catalogue.vocabulary import Vocabulary
from retrieval.types import Vector


class WordEncoder:
    """Encodes a text as the sum of its words' random directions: same words, same vector."""

    name = "words-64"
    dimensions = 64

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode_query(self, text: str) -> Vector:
        self.encoded.append(text)
        total = np.full(self.dimensions, 1e-3)
        for word in split(text):
            seed = zlib.crc32(word.key.encode())
            total += np.random.default_rng(seed).standard_normal(self.dimensions)
        unit: Vector = (total / np.linalg.norm(total)).astype(np.float32)
        return unit

    def encode_passage(self, text: str) -> Vector:
        return self.encode_query(text)


SHOP = Vocabulary(
    options=(
        ("Color", "Navy"),
        ("Color", "Red"),
        ("Couleur", "Blanc"),
        ("Couleur", "Bleu marine"),
        ("Couleur", "Noir"),
        ("Couleur", "Rouge"),
        ("Format", "140 x 200 cm"),
        ("Matière", "Cuir"),
        ("Pointure", "38"),
        ("Size", "10"),
        ("Size", "L"),
        ("Size", "M"),
        ("Taille", "38"),
        ("Taille", "42"),
        ("Taille", "L"),
        ("Taille", "M"),
        ("Taille", "XL"),
        ("Title", "Default Title"),
    ),
    categories=(
        "Bottes",
        "Cadeaux",
        "Canapés",
        "Chaussures",
        "Dresses",
        "Lampes",
        "Lamps",
        "Robes",
        "Robes de soirée",
        "Sacs & accessoires",
        "Shoes",
    ),
    titles=(
        ("p1", "Robe Lina"),
        ("p1", "Lina Dress"),
        ("p2", "Lampe Aurore"),
        ("p3", "Lampe Orion en laiton"),
        ("p4", "Robe Alba"),
    ),
)
