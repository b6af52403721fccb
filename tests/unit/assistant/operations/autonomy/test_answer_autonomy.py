from dataclasses import replace

import pytest

from assistant.answers.reply_draft import Draft
from assistant.conversation.events import ReplyKind
from assistant.conversation.message import Card, Language, Source
from assistant.operations.autonomy.answer_autonomy import topics_of
from assistant.operations.autonomy.autonomy_table import Topic
from assistant.understanding.types import Intent
from tests.unit.assistant.answers.shop_fixture import asked

NOTHING = Draft(kind=ReplyKind.ABSTAINED, text="?", language="fr")


def resting_on(*titles: str) -> Draft:
    sources = tuple(Source(title=t, url="/", quote="x", language="fr", score=0.9) for t in titles)
    return Draft(kind=ReplyKind.ANSWERED, text="x", language="fr", sources=sources)


class TestTheTopicsOfAnAnswer:
    @pytest.mark.parametrize(
        ("text", "language", "expected"),
        [
            ("Quels sont vos délais de livraison ?", "fr", {Topic.DELIVERY}),
            ("Livrez-vous en Suisse ?", "fr", {Topic.DELIVERY}),
            ("Do you ship to Ireland?", "en", {Topic.DELIVERY}),
            ("Combien de jours pour un retour ?", "fr", {Topic.RETURNS}),
            ("Comment me faire rembourser ?", "fr", {Topic.RETURNS}),
            ("Can I send it back?", "en", {Topic.RETURNS}),
            ("Who pays for return shipping?", "en", {Topic.DELIVERY, Topic.RETURNS, Topic.PAYMENT}),
            ("Puis-je payer en trois fois ?", "fr", {Topic.PAYMENT}),
            ("Do you take gift cards?", "en", {Topic.PAYMENT}),
            ("Quelle taille choisir ?", "fr", {Topic.SIZING}),
            ("Does it fit small?", "en", {Topic.SIZING}),
            ("La garantie dure combien de temps ?", "fr", {Topic.WARRANTY}),
            ("My zip is broken", "en", {Topic.WARRANTY}),
            ("J'ai oublié mon mot de passe", "fr", {Topic.ACCOUNT}),
            ("How do I unsubscribe from the newsletter?", "en", {Topic.ACCOUNT}),
            ("Comment suivre ma commande ?", "fr", {Topic.ORDER}),
            ("Où est votre boutique ?", "fr", {Topic.OTHER}),
            ("Are you open on Sundays?", "en", {Topic.OTHER}),
        ],
    )
    def test_are_told_by_the_question(
        self, text: str, language: Language, expected: set[Topic]
    ) -> None:
        assert set(topics_of(asked(text, language=language), NOTHING)) == expected

    def test_are_told_by_the_page_that_is_quoted_too(self) -> None:
        draft = resting_on("Retours et échanges", "Livraison")

        assert topics_of(asked("Combien de jours ai-je ?"), draft) == (Topic.RETURNS,)

    def test_are_those_of_both_pages_that_contradict_each_other(self) -> None:
        both = replace(resting_on("Retours", "Livraison"), kind=ReplyKind.ABSTAINED)

        found = topics_of(asked("Combien de jours ai-je ?"), both)

        assert found == (Topic.DELIVERY, Topic.RETURNS)

    @pytest.mark.parametrize(
        ("intent", "expected"),
        [
            (Intent.PRODUCT_SEARCH, Topic.PRODUCT),
            (Intent.COMPARE, Topic.PRODUCT),
            (Intent.RETURN_ITEMS, Topic.RETURNS),
            (Intent.BALANCE, Topic.PAYMENT),
        ],
    )
    def test_are_told_by_the_intent_too(self, intent: Intent, expected: Topic) -> None:
        assert expected in topics_of(asked("hm", intent=intent), NOTHING)

    def test_that_shows_products_are_products(self) -> None:
        card = Card(
            product_id="p", title="Bottes", subtitle="", price="1 €", availability="", url="/"
        )
        shown = Draft(kind=ReplyKind.ANSWERED, text="x", language="fr", cards=(card,))

        assert Topic.PRODUCT in topics_of(asked("des bottes"), shown)
