"""Define the record of our effects on an order or for a customer, kept with it in Shopify. Pure.

A JSON metafield `effects` in the app's own namespace `$app:comptoir`, which no other app and no
merchant can write. An entry begins before an effect and is completed after it, each time by
compare-and-set, so that of several workers one acts. It holds what Shopify has no field for: where
a refund should go, and which permit it was. Nothing in it is about a person.
Sources: shopify.dev/docs/apps/build/custom-data/ownership, .../mutations/metafieldsSet
"""

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.commerce.effect_notes import EffectNote
from assistant.commerce.ports import ShopUnavailableError
from integrations.shops.shopify.api_payloads import Metafield

NAMESPACE = "$app:comptoir"
KEY = "effects"
POINTERS = "$app:comptoir_permits"
"""Namespace of the app installation's metafields that name the order of each permit."""

MARK = "[comptoir "

MAX_ENTRIES = 40
"""Kept with one order or customer, newest; a metafield's size is limited."""


class ShopifyRecord(BaseModel):
    """Hold the notes of all our effects, oldest first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    entries: tuple[EffectNote, ...] = ()
    digest: str | None = None  # of what was read; None: there was nothing

    @classmethod
    def of(cls, metafield: Metafield | None) -> "ShopifyRecord":
        """Read the record from a metafield.

        Raises:
            ShopUnavailableError: it is not ours: nothing may be done before a person has looked.
        """
        if metafield is None:
            return cls()
        try:
            read = cls.model_validate_json(metafield.value)
        except ValidationError:
            msg = f"the metafield {NAMESPACE} {KEY} cannot be read"
            raise ShopUnavailableError(msg) from None
        return read.model_copy(update={"digest": metafield.compare_digest})

    def entry(self, key: str) -> EffectNote | None:
        """Return a permit's entry; None: it was never begun."""
        return next((one for one in self.entries if one.key == key), None)

    def done(self, *types: str) -> tuple[EffectNote, ...]:
        """Return the notes of completed effects of these types, oldest first."""
        return tuple(one for one in self.entries if one.state == "done" and one.type in types)

    def with_entry(self, entry: EffectNote) -> "ShopifyRecord":
        """Return the record with this entry, in place of an older one of the same permit."""
        others = tuple(one for one in self.entries if one.key != entry.key)
        return self.model_copy(update={"entries": (*others, entry)[-MAX_ENTRIES:]})

    def without(self, key: str) -> "ShopifyRecord":
        """Return the record as if a permit had never begun."""
        return self.model_copy(
            update={"entries": tuple(one for one in self.entries if one.key != key)}
        )

    @property
    def value(self) -> str:
        """Return the metafield's JSON."""
        return self.model_dump_json(exclude={"digest"}, exclude_defaults=True)


def mark(key: str) -> str:
    """Return the mark by which a permit's effect is known in notes that only staff sees."""
    return f"{MARK}{key}]"
