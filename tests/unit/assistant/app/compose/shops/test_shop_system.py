from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.app.compose.shops.shop_system import fill_demo, open_shop
from assistant.commerce.shop_effects import ChangeDefaultAddress
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.shop_settings import ShopSettings
from assistant.operations.shop_rules import RulesFileError
from tests.support.seeds.shop_records import LANE, permit

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, shop=ShopSettings(system="builtin"))


class TestOpenShop:
    async def test_gives_none_where_none_is_set(self, tmp_path: Path) -> None:
        async with open_shop(Settings(data_dir=tmp_path)) as shop:
            assert shop is None

        assert not (tmp_path / "comptoir.db").exists()

    async def test_gives_an_empty_shop_of_our_own(self, settings: Settings) -> None:
        async with open_shop(settings) as shop:
            assert shop is not None
            assert await shop.orders.with_number("BM10482006") is None

    async def test_names_rules_that_are_missing(self, tmp_path: Path) -> None:
        shop = ShopSettings(system="builtin", rules=tmp_path / "rules.yml")

        with pytest.raises(RulesFileError, match=r"rules\.yml does not exist"):
            async with open_shop(Settings(data_dir=tmp_path, shop=shop)):
                pytest.fail("a shop without its rules was opened")


class TestFillDemo:
    async def test_fills_the_shop_once_a_day(self, settings: Settings) -> None:
        first = await fill_demo(settings, NOW)

        assert first is not None
        assert await fill_demo(settings, NOW + timedelta(hours=9)) is None
        tomorrow = await fill_demo(settings, NOW + timedelta(days=1))
        assert tomorrow is not None
        async with open_shop(settings) as shop:
            assert shop is not None
            order = await shop.orders.with_number(tomorrow.orders[-1].number.lower())
            assert order == tomorrow.orders[-1]
            assert order != first.orders[-1]

    async def test_leaves_what_was_done_today(self, settings: Settings) -> None:
        filled = await fill_demo(settings, NOW)
        assert filled is not None
        someone = filled.customers[0].customer_id
        moved = permit(ChangeDefaultAddress(customer_id=someone, address=LANE))
        async with open_shop(settings) as shop:
            assert shop is not None
            await shop.orders.execute(moved)

            assert await fill_demo(settings, NOW) is None

            kept = await shop.customers.with_id(someone)
            assert kept is not None
            assert kept.default_address == LANE

            assert await fill_demo(settings, NOW, again=True) == filled

            assert await shop.customers.with_id(someone) == filled.customers[0]
