"""Who is told, of what, and how. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType, Self
from urllib.parse import urlsplit

from assistant.kit.announcing.announcement import AnnouncementType
from assistant.conversation.conversation_message import Language

SubscriberId = NewType("SubscriberId", str)

OVERLAP = timedelta(hours=24)
"""For which a secret still counts once another has taken its place."""


class SubscriberKind(StrEnum):
    """What is posted."""

    STANDARD = "standard"  # signed JSON, for programs
    SLACK = "slack"  # Block Kit, as an incoming webhook of Slack takes it


EVERY_TYPE: frozenset[AnnouncementType] = frozenset(AnnouncementType) - {AnnouncementType.TEST}

DEFAULT_TYPES = {
    SubscriberKind.STANDARD: EVERY_TYPE,
    SubscriberKind.SLACK: frozenset({AnnouncementType.DIGEST_READY}),  # people read it
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """An address that is told."""

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
        """Return what may be shown of the address to anybody."""
        return urlsplit(self.url).netloc

    def wants(self, type_: AnnouncementType, at: datetime) -> bool:
        """Return whether it is to be told of something that happened then."""
        return not self.disabled and type_ in self.types and at >= self.added_at

    def keys(self, now: datetime) -> Sequence[str]:
        """Return the secrets that count now, newest first."""
        if self.rotated_at is not None and now - self.rotated_at >= OVERLAP:
            return self.secrets[:1]
        return self.secrets

    def rotated(self, secret: str, now: datetime) -> Self:
        """Return it with a new secret; the one before counts for a day more."""
        return replace(self, secrets=(secret, *self.secrets[:1]), rotated_at=now)
