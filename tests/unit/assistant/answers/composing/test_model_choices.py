"""A model chooses by number; what is said is the catalogue's and the pages' own."""

from collections.abc import Sequence

from assistant.answers.composing.composer import Composer
from assistant.answers.guard.draft_review import Approved, review
from assistant.answers.reply_draft import Draft
from assistant.conversation.events import ReplyKind
from assistant.understanding.types import Constraints, Intent, Understanding
from tests.unit.assistant.answers.composing.products.test_size_advice import GUIDE
from tests.unit.assistant.answers.composing.test_composer import SHOP, Shelf
from tests.unit.assistant.answers.shop_fixture import BOOTS, SOLD_OUT, asked, found


class Chooses:
    """Chooses the statements that have one of the words a test says; a `ReadingModel`."""

    def __init__(self, *words: str, away: bool = False) -> None:
        self.words = words
        self.away = away

    async def choose(self, question: str, statements: Sequence[str]) -> tuple[int, ...] | None:
        del question
        if self.away:
            return None
        return tuple(at for word in self.words for at, one in enumerate(statements) if word in one)[
            :3
        ]

    async def other_words(self) -> Understanding | None:
        return None


async def composed(understanding: Understanding, model: Chooses) -> Draft:
    return await Composer(searcher=SHOP, limit=8, model=model).compose(understanding, floor=0.5)


def about(text: str, *products: str, intent: Intent = Intent.PRODUCT_QUESTION) -> Understanding:
    return asked(text, intent=intent, products=products)


class TestChooseFacts:
    async def test_tells_a_fact_of_the_product_and_a_statement_of_a_page_together(self) -> None:
        understanding = about("Quel poids, et puis-je les rendre ?", BOOTS.product_id)
        draft = await composed(understanding, Chooses("Poids", "30 jours"))

        assert "1,4 kg la paire" in draft.text
        assert "30 jours" in draft.text
        assert isinstance(review(draft), Approved)

    async def test_leaves_a_size_that_a_measure_tells_to_the_table(self) -> None:
        shelf = Shelf(found(BOOTS), *GUIDE)
        understanding = about("Quelle pointure pour un pied de 26 cm ?", BOOTS.product_id)
        model = Chooses("Poids")

        draft = await Composer(searcher=shelf, limit=8, model=model).compose(
            understanding, floor=0.5
        )

        assert "c'est la taille 42" in draft.text
        assert isinstance(review(draft), Approved)

    async def test_tells_facts_where_no_measure_tells_the_size(self) -> None:
        shelf = Shelf(found(BOOTS), *GUIDE)
        understanding = about("Quelle pointure prendre, et quel poids ?", BOOTS.product_id)

        draft = await Composer(searcher=shelf, limit=8, model=Chooses("Poids")).compose(
            understanding, floor=0.5
        )

        assert "1,4 kg la paire" in draft.text

    async def test_says_that_the_page_does_not_tell_where_nothing_answers(self) -> None:
        draft = await composed(about("Quel parfum ?", BOOTS.product_id), Chooses())

        assert (draft.kind, draft.rule) == (ReplyKind.ABSTAINED, "product_silent")

    async def test_tells_each_products_own_facts_in_a_comparison(self) -> None:
        both = about(
            "Laquelle coûte combien ?",
            BOOTS.product_id,
            SOLD_OUT.product_id,
            intent=Intent.COMPARE,
        )
        draft = await composed(both, Chooses("coûte"))

        assert BOOTS.title in draft.text
        assert SOLD_OUT.title in draft.text
        assert [card.product_id for card in draft.cards] == [BOOTS.product_id, SOLD_OUT.product_id]
        assert isinstance(review(draft), Approved)

    async def test_leaves_the_answer_as_it_is_where_the_model_is_away(self) -> None:
        understanding = about("Quel est le poids ?", BOOTS.product_id)

        assert await composed(understanding, Chooses(away=True)) == await composed_alone(
            understanding
        )


async def composed_alone(understanding: Understanding) -> Draft:
    return await Composer(searcher=SHOP, limit=8).compose(understanding, floor=0.5)


class TestChooseProducts:
    async def test_shows_those_that_the_model_chooses(self) -> None:
        draft = await composed(
            about("de quoi marcher sous la pluie", intent=Intent.PRODUCT_SEARCH),
            Chooses(BOOTS.title),
        )

        assert [card.product_id for card in draft.cards] == [BOOTS.product_id]

    async def test_claims_no_condition_that_a_chosen_product_does_not_fulfil(self) -> None:
        cheap = asked(
            "bottes à moins de 10 €",
            intent=Intent.PRODUCT_SEARCH,
            constraints=Constraints(price_max_minor=1000),
        )
        draft = await composed(cheap, Chooses(BOOTS.title))

        assert "10" not in draft.text
        assert draft.rule != "products"  # nothing is shown as if it were found
        assert isinstance(review(draft), Approved)

    async def test_says_plainly_that_there_is_nothing_of_the_kind(self) -> None:
        parasol = about("un parasol", intent=Intent.PRODUCT_SEARCH)
        draft = await composed(parasol, Chooses())

        assert draft.text.startswith("Je ne trouve rien de tel")
        assert (draft.kind, draft.rule) == (ReplyKind.ABSTAINED, "products_none")
        assert 0 < len(draft.cards) <= 3
        assert isinstance(review(draft), Approved)
