"""Claim a permit before its effect and complete it after, by compare-and-set in Shopify.

    pointer (app installation)   permit -> order or customer     so that a receipt is found
    record (order or customer)   entries, begun or done          so that of several workers one acts

Both are written by one `metafieldsSet`, which is atomic, and read by id, never through search: an
index lags behind. Source: shopify.dev/docs/api/admin-graphql/latest/mutations/metafieldsSet
"""

from dataclasses import dataclass

from assistant.commerce.effect_notes import EffectNote
from assistant.commerce.ports import ShopUnavailableError
from integrations.shops.shopify import graphql_queries
from integrations.shops.shopify.api_payloads import Metafield, UserError, read
from integrations.shops.shopify.client import AdminClient
from integrations.shops.shopify.installation import Installation, pointer_key
from integrations.shops.shopify.permit_record import KEY, NAMESPACE, POINTERS, ShopifyRecord

_CUSTOMER = "gid://shopify/Customer/"


@dataclass(frozen=True, slots=True)
class ShopifyLedger:
    """Keep the effects that were carried out, by permit."""

    client: AdminClient
    installation: Installation

    async def owner(self, permit_key: str) -> str | None:
        """Return the order or customer a permit was begun for; None: it never was."""
        found = await self.client.ask(graphql_queries.POINTER, key=pointer_key(permit_key))
        pointer = found["currentAppInstallation"]["metafield"]
        return str(pointer["value"]) if pointer else None

    async def record(self, owner: str) -> ShopifyRecord:
        """Return the record of effects on an order or for a customer."""
        of_customer = owner.startswith(_CUSTOMER)
        document = (
            graphql_queries.RECORD_OF_CUSTOMER if of_customer else graphql_queries.RECORD_OF_ORDER
        )
        found = (await self.client.ask(document, id=owner))["customer" if of_customer else "order"]
        kept = found["metafield"] if found else None
        return ShopifyRecord.of(read(Metafield, kept) if kept else None)

    async def begin(self, owner: str, record: ShopifyRecord, entry: EffectNote) -> bool:
        """Claim a permit; False: another worker wrote in between, so read all again."""
        pointer = {
            "ownerId": await self.installation.app_id(),
            "namespace": POINTERS,
            "key": pointer_key(entry.key),
            "type": "single_line_text_field",
            "value": owner,
        }
        return await self._write(owner, record.digest, record.with_entry(entry), pointer)

    async def complete(self, owner: str, entry: EffectNote) -> None:
        """Record that an effect is done."""
        while not await self._swap(owner, await self.record(owner), entry):
            pass

    async def release(self, owner: str, key: str) -> None:
        """Forget a claim: nothing was done."""
        record = await self.record(owner)
        while not await self._write(owner, record.digest, record.without(key)):
            record = await self.record(owner)

    async def _swap(self, owner: str, record: ShopifyRecord, entry: EffectNote) -> bool:
        return await self._write(owner, record.digest, record.with_entry(entry))

    async def _write(
        self, owner: str, digest: str | None, record: ShopifyRecord, *more: dict[str, str]
    ) -> bool:
        kept = {
            "ownerId": owner,
            "namespace": NAMESPACE,
            "key": KEY,
            "type": "json",
            "value": record.value,
            "compareDigest": digest,
        }
        answer = await self.client.ask(graphql_queries.SET_METAFIELDS, metafields=[kept, *more])
        errors = [read(UserError, one) for one in answer["metafieldsSet"]["userErrors"]]
        if any(one.code == "STALE_OBJECT" for one in errors):
            return False
        if errors:
            msg = f"the metafield {NAMESPACE} {KEY} cannot be written: {errors[0].code}"
            raise ShopUnavailableError(msg)
        return True
