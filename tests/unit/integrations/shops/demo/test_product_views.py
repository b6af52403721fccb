from integrations.shops.demo.product_views import availability, card, distance, view
from retrieval.catalogue.types import Money, Product, Variant


def _variant(colour: str, size: str, stock: int | None, amount: int = 4500) -> Variant:
    return Variant(
        sku=f"{colour}-{size}",
        options=(("Couleur", colour), ("Taille", size)),
        price=Money(amount_minor=amount, currency="EUR"),
        stock=stock,
    )


def _product(*variants: Variant) -> Product:
    return Product(
        product_id="robe-ondine",
        language="fr",
        title="Robe Ondine",
        description="",
        variants=variants,
        url="/fr/produits/robe-ondine",
        image_url="/demo/images/robe-ondine.svg",
    )


class TestAvailability:
    def test_is_what_the_help_page_says_it_means(self) -> None:
        assert availability([_variant("Rouge", "M", 4)]) == "in_stock"
        assert availability([_variant("Rouge", "M", 3)]) == "few"
        assert availability([_variant("Rouge", "M", 0)]) == "sold_out"

    def test_of_a_stock_that_is_not_counted_is_enough(self) -> None:
        assert availability([_variant("Rouge", "M", None)]) == "in_stock"


class TestCard:
    def test_shows_the_first_colour_that_is_left(self) -> None:
        product = _product(_variant("Rouge", "M", 0), _variant("Bleu marine", "M", 9))

        shown = card(product, product)

        assert shown.picture == "/demo/images/robe-ondine--bleu-marine.svg"
        assert [choice.name for choice in shown.colours] == ["Rouge", "Bleu marine"]

    def test_says_from_only_when_prices_differ(self) -> None:
        same = _product(_variant("Rouge", "S", 1), _variant("Rouge", "M", 1))
        dearer = _product(_variant("Rouge", "S", 1), _variant("Rouge", "M", 1, amount=5500))

        assert not card(same, same).is_from
        assert card(dearer, dearer).is_from
        assert card(dearer, dearer).price == "45,00\u00a0€"


class TestDistance:
    def test_prefers_what_is_left_in_the_colour_and_then_the_nearest_price(self) -> None:
        product = _product(_variant("Rouge", "M", 0))
        same = _product(_variant("Rouge", "M", 4, amount=9500))
        cheaper = _product(_variant("Bleu marine", "M", 4), _variant("Rouge", "M", 0))

        assert distance(product, same) == (False, 5000)
        assert distance(product, cheaper) == (True, 0)
        assert distance(product, same) < distance(product, cheaper)


class TestProductView:
    def test_lists_the_sizes_of_the_colour_asked_for(self) -> None:
        product = _product(
            _variant("Rouge", "S", 9), _variant("Bleu marine", "S", 0), _variant("Rouge", "M", 2)
        )

        shown = view(product, product, "rouge")

        assert shown.colour == "Rouge"
        assert shown.size_name == "Taille"
        assert [(size.name, size.availability) for size in shown.sizes] == [
            ("S", "in_stock"),
            ("M", "few"),
        ]

    def test_of_an_unknown_colour_falls_back_to_one_that_is_left(self) -> None:
        product = _product(_variant("Rouge", "S", 0), _variant("Bleu marine", "S", 5))

        assert view(product, product, "chartreuse").colour == "Bleu marine"
