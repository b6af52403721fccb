import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation.message import Language
from assistant.understanding.constraints.message_constraints import read_constraints
from assistant.understanding.types import Constraints
from retrieval.catalogue.vocabulary import Vocabulary
from tests.unit.assistant.understanding.fakes import SHOP


def options(text: str, language: Language = "fr") -> tuple[tuple[str, str], ...]:
    return read_constraints(text, SHOP, language).constraints.options


class TestAWholeSearch:
    def test_is_read_into_its_filters(self) -> None:
        said = read_constraints("robe rouge sous 50 EUR en M", SHOP, "fr")

        assert said.constraints == Constraints(
            price_max_minor=5000,
            options=(("Couleur", "Rouge"), ("Taille", "M")),
            category="Robes",
        )
        assert said.rest == ""

    def test_keeps_what_is_no_filter(self) -> None:
        said = read_constraints("robe rouge imperméable en M", SHOP, "fr")

        assert said.rest == "imperméable"

    def test_leaves_a_message_without_filters_as_it_is(self) -> None:
        text = "Quels sont vos délais, svp ?"

        said = read_constraints(text, SHOP, "fr")

        assert said.constraints == Constraints()
        assert said.rest == text


class TestOptions:
    def test_are_named_in_the_language_of_the_message(self) -> None:
        assert options("rouge en M") == (("Couleur", "Rouge"), ("Taille", "M"))
        assert options("red in M", "en") == (("Color", "Red"), ("Size", "M"))

    def test_are_named_in_the_other_language_where_only_it_has_them_all(self) -> None:
        assert options("black size M", "en") == (("Couleur", "Noir"), ("Taille", "M"))

    @pytest.mark.parametrize("text", ["blanche", "BLANCHES", "white", "blanc"])
    def test_are_found_whatever_gender_number_case_and_language(self, text: str) -> None:
        assert options(text) == (("Couleur", "Blanc"),)

    def test_take_the_longest_value(self) -> None:
        assert options("bleu marine") == (("Couleur", "Bleu marine"),)
        assert options("bleu") == ()

    def test_survive_a_typo_in_a_long_word(self) -> None:
        assert options("robe blanhce") == (("Couleur", "Blanc"),)

    @pytest.mark.parametrize("text", ["veste", "Mme Blanchet", "black friday", "carte bleue"])
    def test_are_not_seen_in_other_words(self, text: str) -> None:
        assert options(text) == ()

    def test_of_one_name_are_all_given(self) -> None:
        assert options("noir ou rouge") == (("Couleur", "Noir"), ("Couleur", "Rouge"))

    def test_that_say_nothing_are_never_meant(self) -> None:
        assert options("default title", "en") == ()


class TestSizes:
    @pytest.mark.parametrize(
        "text",
        ["en M", "taille M", "vous l'avez en taille m ?", "M ?", "robe M", "size M", "et M ?"],
    )
    def test_are_read_where_they_are_announced_or_stand_alone(self, text: str) -> None:
        assert options(text) == (("Taille", "M"),)

    @pytest.mark.parametrize(
        "text",
        [
            "vous m'avez oublié",
            "I'm late",
            "M. Dupont",
            "payer en 42 fois",
            "42 jours après l'achat",
        ],
    )
    def test_are_not_seen_inside_other_words(self, text: str) -> None:
        assert options(text) == ()

    def test_may_be_listed(self) -> None:
        assert options("robe en M ou L") == (("Taille", "M"), ("Taille", "L"))

    def test_are_of_shoes_where_shoes_are_named(self) -> None:
        assert options("bottes en 38") == (("Pointure", "38"),)
        assert options("pointure 38") == (("Pointure", "38"),)
        assert options("robe en 38") == (("Taille", "38"),)

    def test_are_not_mistaken_for_prices(self) -> None:
        said = read_constraints("robe sous 42 €", SHOP, "fr").constraints

        assert said.options == ()
        assert said.price_max_minor == 4200

    def test_with_measures_match_however_they_are_written(self) -> None:
        assert options("housse 140x200") == (("Format", "140 x 200 cm"),)


class TestCategory:
    @pytest.mark.parametrize(
        ("text", "language", "category"),
        [
            ("avez-vous des canapes", "fr", "Canapés"),
            ("robe de soirée", "fr", "Robes de soirée"),
            ("un sac", "fr", "Sacs & accessoires"),
            ("dress shoes", "en", "Shoes"),
            ("a lamp", "en", "Lamps"),
            ("une lampe", "fr", "Lampes"),
            ("chausures", "fr", "Chaussures"),
            ("carte cadeau", "fr", ""),
        ],
    )
    def test_is_the_one_that_is_meant(self, text: str, language: Language, category: str) -> None:
        assert read_constraints(text, SHOP, language).constraints.category == category


