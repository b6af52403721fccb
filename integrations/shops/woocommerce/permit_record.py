"""Define the record of our effects on an order or for a customer, kept in its meta data. Pure.

    _comptoir_permit_{sha256 of the permit's key}   JSON of an `EffectNote`, which is done
    _comptoir_claim_{process}                       the same, while a process is at it
    _comptoir_permit, _comptoir_price               of a line that took another's place
    _comptoir_exchange                              of the order that sends an exchange's new pieces
    _comptoir_reship                                of the order that sends a second parcel

Keys begin with an underscore, which WordPress keeps out of sight of editors. Each permit and each
process has a row of its own: WooCommerce writes only the rows that a request names, so no two
requests undo each other. Nothing in a row is about a person.
Source: woocommerce.github.io/woocommerce-rest-api-docs/#order-meta-data-properties
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from assistant.commerce.effect_notes import LEASE, EffectNote
from assistant.commerce.ports import ShopUnavailableError
from integrations.shops.woocommerce.api_payloads import WooMeta

PREFIX = "_comptoir_"
PERMIT = f"{PREFIX}permit_"
CLAIM = f"{PREFIX}claim_"
LINE_PERMIT = f"{PREFIX}permit"
LINE_PRICE = f"{PREFIX}price"
EXCHANGE = f"{PREFIX}exchange"
"""The permit of an exchange, on the order that sends its new pieces."""

RESHIP = f"{PREFIX}reship"
"""The permit of a second parcel, on the order that sends it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WooRecord:
    """Hold the notes of all our effects, oldest first, and the claims of processes."""

    notes: tuple[EffectNote, ...] = ()
    claims: tuple[tuple[int, EffectNote], ...] = ()  # with the number of the row, lowest first

    @classmethod
    def of(cls, rows: Sequence[WooMeta]) -> "WooRecord":
        """Read the record from the rows of meta data.

        Raises:
            ShopUnavailableError: it is not ours: nothing may be done before a person has looked.
        """
        ours = sorted(
            (one for one in rows if one.key.startswith((PERMIT, CLAIM)) and one.value),
            key=lambda one: one.id,
        )
        try:
            read = [(row, EffectNote.model_validate_json(_json(row.value))) for row in ours]
        except ValidationError:
            msg = f"meta data under {PREFIX} cannot be read"
            raise ShopUnavailableError(msg) from None
        return cls(
            notes=tuple(note for row, note in read if row.key.startswith(PERMIT)),
            claims=tuple((row.id, note) for row, note in read if row.key.startswith(CLAIM)),
        )

    def note(self, key: str) -> EffectNote | None:
        """Return the note of a permit; None: it was not done."""
        return next((one for one in self.notes if one.key == key), None)

    def claim(self, key: str) -> EffectNote | None:
        """Return the claim for a permit; None: no process is at it, or was."""
        return next((one for _, one in self.claims if one.key == key), None)

    def done(self, *types: str) -> tuple[EffectNote, ...]:
        """Return the notes of effects of these types that are done, oldest first."""
        return tuple(one for one in self.notes if one.type in types)

    def others(self, by: str, now: datetime) -> tuple[int, ...]:
        """Return the rows of other processes that work on it now, lowest first."""
        return tuple(row for row, one in self.claims if one.by != by and now < one.at + LEASE)

    def dead(self, now: datetime) -> tuple[str, ...]:
        """Return the processes that claimed it and died."""
        return tuple(one.by for _, one in self.claims if now >= one.at + LEASE)

    def row_of(self, by: str) -> int:
        """Return the row of a process's claim; 0: it has none."""
        return next((row for row, one in self.claims if one.by == by), 0)


def note_row(note: EffectNote) -> dict[str, object]:
    """Return the row that keeps a note."""
    value = note.model_dump_json(exclude_defaults=True)
    return {"key": permit_row(note.key), "value": value}


def claim_row(by: str, note: EffectNote | None) -> dict[str, object]:
    """Return the row of a claim; without a note, the row is deleted.

    WordPress deletes a meta row whose value is null.
    """
    value = note.model_dump_json(exclude_defaults=True) if note else None
    return {"key": f"{CLAIM}{by}", "value": value}


def permit_row(key: str) -> str:
    """Return the key of a permit's row: keys are short there, 255 letters at most."""
    return f"{PERMIT}{hashlib.sha256(key.encode()).hexdigest()[:40]}"


def mark(key: str) -> str:
    """Return the mark of a permit's effect in a refund's reason and in notes for staff.

    Short, because customers read a refund's reason beside its amount.
    """
    return f"Comptoir {hashlib.sha256(key.encode()).hexdigest()[:12]}"


def _json(value: object) -> str:
    """Return the text of a row; some extensions decode JSON on the way."""
    return value if isinstance(value, str) else json.dumps(value)
