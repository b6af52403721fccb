"""Hold announcements, their subscribers and their deliveries. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, NewType, Self
from urllib.parse import urlsplit

import orjson

from assistant.conversation.message import Language

AnnouncementId = NewType("AnnouncementId", str)
"""Id of a happening, the same each time it is put: letters, digits, "_" and "-"."""


class AnnouncementType(StrEnum):
    """Name a happening, with dots between its groups as the standard has it."""

    INSIGHT_OPENED = "insight.opened"  # found for the first time, or again
    INSIGHT_ACCEPTED = "insight.accepted"
    INSIGHT_DONE = "insight.done"
    INSIGHT_MEASURED = "insight.measured"
    INSIGHT_DISMISSED = "insight.dismissed"
    DIGEST_READY = "digest.ready"
    AUDIT_HEAD = (
        "audit.head"  # the last entry of the audit, each day: kept where nobody may change it
    )
    TEST = "webhook.test"  # somebody wants to see whether it arrives


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """Hold one happening; `data` is JSON and holds nobody's personal data."""

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


SubscriberId = NewType("SubscriberId", str)

OVERLAP = timedelta(hours=24)
"""Time for which a secret still counts after it was replaced."""


class SubscriberKind(StrEnum):
    """Name the form of the posts to a subscriber."""

    STANDARD = "standard"  # signed JSON, for programs
    SLACK = "slack"  # Block Kit, as an incoming webhook of Slack takes it


EVERY_TYPE: frozenset[AnnouncementType] = frozenset(AnnouncementType) - {AnnouncementType.TEST}

DEFAULT_TYPES = {
    SubscriberKind.STANDARD: EVERY_TYPE - {AnnouncementType.AUDIT_HEAD},
    SubscriberKind.SLACK: frozenset({AnnouncementType.DIGEST_READY}),  # people read it
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """Hold an address that announcements are posted to."""

    subscriber_id: SubscriberId
    kind: SubscriberKind
    url: str = field(repr=False)  # of Slack it is a secret itself
    types: frozenset[AnnouncementType]
    language: Language = "fr"  # of what people read there
    secrets: tuple[str, ...] = field(default=(), repr=False)  # newest first, two at most
    rotated_at: datetime | None = None  # aware, UTC; since then the second one runs out
    added_at: datetime  # aware, UTC: what happened before is not told
    disabled: str = ""  # why nothing is posted there; "": it is
    readable: bool = True  # False: another key sealed its address and secrets
    version: int = 0  # grows with every change

    @property
    def host(self) -> str:
        """Return the part of the address that anybody may see."""
        return urlsplit(self.url).netloc

    def wants(self, type_: AnnouncementType, at: datetime) -> bool:
        """Return whether the subscriber is to be told of a happening of this type and time."""
        return not self.disabled and type_ in self.types and at >= self.added_at

    def keys(self, now: datetime) -> Sequence[str]:
        """Return the secrets that count now, newest first."""
        if self.rotated_at is not None and now - self.rotated_at >= OVERLAP:
            return self.secrets[:1]
        return self.secrets

    def rotated(self, secret: str, now: datetime) -> Self:
        """Return the subscriber with a new secret; the one before counts for a day more."""
        return replace(self, secrets=(secret, *self.secrets[:1]), rotated_at=now)


class DeliveryState(StrEnum):
    """Name the state of a delivery."""

    WAITING = "waiting"  # for its first attempt, or for another
    DELIVERED = "delivered"
    DEAD = "dead"  # given up; it can be replayed


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenDelivery:
    """Hold a delivery that one sender has taken."""

    announcement: Announcement
    subscriber_id: SubscriberId
    attempt: int  # 1, 2 ...; this one included


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Hold a delivery as people see it."""

    announcement_id: AnnouncementId
    subscriber_id: SubscriberId
    type: AnnouncementType
    at: datetime  # when it happened; aware, UTC
    state: DeliveryState
    attempts: int
    due_at: datetime  # waiting: when it is tried next
    answer: str  # of the last attempt: a status, or what went wrong; "": none was made
