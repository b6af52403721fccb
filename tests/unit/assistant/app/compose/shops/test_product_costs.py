"""Costs of products: a line of the settings wins, sales fill in the rest, and changes are seen."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from unittest.mock import Mock

import pytest

from assistant.app.compose.shops.product_costs import LiveCosts, live_costs
from assistant.commerce.shop_ids import ProductId
from assistant.insights.imports.sales_files import Sale, SaleFiles
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.staff_settings import InsightsSettings
from tests.support.seeds.conversation_events import NOON

SALE = Sale(at=NOON, product="shirt", units=1, amount_minor=3_000, cost_minor=900)
GID = "gid://shopify/Product/"


def settings_of(folder: Path, system: str = "builtin", costs: str = "") -> Settings:
    one = Settings(data_dir=folder, insights=InsightsSettings(costs=costs))
    return one.model_copy(update={"shop": one.shop.model_copy(update={"system": system})})


def sold(settings: Settings, *products: str) -> None:
    files = SaleFiles(folder=settings.imports_folder / "orders")
    files.add("a", [replace(SALE, product=one) for one in products])


class TestCosts:
    def test_of_the_settings_win_and_come_first(self, tmp_path: Path) -> None:
        settings = settings_of(tmp_path, costs="socks 2\nshirt 12,50")
        sold(settings, "hat", "shirt")

        assert [*live_costs(settings).items()] == [("socks", 200), ("shirt", 1250), ("hat", 900)]

    def test_of_nothing_are_none(self, tmp_path: Path) -> None:
        costs = live_costs(settings_of(tmp_path))
        assert (bool(costs), costs.get(ProductId("shirt"))) == (False, None)

    @pytest.mark.parametrize(
        ("system", "known"),
        [("shopify", [f"{GID}7", f"{GID}8"]), ("woocommerce", ["8"]), ("builtin", 3)],
    )
    def test_are_of_ids_that_the_shop_system_has(
        self, tmp_path: Path, system: str, known: list[str] | int
    ) -> None:
        settings = settings_of(tmp_path, system)
        sold(settings, f"{GID}7", "8", "Ouessant Shirt")

        costs = live_costs(settings)

        assert known in (sorted(costs), len(costs))


@dataclass
class _Sales:
    cost: int = 900
    version: int = 1
    at: float = 0.0
    reads: int = 0

    def read(self) -> dict[ProductId, int]:
        self.reads += 1
        return {ProductId("shirt"): self.cost}


def test_changed_costs_are_seen_within_a_minute_and_read_once_apart() -> None:
    sales, apart = _Sales(), list[Callable[[], None]]()
    costs = LiveCosts(
        own={},
        read=sales.read,
        version=lambda: sales.version,
        now=lambda: sales.at,
        start=apart.append,
    )
    assert costs[ProductId("shirt")] == 900

    sales.cost, sales.version, sales.at = 1_300, 2, 59.0
    assert (costs[ProductId("shirt")], apart) == (900, [])
    sales.at = 60.0
    assert costs[ProductId("shirt")] == 900
    apart.pop()()
    assert costs[ProductId("shirt")] == 1_300
    sales.at = 300.0
    assert len(costs) == 1
    apart.pop()()
    assert sales.reads == 2


def test_costs_stand_while_their_file_goes() -> None:
    sales, gone = _Sales(), Mock(side_effect=[1, FileNotFoundError])
    costs = LiveCosts(
        own={}, read=sales.read, version=gone, now=lambda: sales.at, start=lambda work: work()
    )
    sales.at = 60.0

    assert costs[ProductId("shirt")] == 900
    assert gone.call_count == 2
