from collections.abc import Mapping
from pathlib import Path

import pytest
from graphql import build_schema, parse, validate

from integrations.shops.shopify import graphql_queries
from integrations.shops.shopify.sales import sales_queries
from tests.support.simulators.shopify import cost, server

SCHEMA = build_schema((Path(server.__file__).parent / "schema.graphql").read_text("utf-8"))
ALL: Mapping[str, str] = {
    name: text
    for name, text in {**vars(graphql_queries), **vars(sales_queries)}.items()
    if isinstance(text, str) and text.lstrip().startswith(("query ", "mutation "))
} | {
    "REASONS": sales_queries.reasons_of(sales_queries.RETURNED_AT_ONCE),
    "PRODUCT": graphql_queries.product(translated=False),
    "PRODUCT_TRANSLATED": graphql_queries.product(translated=True),
}
IN_BULK = sales_queries.sold_in_bulk("created_at:>='2026-01-01T00:00:00Z'")


class TestDocuments:
    def test_are_all_here(self) -> None:
        assert len(ALL) >= 30

    @pytest.mark.parametrize("name", ALL)
    def test_ask_only_for_what_is_documented(self, name: str) -> None:
        assert validate(SCHEMA, parse(ALL[name])) == []

    def test_in_bulk_ask_only_for_what_is_documented(self) -> None:
        assert validate(SCHEMA, parse(IN_BULK)) == []

    @pytest.mark.parametrize("name", ALL)
    def test_cost_less_than_one_query_may(self, name: str) -> None:
        assert cost.requested(SCHEMA, parse(ALL[name]), {"first": 50}) <= cost.MAX
