"""Read the costs of products, by the ids of the shop system: of the settings, else of sales."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from threading import Thread
from time import monotonic

from babel.numbers import get_currency_precision

from assistant.app.compose.shop_profile import read_options
from assistant.commerce.shop_ids import ProductId
from assistant.insights.imports.known_costs import costs_version, read_costs
from assistant.kit.settings.settings import Settings
from assistant.outreach.followed_orders import ShopCosts

_HUNDREDTHS = 2
_LOOK_S = 60.0
_SHOPIFY = "gid://shopify/Product/"


def shop_costs(settings: Settings) -> ShopCosts:
    """Return the costs, the tax and the currency of the shop. Raises as `product_costs` does."""
    return ShopCosts(
        currency=read_options(settings.shop).currency,
        tax=settings.insights.tax_percent / 100,
        costs=live_costs(settings),
    )


def product_costs(settings: Settings) -> Mapping[ProductId, int]:
    """Return the cost of a piece of each product, without tax, in minor units.

    Raises:
        ShopFileError: the shop's file is missing or does not fit.
    """
    lines = [one.split() for one in settings.insights.costs.splitlines() if one.strip()]
    if not lines:
        return {}
    currency = read_options(settings.shop).currency
    return {
        _id_of(name, settings): minor_units(Decimal(cost.replace(",", ".")), currency)
        for name, cost in lines
    }


def live_costs(settings: Settings) -> "LiveCosts":
    """Return the costs of the settings, and of sales where these have none.

    Sales have hundredths, so they tell nothing in a currency of other units. Raises as
    `product_costs` does.
    """
    own, folder = product_costs(settings), settings.imports_folder / "orders"
    is_known = get_currency_precision(read_options(settings.shop).currency) == _HUNDREDTHS

    def read() -> Mapping[ProductId, int]:
        if not is_known:
            return {}
        sold = {_id_of(name, settings): one.minor for name, one in read_costs(folder).items()}
        return {name: cost for name, cost in sold.items() if _is_id(name, settings)}

    return LiveCosts(own=own, read=read, version=lambda: costs_version(folder))


@dataclass(kw_only=True, eq=False)
class LiveCosts(Mapping[ProductId, int]):
    """Look up costs; those of sales are read again within a minute after they changed.

    The settings' come first, then those of the products that sold most. Costs of 100,000 products
    take half a second to read: the first are read when this is made, later ones in a thread.
    """

    own: Mapping[ProductId, int]  # of the settings: they win
    read: Callable[[], Mapping[ProductId, int]]
    version: Callable[[], Hashable]
    now: Callable[[], float] = monotonic
    start: Callable[[Callable[[], None]], None] = lambda work: Thread(
        target=work, daemon=True
    ).start()
    _every: Mapping[ProductId, int] = field(default_factory=dict, init=False)
    _read_as: Hashable = field(default=None, init=False)
    _look_at: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        """Read the costs for the first time."""
        self._look_at = self.now() + _LOOK_S
        self._look()

    def __getitem__(self, product: ProductId) -> int:
        return self._costs()[product]

    def __iter__(self) -> Iterator[ProductId]:
        return iter(self._costs())

    def __len__(self) -> int:
        return len(self._costs())

    def _costs(self) -> Mapping[ProductId, int]:
        if self.now() >= self._look_at:
            self._look_at = self.now() + _LOOK_S
            self.start(self._look)
        return self._every

    def _look(self) -> None:
        """Read the costs if they changed; while a file goes, those of before stand."""
        try:
            version = self.version()
        except FileNotFoundError:
            return
        if version != self._read_as:
            self._every = {**self.own, **self.read(), **self.own}
            self._read_as = version


def _id_of(name: str, settings: Settings) -> ProductId:
    prefix = _SHOPIFY if settings.shop.system == "shopify" else ""
    return ProductId(prefix + name if name.isdigit() else name)


def _is_id(product: ProductId, settings: Settings) -> bool:
    """Return whether the shop system may know the id: files of orders have titles and SKUs, too."""
    match settings.shop.system:
        case "shopify":
            return product.startswith(_SHOPIFY)
        case "woocommerce":
            return product.isdigit()
        case _:
            return True


def minor_units(amount: Decimal, currency: str) -> int:
    """Return an amount in the smallest unit of its currency, cut off."""
    return int(amount.scaleb(get_currency_precision(currency)))
