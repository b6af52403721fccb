from assistant.answers.composing.pages.statement_choice import CLEAR, extract, opening
from tests.unit.assistant.answers.shop_fixture import asked, section

SHIPPING = section(
    "Livraison",
    "La livraison express part le jour même.\n\nLa livraison express coûte 12,90 €.",
    heading="Livraison express",
)
REPAIRS = section("Réparation", "Un ourlet coûte 10 €.", score=0.2, dense=0.87)


def texts(question: str) -> list[str]:
    extracts = extract(asked(question), [SHIPPING, REPAIRS])
    return [one.reading.units[one.statement.first].text for one in extracts.ranked]


class TestExtract:
    def test_puts_the_kind_of_fact_that_is_asked_for_first(self) -> None:
        assert texts("Combien coûte la livraison express ?")[0].endswith("12,90 €.")

    def test_prefers_the_words_of_the_question_to_a_nearer_passage(self) -> None:
        assert texts("Combien coûte un ourlet ?")[0] == "Un ourlet coûte 10 €."

    def test_is_surer_of_what_says_more_of_the_question(self) -> None:
        said = extract(asked("Combien coûte la livraison express ?"), [SHIPPING])
        unsaid = extract(asked("Louez-vous des kayaks ?"), [SHIPPING])

        assert said.ranked[0].confidence > 0.5 > unsaid.ranked[0].confidence

    def test_is_less_sure_where_another_page_says_as_much(self) -> None:
        twin = section("Frais", "La livraison express coûte 12,90 €.", heading="Livraison express")
        alone = extract(asked("Combien coûte la livraison express ?"), [SHIPPING])
        both = extract(asked("Combien coûte la livraison express ?"), [SHIPPING, twin])

        assert both.ranked[0].signs.ahead < alone.ranked[0].signs.ahead == CLEAR

    def test_is_less_sure_of_a_question_about_something_else(self) -> None:
        plain = extract(asked("Combien coûte la livraison express ?"), [SHIPPING])
        alien = extract(asked("Combien coûte la livraison express par drone ?"), [SHIPPING])

        assert alien.ranked[0].confidence < plain.ranked[0].confidence

    def test_names_each_page_once(self) -> None:
        extracts = extract(asked("livraison"), [SHIPPING, REPAIRS])

        assert [one.evidence.passage.title for one in extracts.of_pages()] == [
            "Livraison",
            "Réparation",
        ]

    def test_of_nothing_is_nothing(self) -> None:
        assert extract(asked("Quoi ?"), []).ranked == ()

    def test_wants_the_very_thing_that_is_asked_for(self) -> None:
        codes = section(
            "Promotions",
            "Utilisez votre code promo dans le panier.\n\nLa lettre donne droit au code MAREE10.",
        )
        extracts = extract(asked("Vous avez un code promo ?"), [codes])

        assert extracts.ranked[0].statement.first == 1


class TestOpening:
    def test_is_where_a_section_begins_that_is_asked_for_as_a_whole(self) -> None:
        extracts = extract(asked("La livraison express ?"), [SHIPPING])

        assert opening(extracts).statement.first == 0

    def test_is_the_fact_where_one_is_asked_for(self) -> None:
        extracts = extract(asked("Prix de la livraison express ?"), [SHIPPING])

        assert opening(extracts).statement.first == 1
