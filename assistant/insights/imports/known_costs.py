"""Keep the newest known cost of each product, as its sales tell it.

A small file beside each file of sales: who weighs an offer reads no year of sales.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

import orjson

NEWEST = timedelta(days=35)
"""Time before a product's newest sale with a cost, of which the highest cost is taken.

Variants may differ in cost, and sales do not tell them apart: a floor has to hold for each.
"""

_SUFFIX = ".costs.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCost:
    """Hold the cost of a piece of a product."""

    at: str  # ISO 8601, UTC: of the newest sale that tells it
    minor: int  # without tax, in the smallest unit of the currency, rounded up
    pieces: float  # that were sold in the time before


@dataclass(frozen=True, slots=True, kw_only=True)
class CostedSale:
    """Hold the pieces of a product that were sold at a known cost."""

    product: str
    at: datetime  # aware, UTC
    units: float  # above 0
    cost_minor: int  # of all of them


def newest_costs(sales: Iterable[CostedSale]) -> dict[str, KnownCost]:
    """Return the cost of a piece of each product."""
    every: dict[str, list[CostedSale]] = {}
    for one in sales:
        every.setdefault(one.product, []).append(one)
    found = {}
    for product, own in every.items():
        newest = max(one.at for one in own)
        recent = [one for one in own if one.at >= newest - NEWEST]
        found[product] = KnownCost(
            at=newest.isoformat(),
            minor=max(math.ceil(one.cost_minor / one.units) for one in recent),
            pieces=sum(one.units for one in recent),
        )
    return found


def write_costs(folder: Path, name: str, sales: Iterable[CostedSale]) -> None:
    """Replace the costs that the sales of a name tell."""
    draft = folder / f".{name}{_SUFFIX}.part"
    costs = {product: asdict(one) for product, one in newest_costs(sales).items()}
    draft.write_bytes(orjson.dumps(costs))
    draft.replace(folder / f"{name}{_SUFFIX}")


def remove_costs(folder: Path, name: str) -> None:
    """Remove the costs of a name; without any nothing happens."""
    (folder / f"{name}{_SUFFIX}").unlink(missing_ok=True)


def costs_version(folder: Path) -> tuple[tuple[str, int], ...]:
    """Return a value that changes with the costs."""
    return tuple((one.name, one.stat().st_mtime_ns) for one in _files(folder))


def read_costs(folder: Path) -> Mapping[str, KnownCost]:
    """Return the cost of each product, of two that of the newer sale; most pieces first.

    A file that cannot be read tells none.
    """
    found: dict[str, KnownCost] = {}
    for path in _files(folder):
        try:
            told = {name: KnownCost(**one) for name, one in orjson.loads(path.read_bytes()).items()}
        except (OSError, ValueError, TypeError, AttributeError):
            continue
        for product, one in told.items():
            if product not in found or found[product].at < one.at:
                found[product] = one
    return dict(sorted(found.items(), key=lambda one: (-one[1].pieces, one[0])))


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"[!.]*{_SUFFIX}"))
