from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from assistant.commerce.basket_tokens import basket_token
from assistant.insights.analysis_errors import ImportFileError
from assistant.insights.analysis_rows import ExposureKind
from assistant.insights.imports.customer_key import customer_key
from assistant.insights.imports.sales_files import (
    Sale,
    SaleFiles,
    SoldUnits,
    basket_key,
    read_sales,
)
from assistant.insights.signals.sold_things import SoldThings

SECRET = b"0" * 32
DAY = datetime(2026, 6, 1, tzinfo=UTC)


def read(path: Path, text: str) -> list[Sale]:
    path.write_text(text, encoding="utf-8")
    return list(read_sales(path, secret=SECRET))


class TestAFileOfOrders:
    def test_is_read_without_who_ordered_or_the_orders_number(self, tmp_path: Path) -> None:
        heading = "order,date,sku,quantity,total,customer_id,region\n"
        text = heading + "W10482,01/06/2026,LINA-38,2,89.90,4711,FR-75\n"
        [sale] = read(tmp_path / "orders.csv", text)

        assert sale.at == DAY
        assert (sale.product, sale.units, sale.amount_minor) == ("LINA-38", 2, 8990)
        assert sale.region == "FR-75"
        assert sale.customer == customer_key(SECRET, "customer", "4711")
        assert "W10482" not in repr(sale)

    def test_tells_the_units_that_came_back_and_their_price(self, tmp_path: Path) -> None:
        text = "date,sku,quantity,total,returned\n01/06/2026,A,4,80,1\n01/06/2026,B,0,0,1\n"
        some, none = read(tmp_path / "orders.csv", text)

        assert (some.returned, some.returned_minor) == (1, 2000)
        assert none.returned_minor == 0

    def test_tells_why_they_came_back_and_keeps_none_of_the_words(self, tmp_path: Path) -> None:
        text = (
            "date,sku,quantity,returned,motif_retour\n01/06/2026,A,1,1,Trop petit\n"
            "01/06/2026,B,1,1,Mme Martin rappelle\n01/06/2026,C,1,0,Trop petit\n"
        )
        sales = read(tmp_path / "orders.csv", text)

        assert [one.returned_for for one in sales] == ["too_small", "other", ""]
        assert "Martin" not in repr(sales)

    @pytest.mark.parametrize(
        ("row", "said"),
        [
            ("demain,a,1", "line 2: date"),
            ("01/06/2026,a,-1", "line 2: quantity"),
            ("01/06/2026,,1", "line 2"),
        ],
    )
    def test_that_is_wrong_is_refused_with_the_line(
        self, tmp_path: Path, row: str, said: str
    ) -> None:
        with pytest.raises(ImportFileError, match=said):
            read(tmp_path / "a.csv", f"date,product,quantity\n{row}\n")


class TestSales:
    def test_are_units_sold_by_product_and_day(self) -> None:
        sales = [Sale(at=DAY, product="Robe", units=2), Sale(at=DAY, product="Robe", units=1)]
        [row] = SoldUnits(sales=sales, shop=SoldThings()).rows()

        assert (row.kind, row.product_id, row.count) == (ExposureKind.UNITS_SOLD, "Robe", 3)
        assert row.day == DAY.date()

    def test_come_back_as_they_were_kept(self, tmp_path: Path) -> None:
        kept = SaleFiles(folder=tmp_path / "orders")
        sales = [Sale(at=DAY, product="Robe", amount_minor=100, customer="k")]
        kept.add("june", sales)

        assert list(kept.sales()) == sales
        assert kept.names() == ("june",)

    def test_of_who_is_erased_are_nobodys_and_stay_sold(self, tmp_path: Path) -> None:
        kept = SaleFiles(folder=tmp_path / "orders")
        kept.add("june", [Sale(at=DAY, product="Robe", customer="k"), Sale(at=DAY, product="Pull")])

        assert kept.forget("k") == 1
        assert [(one.product, one.customer) for one in kept.sales()] == [("Robe", ""), ("Pull", "")]

    def test_of_who_is_erased_stay_nobodys_when_the_shop_tells_of_them_again(
        self, tmp_path: Path
    ) -> None:
        kept = SaleFiles(folder=tmp_path / "orders")
        kept.forget("k")

        kept.add("shop", [Sale(at=DAY, product="Robe", customer="k")])

        assert [one.customer for one in kept.sales("shop")] == [""]
        assert kept.names() == ("shop",)


class TestTheOrderOfALine:
    def test_is_kept_as_a_key_and_each_line_has_its_own(self, tmp_path: Path) -> None:
        text = "order,date,sku,total\nW1,01/06/2026,A,9\nW1,01/06/2026,B,9\nW2,01/06/2026,A,9\n"
        lines = [one.line for one in read(tmp_path / "orders.csv", text)]

        assert len(set(lines)) == 3
        assert len({one[:24] for one in lines}) == 2
        assert not any("W" in one for one in lines)

    def test_may_say_its_basket_and_what_the_goods_cost(self, tmp_path: Path) -> None:
        token = basket_token(SECRET, "c1")
        text = f"date,sku,units,total,cost,basket\n01/06/2026,A,2,30,4.50,{token}\n"
        [sale] = read(tmp_path / "orders.csv", text)

        assert sale.cost_minor == 900
        assert sale.basket == basket_key(SECRET, token)
        assert token not in repr(sale)

    def test_is_of_no_basket_where_the_column_holds_something_else(self, tmp_path: Path) -> None:
        text = "date,sku,basket\n01/06/2026,A,Jane Doe\n"
        [sale] = read(tmp_path / "orders.csv", text)

        assert sale.basket == ""


class TestSalesOfAnOlderProgram:
    def test_are_read_without_what_it_did_not_know(self, tmp_path: Path) -> None:
        folder = tmp_path / "orders"
        folder.mkdir()
        old = {"at": DAY.isoformat(), "product": "A", "title": "", "units": 1, "customer": "k"}
        (folder / "_shop.jsonl").write_bytes(orjson.dumps(old) + b"\n")

        [sale] = SaleFiles(folder=folder).sales()

        assert (sale.product, sale.line, sale.basket, sale.cost_minor) == ("A", "", "", None)


class TestForgetting:
    def test_takes_the_basket_from_the_sales_of_a_customer_for_good(self, tmp_path: Path) -> None:
        files = SaleFiles(folder=tmp_path / "orders")
        sales = [Sale(at=DAY, product="A", customer="k", basket="b", line="o/1")]
        files.add("shop", sales)
        files.forget("k")
        once = [*files.sales()]
        files.add("shop", sales)

        assert [(one.customer, one.basket) for one in once] == [("", "")]
        assert [*files.sales()] == once
