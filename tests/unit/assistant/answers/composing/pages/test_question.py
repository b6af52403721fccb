from assistant.answers.composing.pages.passage_statements import PassageReading, read
from assistant.answers.composing.pages.question import LEANT_ON, WIDER, Question, ask
from assistant.answers.terms import term, terms
from assistant.understanding.stated_facts import FactKind
from tests.unit.assistant.answers.shop_fixture import asked, section

SHIPPING = read(
    section(
        "Livraison",
        "La livraison est soignée.\n\nLa livraison part le jour même.\n\n"
        "La livraison va en Belgique.",
    ).passage
)
SIZES = read(
    section(
        "Tailles",
        "| Taille | Poitrine (cm) | Hanches (cm) |\n|---|---|---|\n"
        "| S | 84 à 87 | 89 à 95 |\n| M | 88 à 91 | 96 à 99 |",
    ).passage
)


def question(text: str, *readings: PassageReading, message: str = "") -> Question:
    return ask(asked(text, message=message), readings)


class TestAsk:
    def test_gives_a_rare_word_more_weight(self) -> None:
        weights = question("livraison Belgique", SHIPPING).weights

        assert weights[term("belgique", "fr")] > weights[term("livraison", "fr")]

    def test_lets_the_words_of_a_follow_up_count_more_than_its_topic(self) -> None:
        whole = question("livraison Belgique Suisse", SHIPPING)
        leaning = question("livraison Belgique Suisse", SHIPPING, message="et la Suisse ?")
        belgium = term("belgique", "fr")

        assert leaning.weights[belgium] == LEANT_ON * whole.weights[belgium]
        assert leaning.weights[term("suisse", "fr")] == whole.weights[term("suisse", "fr")]

    def test_asks_what_the_follow_up_asks(self) -> None:
        asks = question("La livraison va en Belgique, c'est combien ?", message="c'est combien ?")

        assert FactKind.AMOUNT in asks.kinds


class TestAlien:
    def test_counts_words_of_something_else_than_what_was_found(self) -> None:
        assert question("livraison WhatsApp", SHIPPING).alien == 1 / 2

    def test_does_not_count_words_that_are_said_of_anything(self) -> None:
        assert question("livraison pour ma sœur demain", SHIPPING).alien == 0

    def test_does_not_count_words_that_lead_to_what_was_found(self) -> None:
        assert question("le facteur", SHIPPING).alien == 0

    def test_counts_them_where_they_lead_elsewhere(self) -> None:
        assert question("le facteur", SIZES).alien == 1


class TestQuestion:
    def test_is_told_from_a_thing_of_the_same_family(self) -> None:
        asks = question("livraison au Danemark", SHIPPING)

        assert asks.is_about_another(terms("La livraison va en Belgique", "fr"))
        assert not asks.is_about_another(terms("La livraison va en Belgique, au Danemark", "fr"))
        assert not asks.is_about_another(terms("La livraison est soignée", "fr"))

    def test_is_not_told_from_what_is_wider(self) -> None:
        asks = question("livraison au Japon", SHIPPING)

        assert not asks.is_about_another(terms("Ni Belgique, ni Asie", "fr"))

    def test_is_told_by_the_country_of_a_town(self) -> None:
        asks = question("livraison à Londres", SHIPPING)

        assert asks.is_about_another(terms("La livraison va en Belgique", "fr"))
        assert not asks.is_about_another(terms("La livraison va au Royaume-Uni", "fr"))

    def test_is_hinted_at_by_the_shops_word_for_it(self) -> None:
        asks = question("le facteur", SHIPPING)

        assert asks.hinted(terms("La livraison", "fr"), frozenset()) == (asks.weight, asks.weight)
        assert asks.hinted(terms("Un ourlet", "fr"), terms("Livraison", "fr")) == (0, asks.weight)
        assert asks.hinted(terms("Le facteur", "fr"), terms("Livraison", "fr")) == (0, 0)

    def test_is_covered_by_a_wider_word_in_part(self) -> None:
        asks = question("Japon", SHIPPING)

        assert asks.covered(terms("Japon", "fr")) == asks.weight
        assert asks.covered(terms("Asie", "fr")) == WIDER * asks.weight
        assert asks.covered(terms("Italie", "fr")) == 0

    def test_finds_a_number_in_the_range_of_the_column_it_names(self) -> None:
        asks = question("90 cm de poitrine", SIZES)
        small, medium = SIZES.statements

        assert asks.in_ranges(medium) > asks.in_ranges(small) > 0

    def test_singles_out_what_a_row_says_beside_its_neighbours(self) -> None:
        asks = question("taille M ou 96", SIZES)
        small, medium = SIZES.statements

        assert asks.singles_out(medium, frozenset()) > asks.singles_out(small, frozenset())
