import pytest

from assistant.insights.aspects.aspect_reader import AspectReader
from assistant.insights.aspects.aspect_training import load_or_train_aspects
from assistant.insights.projection.conversation_rows import ConversationProjection
from assistant.insights.projection.text_reader import TextReader
from assistant.insights.signals.competitors import Competitors
from assistant.insights.signals.sold_things import SoldThings
from assistant.understanding.intents.intent_training import load_or_train_intents
from retrieval.catalogue.types import Product, Variant
from retrieval.catalogue.vocabulary import vocabulary_of
from retrieval.encoders.model_folders import ModelFolders
from retrieval.encoders.onnx_encoder import OnnxEncoder

KNOWN = frozenset({"robe", "lina", "rouge", "manteau", "botte", "bottes", "pluie"})


def product(product_id: str, title: str, *category: str, options: tuple[str, ...] = ()) -> Product:
    variants = tuple(
        Variant(sku=f"{product_id}-{one}", options=(("Taille", one),), price=None, stock=3)
        for one in options
    )
    return Product(
        product_id=product_id,
        language="fr",
        title=title,
        description="",
        variants=variants or (Variant(sku=product_id, options=(), price=None),),
        category=category,
        brand="Zara" if product_id == "p3" else "",
    )


@pytest.fixture(scope="session")
def shop() -> SoldThings:
    products = [
        product("p1", "Robe Lina", "Vêtements", "Robes", options=("38", "40")),
        product("p2", "Manteau Oslo", "Vêtements", "Manteaux"),
        product("p3", "Bottes de pluie Marée", "Chaussures", "Bottes"),
    ]
    return SoldThings.of(
        products,
        vocabulary=vocabulary_of(products),
        version="v1",
        knows=lambda word, language: bool(language) and word in KNOWN,
    )


@pytest.fixture(scope="session")
def reader(encoder: OnnxEncoder, models: ModelFolders, shop: SoldThings) -> TextReader:
    aspects = load_or_train_aspects(encoder, models)
    return TextReader(
        encoder=encoder,
        intents=load_or_train_intents(encoder, models),
        aspects=AspectReader(encoder=encoder, model=aspects),
        shop=shop,
        competitors=Competitors.load(None, sold=shop.vocabulary.brands),
        names=True,
    )


@pytest.fixture(scope="session")
def projection(reader: TextReader) -> ConversationProjection:
    return ConversationProjection(reader=reader, secret=b"0" * 32)
