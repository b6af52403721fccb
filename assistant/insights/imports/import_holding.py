"""Export and erase the imported texts and sales of a person, found by keyed hashes."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.desk.privacy.person import Person
from assistant.desk.privacy.ports import KeptRecord
from assistant.insights.imports.customer_key import customer_key

if TYPE_CHECKING:
    from assistant.insights.imports.sales_files import SaleFiles
    from assistant.insights.imports.text_files import TextFiles


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedTexts:
    """Find a person by the address or id that an imported file had; a `privacy.ports.Holding`."""

    folder: Path  # of the imports; it need not be there
    secret: bytes  # that customers' keys follow from

    @property
    def name(self) -> str:
        return "imported_texts"

    async def export(self, person: Person, *, content: bool) -> AsyncIterator[KeptRecord]:
        del content
        keys = self._keys(person)
        for text in await asyncio.to_thread(lambda: list(self._files().texts())):
            if text.customer_key in keys:
                yield {
                    "text": text.text,
                    "product": text.product,
                    "rating": text.rating,
                    "at": text.at.isoformat() if text.at else None,
                }

    async def erase(self, person: Person) -> int:
        return await asyncio.to_thread(self._erase, person)

    def _erase(self, person: Person) -> int:
        files = self._files()
        sold = [self._sales().forget(key) for key in self._buyers(person)]
        return sum(files.forget(key) for key in self._keys(person)) + sum(sold)

    def _files(self) -> "TextFiles":
        # Half a second of libraries that whoever only starts has no use for.
        from assistant.insights.imports.text_files import TextFiles  # noqa: PLC0415

        return TextFiles(folder=self.folder)

    def _sales(self) -> "SaleFiles":
        from assistant.insights.imports.sales_files import SaleFiles  # noqa: PLC0415  # see above

        return SaleFiles(folder=self.folder / "orders")

    def _buyers(self, person: Person) -> frozenset[str]:
        return frozenset(customer_key(self.secret, "customer", c) for c in person.customer_ids)

    def _keys(self, person: Person) -> frozenset[str]:
        said = {*person.addresses, *(str(one).lower() for one in person.customer_ids)}
        return frozenset(customer_key(self.secret, "import", one) for one in said)
