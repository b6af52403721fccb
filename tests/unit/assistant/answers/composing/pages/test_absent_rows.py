import pytest

from assistant.answers.composing.pages.absent_rows import tell_absent
from assistant.answers.composing.pages.statement_choice import extract
from assistant.answers.guard.draft_review import Approved, review
from assistant.answers.reply_draft import Draft
from assistant.conversation.events import Reason, ReplyKind
from assistant.conversation.message import Language
from retrieval.types import Evidence
from tests.unit.assistant.answers.shop_fixture import asked, section

ABROAD = section(
    "Livraison",
    "| Pays | Délai | Prix |\n|---|---|---|\n| Belgique | 2 jours | 6 € |\n"
    "| Suisse | 5 jours | 12 € |\n| Italie | 4 jours | 9 € |",
    heading="Étranger",
)
COSTS = "| Country | Price |\n|---|---|\n| France | €4 |\n| Spain | €9 |"
REST = section("Envois", f"{COSTS}\n| Other countries | €25 |", language="en")
MEXICO = section("Shipping", COSTS.replace("Spain", "Mexico"), language="en")
ASIA = section("Asie", "Nous ne livrons pas au Japon.")


def told(
    text: str, *found: Evidence, language: Language = "fr", floor: float = 2.0
) -> Draft | None:
    """Ask where nothing is as sure as `floor`, unless the test says so."""
    message = asked(text, language=language)
    return tell_absent(message, extract(message, found), floor=floor)


class TestAbsentRow:
    def test_is_told_with_the_rows_that_are_there(self) -> None:
        draft = told("Combien coûte la livraison au Danemark ?", ABROAD)

        assert draft is not None
        assert "Belgique, Suisse, Italie" in draft.text
        assert "Danemark" in draft.text
        assert (draft.kind, draft.reason) == (ReplyKind.ABSTAINED, Reason.NO_EVIDENCE)
        assert [source.title for source in draft.sources] == ["Livraison"]
        assert review(draft) == Approved(draft)

    def test_is_told_in_english(self) -> None:
        page = section("Shipping", COSTS, language="en")
        draft = told("how much is shipping to Denmark?", page, language="en")

        assert draft is not None
        assert draft.text.startswith(
            'On "Shipping" I read: France, Spain. I can\'t find Denmark there.'
        )

    @pytest.mark.parametrize(
        ("text", "found", "language"),
        [
            ("Combien coûte la livraison en Suisse ?", (ABROAD,), "fr"),  # it has a row
            ("Combien coûte la livraison ?", (ABROAD,), "fr"),  # nothing is named
            ("how much is shipping to Denmark?", (REST,), "en"),  # a row for all others
            ("Livrez-vous au Japon ?", (ABROAD, ASIA), "fr"),  # a statement speaks of it
            ("Acceptez-vous PayPal ?", (ABROAD,), "fr"),  # another family
            ("Livrez-vous en Guadeloupe ?", (ABROAD,), "fr"),  # part of a country
            ("Livrez-vous au Mexique ?", (MEXICO,), "fr"),  # named in another language
        ],
    )
    def test_is_not_told_where_something_speaks_of_it(
        self, text: str, found: tuple[Evidence, ...], language: Language
    ) -> None:
        assert told(text, *found, language=language) is None

    def test_is_not_told_where_another_statement_answers(self) -> None:
        warranty = section("Garantie", "Garantie de deux ans au Danemark comme en France.")
        sure = section("Douane", "La douane est comprise dans chaque prix.", toward="douane")

        assert told("La douane est comprise au Danemark ?", warranty, ABROAD) is None
        assert told("La douane est comprise pour le Danemark ?", sure, ABROAD, floor=0.0) is None


EUROPE = section("Livraison", "Nous livrons en France, en Belgique et au Luxembourg.")
STORES = section("Livraison", "Nos colis partent de nos entrepôts de France et du Portugal.")
MADE = section("Nos ateliers", "Nos tasses viennent du Portugal et d'Italie.")
CARRIERS = section("Carriers", "We ship with DHL and Evri.", language="en")


class TestAListInASentence:
    def test_is_quoted_for_a_country_that_it_does_not_name(self) -> None:
        draft = told("Vous livrez en Suisse ?", EUROPE)

        assert draft is not None
        assert (
            "« Nous livrons en France, en Belgique et au Luxembourg ». Je n'y trouve pas Suisse."
            in draft.text
        )
        assert (draft.kind, draft.reason) == (ReplyKind.ABSTAINED, Reason.NO_EVIDENCE)
        assert review(draft) == Approved(draft)

    def test_is_quoted_for_a_carrier(self) -> None:
        draft = told("do you ship with UPS?", CARRIERS, language="en")

        assert draft is not None
        assert draft.text.startswith('On "Carriers" I read: "We ship with DHL and Evri".')

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("Vous livrez en Belgique ?", (EUROPE,)),  # it is named
            ("Vous livrez en Suisse ?", (MADE,)),  # it lists something else
            ("Vous livrez en Suisse ?", (STORES,)),  # on the right page, of another matter
            ("Vous livrez en Suisse ?", (EUROPE, section("Aide", "Nous livrons dans l'Europe."))),
            ("Puis-je retourner un article depuis la Suisse ?", (EUROPE,)),  # asks something else
            ("Vous livrez en Suisse ?", (EUROPE, section("Aide", "Pour la Suisse, écrivez-nous."))),
            (
                "Vous livrez en Suisse ?",
                (section("Livraison", "Livraison en France, en Belgique et dans toute l'Europe."),),
            ),
        ],
    )
    def test_is_not_quoted_where_it_says_nothing_about_it(
        self, text: str, found: tuple[Evidence, ...]
    ) -> None:
        assert told(text, *found) is None

    def test_is_not_quoted_where_a_statement_is_sure(self) -> None:
        assert told("Vous livrez en Suisse ?", EUROPE, floor=0.0) is None
