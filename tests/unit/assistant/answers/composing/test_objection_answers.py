"""An objection to a price is answered with the price, and with what costs less."""

from dataclasses import replace

from assistant.answers.composing.objection_texts import OBJECTION_TEXTS
from assistant.answers.reply_draft import Draft
from assistant.conversation.events import ReplyKind
from assistant.conversation.product_search import Facet, FacetKind, ProductSearch
from assistant.understanding.search_move import SearchMove
from assistant.understanding.types import Constraints, PriceObjection, Understanding
from retrieval.catalogue.types import Money, Product, Variant
from tests.unit.assistant.answers.composing.test_composer import Shelf, composed
from tests.unit.assistant.answers.shop_fixture import asked, found

TEXTS = OBJECTION_TEXTS["fr"]


def product(name: str, euros: int, *, stock: bool = True, **more: object) -> Product:
    variant = Variant(
        sku=name,
        options=(("Taille", "M"),),
        price=Money(amount_minor=euros * 100, currency="EUR"),
        stock=3 if stock else 0,
    )
    made = Product(
        product_id=name,
        language="fr",
        title=f"Ciré {name}",
        description="Un ciré.",
        variants=(variant,),
        category=("Vêtements", "Cirés"),
    )
    return replace(made, **more)  # type: ignore[arg-type]  # each test names fields it has


GRAIN, DRISSE, ABER = product("Grain", 159), product("Drisse", 95), product("Aber", 69)
GONE = product("Estran", 49, stock=False)
SCARF = product("Amarre", 29, category=("Accessoires", "Écharpes"))
SHOP = Shelf(*map(found, (GRAIN, DRISSE, ABER, GONE, SCARF)))


def objects(text: str = "c'est un peu cher", **said: object) -> Understanding:
    objection = PriceObjection(**said)  # type: ignore[arg-type]  # each test names fields it has
    return replace(asked(text), price_objection=objection)


async def answered(understanding: Understanding, *focus: str, shelf: Shelf = SHOP) -> Draft:
    return await composed(understanding, shelf=shelf, focus=focus)


def shown(draft: Draft) -> list[str]:
    return [card.product_id for card in draft.cards]


class TestTheProductBeforeTheCustomer:
    async def test_is_told_with_its_price_and_what_costs_less_of_its_kind(self) -> None:
        draft = await answered(objects(), "Grain")

        assert draft.kind is ReplyKind.ANSWERED
        assert "« Ciré Grain » coûte 159,00" in draft.text
        assert shown(draft) == ["Aber", "Drisse"]  # in stock, and no scarf

    async def test_is_of_several_the_cheapest_and_dearer_ones_are_not_shown(self) -> None:
        draft = await answered(objects(), "Grain", "Drisse")

        assert "« Ciré Drisse »" in draft.text
        assert shown(draft) == ["Aber"]

    async def test_is_the_one_that_is_named_whatever_was_shown(self) -> None:
        named = replace(objects(), products=("Drisse",))

        assert shown(await answered(named, "Grain")) == ["Aber"]

    async def test_has_nothing_cheaper_then_a_budget_is_asked_for(self) -> None:
        draft = await answered(objects(), "Aber")

        assert TEXTS.none_cheaper in draft.text
        assert TEXTS.which_budget in draft.text
        assert draft.search == ProductSearch(kind="Cirés", asks=FacetKind.PRICE)

    async def test_is_for_the_same_people_as_what_is_shown(self) -> None:
        child = product("Mousse", 39, attributes=(("Pour", "Enfant"),))
        man = product("Bosco", 99, attributes=(("Pour", "Homme"),))

        assert (
            shown(await answered(objects(), "Bosco", shelf=Shelf(found(man), found(child)))) == []
        )

    async def test_without_a_price_is_no_product_to_speak_of(self) -> None:
        free = product("Nu", 1, variants=(Variant(sku="nu", options=(), price=None),))

        assert (await answered(objects(), "Nu", shelf=Shelf(found(free)))).kind is ReplyKind.ASKED


class TestTheBudget:
    async def test_bounds_what_is_shown(self) -> None:
        draft = await answered(objects(budget="80"), "Grain")

        assert shown(draft) == ["Aber"]
        assert "80,00" in draft.text

    async def test_below_everything_is_said_so_with_what_comes_closest(self) -> None:
        draft = await answered(objects(budget="50"), "Grain")

        assert "Je n'ai rien en stock dans ce genre jusqu'à 50,00" in draft.text
        assert shown(draft) == ["Aber", "Drisse"]

    async def test_that_the_product_is_within_shows_all_up_to_it(self) -> None:
        draft = await answered(objects(budget="100"), "Aber")

        assert "jusqu'à 100,00" in draft.text
        assert "Drisse" in shown(draft)

    async def test_is_not_asked_for_again(self) -> None:
        draft = await answered(objects(budget="20"), "Aber")

        assert TEXTS.which_budget not in draft.text
        assert TEXTS.which_kind in draft.text


class TestTheSearchThatIsGoingOn:
    async def test_keeps_its_facets_and_loses_its_price(self) -> None:
        price = Facet(kind=FacetKind.PRICE, words="moins de 200 euros")
        people = Facet(kind=FacetKind.RECIPIENT, words="pour homme")
        search = ProductSearch(kind="ciré", facets=(people, price), shown=("Grain",))
        move = SearchMove(search=search, refines=True)

        draft = await answered(replace(objects(), search=move), "Grain")

        assert draft.search is not None
        assert draft.search.facets == (people,)
        assert draft.search.shown == ("Grain", "Aber", "Drisse")


class TestWithoutAProduct:
    async def test_is_asked_which_or_what_budget(self) -> None:
        draft = await answered(objects())

        assert draft.kind is ReplyKind.ASKED
        assert TEXTS.which_product in draft.text

    async def test_the_kind_that_is_named_is_shown_from_the_lowest_price(self) -> None:
        named = replace(objects(), constraints=Constraints(category="Cirés"))

        assert shown(await answered(named)) == ["Aber", "Drisse", "Grain"]


async def test_another_shops_prices_are_not_known() -> None:
    draft = await answered(objects(elsewhere=True), "Grain")

    assert draft.text.startswith(TEXTS.elsewhere)


async def test_no_reply_speaks_of_a_discount_or_presses() -> None:
    every = " ".join(
        getattr(texts, name) for texts in OBJECTION_TEXTS.values() for name in texts.__slots__
    ).lower()

    for word in ("réduction", "remise", "promo", "geste", "discount", "offer", "today", "hurry"):
        assert word not in every
