"""Keep files that customers sent or the shop uploaded, and their addresses, for a short time.

Ids live 30 days when uploaded and 7 days when they came with a webhook (Meta, "Media",
2026-06-16); an address lives 5 minutes.
"""

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from integrations.channels.meta.simulator.simulated_errors import SimulatedGraphError
from integrations.channels.meta.simulator.types import Json, Now

URL_LIFE = timedelta(minutes=5)
UPLOADED_LIFE = timedelta(days=30)
INBOUND_LIFE = timedelta(days=7)
MB = 1_000_000
LIMITS = {"image": 5 * MB, "audio": 16 * MB, "video": 16 * MB, "document": 100 * MB, "sticker": MB}
TYPES = {
    "image": ("image/jpeg", "image/png"),
    "audio": ("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"),
    "video": ("video/mp4", "video/3gpp"),
    "sticker": ("image/webp",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """Hold a file."""

    id: str
    data: bytes
    mime_type: str
    name: str
    until: datetime
    public: bool = False  # fetched without a token, as from Messenger

    @property
    def digest(self) -> bytes:
        """Return the SHA-256 of the bytes; webhooks carry it in base64, look-ups in hex."""
        return hashlib.sha256(self.data).digest()

    def inbound(self) -> Json:
        """Return the part of a webhook that names the file."""
        return {
            "id": self.id,
            "mime_type": self.mime_type,
            "sha256": base64.b64encode(self.digest).decode(),
        }


@dataclass(slots=True, kw_only=True)
class MediaStore:
    """Keep files and give them addresses."""

    now: Now
    files: dict[str, Medium] = field(default_factory=dict)
    urls: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    _next: int = field(default_factory=lambda: time.time_ns() // 1000)

    def keep(
        self,
        data: bytes,
        mime_type: str,
        *,
        name: str = "",
        life: timedelta,
        public: bool = False,
    ) -> Medium:
        """Keep a file for `life`."""
        self._next += 1
        medium = Medium(
            id=str(self._next),
            data=data,
            mime_type=mime_type,
            name=name,
            until=self.now() + life,
            public=public,
        )
        self.files[medium.id] = medium
        return medium

    def find(self, medium_id: str) -> Medium | None:
        """Return a file that has not expired."""
        medium = self.files.get(medium_id)
        return medium if medium is not None and medium.until > self.now() else None

    def address(self, medium: Medium) -> str:
        """Return a new token under which the file can be fetched for a while."""
        token = secrets.token_urlsafe(12)
        self.urls[token] = (medium.id, self.now() + (INBOUND_LIFE if medium.public else URL_LIFE))
        return token

    def at(self, token: str) -> Medium | None:
        """Return the file at an address, if the address is still valid."""
        medium_id, until = self.urls.get(token, ("", self.now()))
        return self.find(medium_id) if until > self.now() else None


def check_upload(data: bytes, mime_type: str) -> None:
    """Refuse a file that WhatsApp takes no upload of.

    Raises:
        SimulatedGraphError: type or size.
    """
    plain = mime_type.partition(";")[0].strip().lower()
    kind = next((kind for kind, types in TYPES.items() if plain in types), "document")
    if kind == "document" and not plain.startswith(("application/", "text/")):
        raise SimulatedGraphError(
            100, f"Param file must be a file with one of the supported types: {plain}"
        )
    if not data or len(data) > LIMITS[kind]:
        raise SimulatedGraphError(
            131053, f"{kind} of {len(data)} bytes is larger than {LIMITS[kind]}"
        )
