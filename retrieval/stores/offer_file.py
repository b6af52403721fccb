"""Keep every passage's offers in one file, to check an engine's results."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import orjson
from numpy.typing import NDArray

from retrieval.facets import VariantOffer

_DATA, _ENDS, _ONE_PRICE = "offers.bin", "offer_ends.npy", "offer_one_price.npy"


class OfferFileWriter:
    """Append each passage's offers, in the order of rows."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = (folder / _DATA).open("wb")
        self._ends = array("q", [0])
        self._one_price = array("b")

    def add(self, offers: Sequence[Sequence[VariantOffer]]) -> None:
        """Append those of a batch of passages."""
        for own in offers:
            data = orjson.dumps([(offer.price_minor, offer.facts) for offer in own])
            self._file.write(data)
            self._ends.append(self._ends[-1] + len(data))
            self._one_price.append(len({offer.price_minor for offer in own}) == 1)

    def finish(self) -> None:
        """Write the places of offers, and the passages whose offers all cost the same; close."""
        np.save(self._folder / _ENDS, np.array(self._ends, np.int64))
        np.save(self._folder / _ONE_PRICE, np.array(self._one_price, np.bool_))
        self.close()

    def close(self) -> None:
        """Close the file, whole or not."""
        self._file.close()


@dataclass(frozen=True, slots=True)
class OfferFile:
    """Read the file, mapped into memory."""

    data: NDArray[np.uint8]
    ends: NDArray[np.int64]
    one_price: NDArray[np.bool_]  # of a passage whose offers all cost the same

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Map the file that `OfferFileWriter` wrote.

        Raises:
            OSError: it is missing.
        """
        ends = np.load(folder / _ENDS)
        data = np.memmap(folder / _DATA, np.uint8, "r") if ends[-1] else np.zeros(0, np.uint8)
        return cls(data, ends, np.load(folder / _ONE_PRICE))

    def of(self, row: int) -> Iterator[VariantOffer]:
        """Yield one passage's offers."""
        start, end = int(self.ends[row]), int(self.ends[row + 1])
        for price, facts in orjson.loads(self.data[start:end].data):
            yield VariantOffer(price_minor=price, facts=tuple(facts))
