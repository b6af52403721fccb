from dataclasses import replace

import pytest

from assistant.answers.guard.draft_review import Approved, Blocked, KnownProductNames, review
from assistant.answers.reply_draft import Draft
from assistant.conversation.events import ReplyKind
from assistant.conversation.message import Card, Source

EVIDENCE = (
    "Vous avez 30 jours pour un retour. Les frais sont de 4,95 €, gratuits dès 60 €. "
    "Remise de 10 % le 3 mars 2026, de 9h30 à 18h. Le Manteau Iroise pèse 1,2 kg. Code MAREE10, "
    "01 23 45 67 89, bonjour@boutique.fr."
)
DRAFT = Draft(
    kind=ReplyKind.ANSWERED,
    text="Vous avez 30 jours pour un retour.",
    language="fr",
    evidence=(EVIDENCE,),
    urls=("https://boutique.fr/retours",),
)


def saying(text: str) -> Draft:
    return replace(DRAFT, text=text)


class TestReview:
    @pytest.mark.parametrize(
        "text",
        [
            "Vous avez 30 jours.",
            "You have thirty days, and postage is €4.95.",
            "10 percent off on March 3, 2026, from 09:30.",
            "Il pèse 1.2 kg.",
            "See https://boutique.fr/retours.",
            "Write to Bonjour@boutique.fr or call +33 1 23 45 67 89, code MAREE10.",
            "Bonjour !",
        ],
    )
    def test_approves_what_the_evidence_states(self, text: str) -> None:
        assert review(saying(text)) == Approved(saying(text))

    @pytest.mark.parametrize(
        ("text", "rule"),
        [
            ("Vous avez 14 jours.", "duration_not_in_evidence"),
            ("Vous avez 30 mois.", "duration_not_in_evidence"),
            ("Les frais sont de 5,95 €.", "amount_not_in_evidence"),
            ("Postage is $4.95.", "amount_not_in_evidence"),
            ("30 € de frais.", "amount_not_in_evidence"),
            ("Remise de 20 %.", "percent_not_in_evidence"),
            ("Le 4 mars 2026.", "date_not_in_evidence"),
            ("Ouvert dès 8h.", "time_not_in_evidence"),
            ("Il reste 7 pièces.", "number_not_in_evidence"),
            ("Voir https://ailleurs.fr/retours", "link_not_in_evidence"),
            ("Écrivez à autre@boutique.fr.", "email_not_in_evidence"),
            ("Appelez le 01 23 45 67 80.", "phone_not_in_evidence"),
            ("Avec le code SOLDES30.", "code_not_in_evidence"),
        ],
    )
    def test_blocks_what_it_does_not(self, text: str, rule: str) -> None:
        assert review(saying(text)) == Blocked(rule)

    def test_blocks_a_quote_that_is_not_verbatim(self) -> None:
        source = Source(
            title="Retours",
            url=DRAFT.urls[0],
            quote="Vous avez 30 jours !",
            language="fr",
            score=0.9,
        )

        assert review(replace(DRAFT, sources=(source,))) == Blocked("quote_not_in_evidence")

    def test_blocks_a_card_with_another_price(self) -> None:
        card = Card(
            product_id="p", title="Manteau Iroise", subtitle="", price="89,00 €",
            availability="En stock", url=DRAFT.urls[0],
        )  # fmt: skip

        assert review(replace(DRAFT, cards=(card,))) == Blocked("amount_not_in_evidence")

    def test_blocks_a_card_that_links_elsewhere(self) -> None:
        card = Card(
            product_id="p", title="Manteau", subtitle="", price="", availability="",
            url="https://ailleurs.fr",
        )  # fmt: skip

        assert review(replace(DRAFT, cards=(card,))) == Blocked("link_not_in_evidence")

    def test_blocks_a_product_that_the_evidence_does_not_name(self) -> None:
        names = KnownProductNames.of(("Manteau Iroise", "Veste Molène", "Veste Molène longue"))

        assert isinstance(review(saying("Le manteau Iroise."), names=names), Approved)
        assert review(saying("La veste Molène."), names=names) == Blocked("name_not_in_evidence")

    def test_finds_every_name_in_a_sentence(self) -> None:
        names = KnownProductNames.of(("Iroise", "Manteau Iroise", "Manteau Iroise en laine"))

        said = names.said_in("Iroise ? Le MANTEAU Iroise en laine, pas le manteau.")

        assert list(said) == ["manteau iroise", "manteau iroise en laine"]

    @pytest.mark.parametrize("text", ["30 days, twice.", "14 days at 9 pm, in 30 days."])
    def test_proves_figures_by_whatever_line_states_them(self, text: str) -> None:
        evidence = ("Sous 30\njours.", "Ouvert à 14 h.\nFourteen days; 30 days.\n21:00")

        assert isinstance(review(replace(saying(text), evidence=evidence)), Approved)
