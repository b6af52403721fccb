"""What a Chatwoot account holds, and what its rules make of a change."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]

ACCOUNT = 7
INBOX = 3
OTHER_INBOX = 4  # a website's
STATUSES = ("open", "resolved", "pending", "snoozed")
TYPES = ("incoming", "outgoing", "activity", "template")
MOST_CHARS = 150_000


class RefusedError(Exception):
    """The answer is an error."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody who signs in."""

    id: int
    name: str
    email: str
    role: str = "agent"
    pictures: str = "https://chat.example"

    def shown(self) -> Json:
        return {
            "id": self.id,
            "name": self.name,
            "available_name": self.name,
            "avatar_url": f"{self.pictures}/avatars/{self.id}.png",
            "thumbnail": f"{self.pictures}/avatars/{self.id}.png",
            "type": "user",
        }

    def in_webhook(self) -> Json:
        return {"id": self.id, "name": self.name, "email": self.email, "type": "user"}

    def in_list(self) -> Json:
        shown = {key: value for key, value in self.shown().items() if key != "type"}
        return shown | {"account_id": ACCOUNT, "email": self.email, "role": self.role}


BOT = User(id=1, name="Comptoir", email="comptoir@shop.example", role="administrator")
LEA = User(id=5, name="Léa", email="Lea@shop.example")
NOE = User(id=6, name="Noé", email="noe@agency.example")


@dataclass(kw_only=True)
class Conversation:
    """One conversation with its messages."""

    id: int
    contact_id: int
    source_id: str
    inbox_id: int = INBOX
    status: str = "open"
    snoozed_until: int | None = None
    assignee: User | None = None
    custom_attributes: Json = field(default_factory=dict)
    messages: list[Json] = field(default_factory=list)
    last_activity_at: int = 0

    def shown(self) -> Json:
        until = self.snoozed_until
        return {
            "meta": {
                "sender": {"id": self.contact_id, "type": "contact"},
                "channel": "Channel::Api",
                **({"assignee": self.assignee.in_list()} if self.assignee else {}),
                "hmac_verified": False,
            },
            "id": self.id,
            "messages": self.messages[-1:],
            "account_id": ACCOUNT,
            "custom_attributes": self.custom_attributes,
            "inbox_id": self.inbox_id,
            "labels": [],
            "snoozed_until": until and datetime.fromtimestamp(until, UTC).isoformat(),
            "status": self.status,
            "last_activity_at": self.last_activity_at,
        }

    def written(self) -> list[tuple[str, str]]:
        """Return (who, words) of all but activities: `note`, `customer`, or the writer's name."""
        activity = TYPES.index("activity")
        return [_told(one) for one in self.messages if one["message_type"] != activity]

    def statuses(self) -> list[str]:
        """Return every status it came to have, oldest first."""
        activity = TYPES.index("activity")
        return [
            one["content"].removeprefix("became ")
            for one in self.messages
            if one["message_type"] == activity
        ]


