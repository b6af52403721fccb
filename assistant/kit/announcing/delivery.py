"""One announcement on its way to one subscriber."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.kit.announcing.announcement import Announcement, AnnouncementId, AnnouncementType
from assistant.kit.announcing.subscriber import SubscriberId


class DeliveryState(StrEnum):
    """How far it is."""

    WAITING = "waiting"  # for its first attempt, or for another
    DELIVERED = "delivered"
    DEAD = "dead"  # given up; it can be replayed


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenDelivery:
    """A delivery in one sender's hands."""

    announcement: Announcement
    subscriber_id: SubscriberId
    attempt: int  # 1, 2 ...; this one included


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A delivery as people look at it."""

    announcement_id: AnnouncementId
    subscriber_id: SubscriberId
    type: AnnouncementType
    at: datetime  # when it happened; aware, UTC
    state: DeliveryState
    attempts: int
    due_at: datetime  # waiting: when it is tried next
    answer: str  # of the last attempt: a status, or what went wrong; "": none was made
