"""Describe products on sale now: variants with their price and stock, as the shop counts them."""

from dataclasses import dataclass

from assistant.commerce.amounts import Money
from assistant.commerce.order import Options
from assistant.commerce.shop_ids import ProductId, VariantId


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldVariant:
    """Describe a variant that can be bought."""

    variant_id: VariantId
    options: Options
    price: Money
    stock: int | None = None  # None: not counted; 0 or less: out of stock

    @property
    def available(self) -> bool:
        """Return whether the variant can be bought now."""
        return self.stock is None or self.stock > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldProduct:
    """Hold a product and all its variants."""

    product_id: ProductId
    title: str
    variants: tuple[SoldVariant, ...]

    def variant(self, variant_id: VariantId) -> SoldVariant | None:
        """Return the variant of that id; None: it is of another product, or gone."""
        return next((v for v in self.variants if v.variant_id == variant_id), None)
