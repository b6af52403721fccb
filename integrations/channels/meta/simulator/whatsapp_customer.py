"""Simulate a customer in WhatsApp: every act becomes the webhook that Meta makes of it."""

from dataclasses import dataclass
from datetime import timedelta

from integrations.channels.meta.simulator import whatsapp_shapes as shapes
from integrations.channels.meta.simulator.simulated_errors import SimulatedGraphError
from integrations.channels.meta.simulator.simulated_media import INBOUND_LIFE
from integrations.channels.meta.simulator.thread_customer import ThreadCustomer
from integrations.channels.meta.simulator.types import (
    OTHER_APP,
    PHONE_APP,
    Bubble,
    Json,
    Number,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatsAppCustomer(ThreadCustomer[Number]):
    """Simulate a customer who writes to a number."""

    def presses(self, bubble: Bubble, choice: int = 0) -> Bubble:
        """Choose a button or a row of a message of the shop."""
        if bubble.kind == "template":
            words = str(choice)
            button = {"payload": words, "text": words}
            return self._says("button", {"button": button}, reply_to=bubble.id)
        kind, reply = options(bubble)[choice]
        shown = {"type": kind, kind: reply}
        return self._says("interactive", {"interactive": shown}, reply_to=bubble.id)

    def sends(
        self, kind: str, data: bytes, mime_type: str, *, name: str = "", caption: str = ""
    ) -> Bubble:
        """Send a picture, a voice message, a video, a document or a sticker."""
        medium = self.world.media.keep(data, mime_type, name=name, life=INBOUND_LIFE)
        shown: Json = medium.inbound()
        if caption:
            shown["caption"] = caption
        if kind == "document":
            shown["filename"] = name
        if kind == "audio":
            shown["voice"] = not name
        if kind == "sticker":
            shown["animated"] = False
        return self._says(kind, {kind: shown})

    def shares_location(self, latitude: float, longitude: float, *, name: str = "") -> Bubble:
        """Send the customer's position."""
        shown: Json = {"latitude": latitude, "longitude": longitude}
        if name:
            shown |= {"name": name, "address": name}
        return self._says("location", {"location": shown})

    def shares_contact(self, name: str, phone: str) -> Bubble:
        """Send the card of another person."""
        card = {
            "name": {"formatted_name": name, "first_name": name.partition(" ")[0]},
            "phones": [{"phone": phone, "wa_id": phone.lstrip("+"), "type": "CELL"}],
        }
        return self._says("contacts", {"contacts": [card]})

    def orders(self, items: list[Json], text: str = "") -> Bubble:
        """Order from the catalogue."""
        order: Json = {"catalog_id": "800100200300", "product_items": items}
        if text:
            order["text"] = text
        return self._says("order", {"order": order})

    def sends_unsupported(self) -> Bubble:
        """Send a message of a kind that the Cloud API does not deliver, such as a poll."""
        error = SimulatedGraphError(131051, "Message type is currently not supported.").reported()
        error.pop("href")
        return self._says("unsupported", {"errors": [error], "unsupported": {"type": "poll"}})

    def reacts(self, bubble: Bubble, emoji: str) -> None:
        """Set the customer's reaction to a message; "" removes it."""
        bubble.reaction = emoji
        reaction: Json = {"message_id": bubble.id}
        if emoji:
            reaction["emoji"] = emoji
        self._tells("reaction", {"reaction": reaction})

    def edits(self, bubble: Bubble, text: str) -> None:
        """Change the words of one of the customer's messages."""
        bubble.content, bubble.edited = {"text": {"body": text}}, True
        new = {"type": "text", "text": {"body": text}}
        self._tells("edit", {"edit": {"original_message_id": bubble.id, "message": new}})

    def revokes(self, bubble: Bubble) -> None:
        """Delete one of the customer's messages for everyone."""
        bubble.revoked = True
        self._tells("revoke", {"revoke": {"original_message_id": bubble.id}})

    def changes_number(self, phone: str) -> None:
        """Move to another number, of which Meta tells the shop."""
        before = self.person.phone
        body = f"User {self.person.name} changed from {before} to {phone}"
        told = {"body": body, "wa_id": phone, "type": "user_changed_number"}
        self.world.rename(self.person, phone=phone)
        self._system(told, before)

    def changes_user_id(self, user_id: str) -> None:
        """Give the customer another business-scoped id, as after a change of number."""
        before = self.person.user_id
        self.world.rename(self.person, user_id=user_id)
        self._system(
            {
                "body": f"User changed from {before} to {user_id}",
                "user_id": user_id,
                "previous_user_id": before,
                "type": "user_changed_user_id",
            },
            "",
        )

    def hears_from_phone_app(self, text: str) -> Bubble:
        """Receive a message that a person of the shop wrote in the WhatsApp Business app."""
        bubble = self._from_others(text, PHONE_APP)
        self.world.emit(self.thread, shapes.phone_echo(self.account, self.thread, bubble))
        return bubble

    def hears_from_other(self, text: str) -> Bubble:
        """Receive a message of another app, which has the conversation."""
        self.thread.owner = self.thread.owner or OTHER_APP
        bubble = self._from_others(text, self.thread.owner)
        self.world.emit(self.thread, shapes.other_echo(self.account, self.thread, bubble))
        return bubble

    def is_passed_to_us(self, metadata: str = "") -> None:
        """Hand the conversation from another app to the app under test."""
        other, self.thread.owner = self.thread.owner or OTHER_APP, ""
        self._handover("control_passed", other, metadata)

    def is_taken_from_us(self, metadata: str = "") -> None:
        """Hand the conversation from the app under test to the escalation partner."""
        self.thread.owner = OTHER_APP
        self._handover("control_taken", OTHER_APP, metadata)

    def _handover(self, kind: str, other: str, metadata: str) -> None:
        now = self.world.now()
        update = shapes.handover(
            self.account, self.thread, kind, now, other=other, metadata=metadata
        )
        self.world.emit(self.thread, update)

    def _words(self, text: str) -> Json:
        return {"text": {"body": text}}

    def _says(
        self, kind: str, content: Json, *, reply_to: str = "", ago: timedelta = timedelta()
    ) -> Bubble:
        bubble = self._bubble(kind, content, reply_to, ago)
        self._arrived(bubble, shapes.message(bubble, self.thread))
        return bubble

    def _tells(self, kind: str, content: Json) -> None:
        """Send an update that changes an earlier message."""
        bubble = Bubble(
            id=self.world.new_id(self.account),
            mine=True,
            kind=kind,
            content=content,
            at=self.world.now(),
        )
        self._arrived(bubble, shapes.message(bubble, self.thread))

    def _arrived(self, bubble: Bubble, shown: Json) -> None:
        self.thread.last_inbound = bubble.at
        self.world.emit(self.thread, shapes.inbound(self.account, self.thread, shown, bubble.at))

    def _system(self, told: Json, sender: str) -> None:
        now, message_id = self.world.now(), self.world.new_id(self.account)
        self.world.emit(self.thread, shapes.system(self.account, message_id, told, now, sender))


def options(bubble: Bubble) -> list[tuple[str, Json]]:
    """Return the choices of a message: kind and fields of the reply that each would send."""
    action = bubble.content.get("interactive", {}).get("action", {})
    buttons = [
        ("button_reply", {"id": one["reply"]["id"], "title": one["reply"]["title"]})
        for one in action.get("buttons", [])
    ]
    rows = [
        ("list_reply", {name: row[name] for name in ("id", "title", "description") if name in row})
        for section in action.get("sections", [])
        for row in section.get("rows", [])
    ]
    return buttons + rows
