from retrieval.text.passage_cuts import chunk
from retrieval.text.passage_wording import (
    ENCODED_CHARS,
    LABEL_WEIGHT,
    TITLE_WEIGHT,
    describe,
    word_document,
    word_product,
)
from tests.unit.retrieval.making import page, product, variant


class TestWordDocument:
    def test_names_title_and_headings_before_the_text(self) -> None:
        (cut,) = chunk(page("## Frais\n\nC'est **gratuit**."))

        wording = word_document("Retours", cut)

        assert wording.title == "Retours. Frais"
        assert wording.body.split() == ["Retours.", "Frais", "C'est", "gratuit", "."]

    def test_says_of_every_sentence_what_it_is_about(self) -> None:
        text = (
            "## Refus\n\nNe sont pas repris :\n\n- les bougies ;\n\nDemandez.\n\n"
            "| Mode | Prix |\n|---|---|\n| Relais | 3,90 € |\n"
        )
        (cut,) = chunk(page(text))

        assert word_document("Retours", cut).sentences == (
            "Refus : Ne sont pas repris :",
            "Refus : Ne sont pas repris : les bougies ;",
            "Refus : Demandez.",
            "Refus : Mode: Relais, Prix: 3,90 €",
        )

    def test_trusts_a_heading_that_asks_more_than_one_that_labels(self) -> None:
        asks, labels = chunk(page("## Est-ce payant ?\n\nNon.\n\n## Frais\n\nAucun."))

        assert word_document("FAQ", asks).is_question
        assert word_document("FAQ", asks).title_weight == TITLE_WEIGHT
        assert word_document("FAQ", labels).title_weight == LABEL_WEIGHT


class TestWordProduct:
    def test_says_everything_but_price_and_stock(self) -> None:
        boots = product(variants=(variant("69", Taille="38"), variant("75", stock=0, Taille="39")))

        wording = word_product(boots, describe(boots))

        assert wording.title == "Bottes Aber. Chaussures > Bottes"
        for said in ("Brisemare", "Chaussures > Bottes", "caoutchouc naturel", "Taille: 38, 39"):
            assert said in wording.body
        assert "69" not in wording.body

    def test_is_bounded(self) -> None:
        wordy = product(description="Un mot. " * 1_000)

        assert len(word_product(wordy, describe(wordy)).body) == ENCODED_CHARS


class TestDescribe:
    def test_quotes_the_sentences_of_the_description_and_the_attributes(self) -> None:
        boots = product()

        cut = describe(boots)

        assert boots.description in cut.text
        assert [cut.text[a:b] for a, b in cut.spans] == [
            "Une botte en caoutchouc.",
            "Elle garde le pied sec.",
            "Matière: caoutchouc naturel",
        ]

    def test_states_the_range_of_prices(self) -> None:
        boots = product(variants=(variant("75"), variant("69"), variant(None)))

        assert describe(boots).text.endswith("69.00 EUR - 75.00 EUR")

    def test_states_no_price_when_there_is_none(self) -> None:
        assert "EUR" not in describe(product(variants=(variant(None),))).text
