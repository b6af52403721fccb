"""Costs of products from their sales: the newest, the highest of variants, never one too low."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from assistant.insights.imports.known_costs import (
    NEWEST,
    costs_version,
    read_costs,
)
from assistant.insights.imports.sales_files import Sale, SaleFiles
from tests.support.seeds.conversation_events import NOON

DAY = timedelta(days=1)
SHIRT = Sale(at=NOON, product="shirt", units=2, amount_minor=6_000, cost_minor=1_801)


def costs(folder: Path, **by_name: list[Sale]) -> dict[str, int]:
    """Return what pieces cost, after imports of these names."""
    files = SaleFiles(folder=folder)
    for name, sales in by_name.items():
        files.add(name, sales)
    return {product: one.minor for product, one in read_costs(folder).items()}


def test_are_of_a_piece_and_rounded_up(tmp_path: Path) -> None:
    assert costs(tmp_path, a=[SHIRT]) == {"shirt": 901}


def test_are_the_newest(tmp_path: Path) -> None:
    old = replace(SHIRT, at=NOON - NEWEST - DAY, cost_minor=9_000)

    assert costs(tmp_path, a=[SHIRT, old]) == {"shirt": 901}


def test_are_the_highest_of_the_last_weeks_for_variants_may_differ(tmp_path: Path) -> None:
    other = replace(SHIRT, at=NOON - 9 * DAY, cost_minor=2_400)

    assert costs(tmp_path, a=[SHIRT, other]) == {"shirt": 1_200}


def test_of_sales_without_a_cost_are_not_known(tmp_path: Path) -> None:
    unknown, none = replace(SHIRT, cost_minor=None), replace(SHIRT, units=0)

    assert costs(tmp_path, a=[unknown, none]) == {}
    assert costs(tmp_path, a=[SHIRT, replace(unknown, at=NOON + DAY)]) == {"shirt": 901}


def test_of_several_files_are_those_of_the_newer_sale(tmp_path: Path) -> None:
    newer = replace(SHIRT, at=NOON + DAY, cost_minor=1_400)

    assert costs(tmp_path, a=[newer], b=[SHIRT]) == {"shirt": 700}


def test_come_with_what_sold_most_first(tmp_path: Path) -> None:
    socks = replace(SHIRT, product="socks", units=9)

    assert [*costs(tmp_path, a=[SHIRT, socks])] == ["socks", "shirt"]


def test_go_with_their_file_and_stay_when_a_customer_is_forgotten(tmp_path: Path) -> None:
    files = SaleFiles(folder=tmp_path)
    files.add("a", [replace(SHIRT, customer="k")])
    first = costs_version(tmp_path)
    files.forget("k")
    assert read_costs(tmp_path)["shirt"].minor == 901

    assert files.remove("a")
    assert costs_version(tmp_path) != first
    assert read_costs(tmp_path) == {}


def test_that_cannot_be_read_are_none(tmp_path: Path) -> None:
    costs(tmp_path, a=[SHIRT], b=[replace(SHIRT, product="socks")])
    (tmp_path / "a.costs.json").write_text("{not json")
    assert [*read_costs(tmp_path)] == ["socks"]
    (tmp_path / "b.costs.json").write_text('{"socks": 4}')
    assert read_costs(tmp_path) == {}