def _told(message: Json) -> tuple[str, str]:
    if message["private"]:
        return "note", message["content"]
    incoming = message["message_type"] == 0
    return "customer" if incoming else message["sender"]["name"], message["content"]


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Store:
    """One account; `told` are webhooks that have yet to be delivered."""

    now: Callable[[], datetime] = _now
    users: list[User] = field(default_factory=lambda: [BOT, LEA, NOE])
    contacts: dict[int, Json] = field(default_factory=dict)
    conversations: dict[int, Conversation] = field(default_factory=dict)
    told: list[Json] = field(default_factory=list)
    _message_ids: int = 1000

    def create_contact(self, given: Json) -> Json:
        for name in ("identifier", "email"):
            taken = given.get(name) and any(
                one[name].lower() == given[name].lower() for one in self.contacts.values()
            )
            if taken:
                raise RefusedError(422, f"{name.title()} has already been taken")
        contact = {
            "id": len(self.contacts) + 1,
            "name": given.get("name", ""),
            "email": given.get("email") or "",
            "identifier": given.get("identifier") or "",
        }
        self.contacts[contact["id"]] = contact
        return contact

    def create_conversation(self, given: Json) -> Conversation:
        if given.get("contact_id") not in self.contacts or given.get("inbox_id") != INBOX:
            raise RefusedError(404, "Resource could not be found")
        if given.get("status", "open") not in STATUSES:
            raise RefusedError(422, f"'{given['status']}' is not a valid status")
        made = Conversation(
            id=len(self.conversations) + 101,
            contact_id=given["contact_id"],
            source_id=given["source_id"],
            status=given.get("status", "open"),
            custom_attributes=given.get("custom_attributes") or {},
            last_activity_at=int(self.now().timestamp()),
        )
        self.conversations[made.id] = made
        self._tell("conversation_created", made, {})
        return made

    def create_message(self, conversation: Conversation, given: Json, user: User) -> Json:
        kind = given.get("message_type", "outgoing")
        if len(given.get("content") or "") > MOST_CHARS:
            raise RefusedError(422, "Content is too long (maximum is 150000 characters)")
        if kind not in ("incoming", "outgoing"):
            raise RefusedError(422, f"'{kind}' is not a valid message_type")
        sender = user.shown()
        if kind == "incoming":
            contact = self.contacts[conversation.contact_id]
            sender = {"id": contact["id"], "name": contact["name"], "type": "contact"}
        message = self._add(conversation, TYPES.index(kind), given, sender)
        self._tell_message(conversation, message, user)
        if kind == "incoming" and conversation.status in ("resolved", "snoozed"):
            self.change_status(conversation, "open")
        return message

    def change_status(
        self,
        conversation: Conversation,
        status: str,
        *,
        by: User | None = None,
        until: int | None = None,
    ) -> None:
        if status not in STATUSES:
            raise RefusedError(422, f"'{status}' is not a valid status")
        before, conversation.status = conversation.status, status
        conversation.snoozed_until = until if status == "snoozed" else None
        if status == "open" and by is not None and by.role == "agent":
            conversation.assignee = by
        if before == status:
            return
        self._add(conversation, TYPES.index("activity"), {"content": f"became {status}"}, None)
        changed = {"status": {"previous_value": before, "current_value": status}}
        more = {"changed_attributes": [changed], "actor": by and {"type": "user", "id": by.id}}
        self._tell("conversation_status_changed", conversation, more)

    def _add(self, conversation: Conversation, kind: int, given: Json, sender: Json | None) -> Json:
        self._message_ids += 1
        at = int(self.now().timestamp())
        message = {
            "id": self._message_ids,
            "content": given.get("content"),
            "inbox_id": conversation.inbox_id,
            "conversation_id": conversation.id,
            "message_type": kind,
            "content_type": "text",
            "status": "sent",
            "content_attributes": given.get("content_attributes") or {},
            "created_at": at,
            "private": bool(given.get("private", False)),
            "source_id": given.get("source_id"),
            **({"sender": sender} if sender else {}),
            **({"attachments": given["attachments"]} if given.get("attachments") else {}),
        }
        conversation.messages.append(message)
        conversation.last_activity_at = at
        return message

    def _tell_message(self, conversation: Conversation, message: Json, user: User) -> None:
        sender = message["sender"]
        told = message | {
            "message_type": TYPES[message["message_type"]],
            "created_at": datetime.fromtimestamp(message["created_at"], UTC).isoformat(),
            "sender": user.in_webhook() if sender["type"] == "user" else sender,
            "conversation": conversation.shown(),
            "account": {"id": ACCOUNT, "name": "Maison Lune"},
            "inbox": {"id": conversation.inbox_id, "name": "Comptoir"},
            "event": "message_created",
        }
        self.told.append(told)

    def _tell(self, event: str, conversation: Conversation, more: Json) -> None:
        self.told.append(
            conversation.shown()
            | {"account": {"id": ACCOUNT, "name": "Maison Lune"}, "event": event}
            | more
        )