class TestStock:
    @pytest.mark.parametrize("text", ["robes en stock", "quels sacs sont dispo", "available lamps"])
    def test_is_wanted_where_it_is_a_filter(self, text: str) -> None:
        assert read_constraints(text, SHOP, "fr").constraints.in_stock

    @pytest.mark.parametrize(
        "text",
        ["la robe est-elle en stock ?", "is it available?", "out of stock", "quand en stock ?"],
    )
    def test_is_not_where_it_is_asked_about(self, text: str) -> None:
        assert not read_constraints(text, SHOP, "fr").constraints.in_stock


class TestAnyMessage:
    @given(st.text(max_size=80))
    def test_is_read_without_error_and_without_new_words(self, text: str) -> None:
        said = read_constraints(text, SHOP, "fr")

        assert set(said.rest) <= set(text) | {" "}

    def test_constrains_nothing_in_an_empty_shop(self) -> None:
        said = read_constraints("robe rouge en M", Vocabulary(), "fr")

        assert said.constraints == Constraints()


BILINGUAL = Vocabulary(
    options=(("Color", "White"), ("Couleur", "Blanc"), ("Couleur", "Bleu marine")),
    categories=(
        "Chaussures enfant",
        "Hiking and camping",
        "Kids' shoes",
        "Pulls",
        "Randonnée et bivouac",
        "Shoes",
        "Trousers and skirts",
    ),
    category_languages=(
        ("Chaussures enfant", "fr"),
        ("Hiking and camping", "en"),
        ("Kids' shoes", "en"),
        ("Pulls", "fr"),
        ("Randonnée et bivouac", "fr"),
        ("Shoes", "en"),
        ("Trousers and skirts", "en"),
    ),
    translations=(
        ("Hiking and camping", "Randonnée et bivouac"),
        ("Randonnée et bivouac", "Hiking and camping"),
    ),
)


def read(text: str, language: Language) -> Constraints:
    return read_constraints(text, BILINGUAL, language).constraints


class TestACatalogueInTwoLanguages:
    def test_takes_no_word_of_one_language_for_a_misspelt_one_of_the_other(self) -> None:
        assert read("je veux trouver un pull", "fr").category == "Pulls"
        assert read("gift card balance", "en").options == ()

    def test_corrects_words_of_the_language_spoken(self) -> None:
        assert read("blue trouser", "en").category == "Trousers and skirts"
        assert read("white trosers", "en").category == "Trousers and skirts"

    def test_names_a_category_in_the_language_spoken(self) -> None:
        assert read("camping", "fr").category == "Randonnée et bivouac"
        assert read("camping", "en").category == "Hiking and camping"

    def test_keeps_the_name_of_a_category_without_a_translation(self) -> None:
        assert read("pulls", "en").category == "Pulls"

    @pytest.mark.parametrize(
        ("text", "language", "category"),
        [
            ("chaussures pour enfant", "fr", "Chaussures enfant"),
            ("des chaussures pour les enfants", "fr", "Chaussures enfant"),
            ("shoes for kids", "en", "Kids' shoes"),
            ("shoes, kids", "en", "Shoes"),
        ],
    )
    def test_reads_what_and_for_whom_as_one_category(
        self, text: str, language: Language, category: str
    ) -> None:
        assert read(text, language).category == category

    @pytest.mark.parametrize("text", ["pull marin", "pulls marins", "pull style marine"])
    def test_knows_what_looks_like_the_sea_from_the_colour(self, text: str) -> None:
        assert read(text, "fr").options == ()

    @pytest.mark.parametrize("text", ["pull marine", "pull bleu marine", "en marine"])
    def test_knows_the_colour_of_the_sea(self, text: str) -> None:
        assert read(text, "fr").options == (("Couleur", "Bleu marine"),)


class TestWhatIsNotWanted:
    def test_is_no_option(self) -> None:
        said = read_constraints("une robe mais pas en noir", SHOP, "fr")

        assert said.constraints == Constraints(category="Robes", without=("noir",))

    def test_stands_beside_what_is(self) -> None:
        said = read_constraints("robe rouge pas noire", SHOP, "fr")

        assert said.constraints.options == (("Couleur", "Rouge"),)
        assert said.constraints.without == ("noire",)
