"""What the shop sells now: variants with their price and stock, as the shop system counts them."""

from dataclasses import dataclass

from assistant.commerce.amounts import Money
from assistant.commerce.order import Options
from assistant.commerce.shop_ids import ProductId, VariantId


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldVariant:
    """One thing that can be bought."""

    variant_id: VariantId
    options: Options
    price: Money
    stock: int | None = None  # None: not counted; 0 or less: out of stock

    @property
    def available(self) -> bool:
        """Whether it can be bought now."""
        return self.stock is None or self.stock > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldProduct:
    """A product and all its variants."""

    product_id: ProductId
    title: str
    variants: tuple[SoldVariant, ...]

    def variant(self, variant_id: VariantId) -> SoldVariant | None:
        """Return the variant of that id; None: it is of another product, or gone."""
        return next((v for v in self.variants if v.variant_id == variant_id), None)
