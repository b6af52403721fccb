"""Keep a copy of the items of each address, so that not every index asks the site again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.kit.private_folder import make_private
from assistant.kit.whole_file import write_whole
from retrieval.catalogue.types import BadRow, CatalogueItem, Document, Product

_ITEMS: TypeAdapter[list[Product | Document | BadRow]] = TypeAdapter(
    list[Product | Document | BadRow]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCopy:
    """Hold the items that an address gave when it was asked last."""

    at: datetime  # aware, UTC
    items: Sequence[CatalogueItem]


@dataclass(frozen=True, slots=True)
class SourceCopies:
    """Keep copies in the data folder. All methods block."""

    data_dir: Path

    def read(self, address: str) -> SourceCopy | None:
        """Return the copy of an address; None: there is none that this version can read."""
        path = self._path(address)
        try:
            items = _ITEMS.validate_json(path.read_bytes())
            at = _written_at(path)
        except (FileNotFoundError, ValidationError):
            return None
        return SourceCopy(at=at, items=items)

    def keep(self, address: str, items: Sequence[CatalogueItem]) -> datetime:
        """Keep the items of an address, in place of the copy before; return the copy's time."""
        make_private(self._folder)
        path = self._path(address)
        write_whole(path, _ITEMS.dump_json(list(items)))
        return _written_at(path)

    def keep_only(self, addresses: Sequence[str]) -> None:
        """Delete the copies of other addresses."""
        kept = {self._path(one) for one in addresses}
        for path in self._folder.glob("*.json"):
            if path not in kept:
                path.unlink(missing_ok=True)

    @property
    def _folder(self) -> Path:
        return self.data_dir / "source-copies"

    def _path(self, address: str) -> Path:
        return self._folder / f"{sha256(address.encode()).hexdigest()[:32]}.json"


def _written_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
