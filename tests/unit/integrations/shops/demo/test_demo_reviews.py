"""The demo's reviews: of its own products, in both languages, and new whenever they are read."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from integrations.shops.demo.demo_reviews import Matter, draw_reviews, load_said
from integrations.shops.demo.shelf import load

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)


class TestTheDemosReviews:
    def test_are_the_same_for_the_same_moment(self) -> None:
        assert list(draw_reviews(NOW)) == list(draw_reviews(NOW))

    def test_are_of_products_that_the_shop_sells(self) -> None:
        sold = {product.product_id for product in load().products["fr"]}

        assert {one["product"] for one in draw_reviews(NOW)} - {""} <= sold

    def test_are_in_both_languages_by_people_who_come_back(self) -> None:
        reviews = list(draw_reviews(NOW))
        languages = Counter(one["lang"] for one in reviews)

        assert languages["fr"] > languages["en"] > 50
        assert 150 < len({one["customer"] for one in reviews}) < len(reviews)
        assert len({one["id"] for one in reviews}) == len(reviews)

    def test_were_written_when_their_matter_was_one(self) -> None:
        matter = load_said().matters[0]
        own = [one for one in draw_reviews(NOW) if one["product"] == matter.product]

        assert len(own) == matter.count
        for one in own:
            ago = NOW - datetime.fromisoformat(one["at"])
            assert timedelta() < ago <= timedelta(weeks=matter.weeks[0])
            assert matter.stars[0] <= one["rating"] <= matter.stars[1]

    @pytest.mark.parametrize("changed", [{"weeks": (0, 3)}, {"stars": (4, 2)}, {"stars": (0, 6)}])
    def test_are_refused_where_the_file_makes_no_sense(
        self, changed: dict[str, tuple[int, int]]
    ) -> None:
        right = load_said().matters[0].model_dump()

        with pytest.raises(ValidationError, match="from far to near"):
            Matter.model_validate(right | changed)
