"""What a subscriber is told, before it is signed. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NewType

import orjson

AnnouncementId = NewType("AnnouncementId", str)
"""The same for the same happening, however often it is put: letters, digits, "_" and "-"."""


class AnnouncementType(StrEnum):
    """What happened, as the standard groups names by dots."""

    INSIGHT_OPENED = "insight.opened"  # found for the first time, or again
    INSIGHT_ACCEPTED = "insight.accepted"
    INSIGHT_DONE = "insight.done"
    INSIGHT_MEASURED = "insight.measured"
    INSIGHT_DISMISSED = "insight.dismissed"
    DIGEST_READY = "digest.ready"
    TEST = "webhook.test"  # somebody wants to see whether it arrives


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """One thing that happened; `data` is JSON and nobody's personal data."""

    announcement_id: AnnouncementId
    type: AnnouncementType
    at: datetime  # aware, UTC
    data: Mapping[str, Any] = field(default_factory=dict)

    def body(self) -> bytes:
        """Return the payload as the standard wants it; the same bytes for every attempt.

        Source: Standard Webhooks, "Payload structure"
        """
        return orjson.dumps(
            {
                "type": self.type,
                "timestamp": self.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
                "data": self.data,
            }
        )
