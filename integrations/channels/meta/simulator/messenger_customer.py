"""Simulate a customer in Messenger: every act becomes the webhook that Meta makes of it."""

from dataclasses import dataclass
from datetime import timedelta

from integrations.channels.meta.simulator import messenger_shapes as shapes
from integrations.channels.meta.simulator.simulated_media import INBOUND_LIFE
from integrations.channels.meta.simulator.thread_customer import ThreadCustomer
from integrations.channels.meta.simulator.types import (
    OTHER_APP,
    Bubble,
    Json,
    SimulatedPage,
)

_REACTIONS = {"❤": "love", "😆": "smile", "😮": "wow", "😢": "sad", "😠": "angry", "👍": "like"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MessengerCustomer(ThreadCustomer[SimulatedPage]):
    """Simulate a customer who writes to a page."""

    def presses(self, bubble: Bubble, choice: int = 0) -> Bubble:
        """Choose a quick reply or a button of a message of the shop."""
        kind, given = options(bubble)[choice]
        if kind == "quick_reply":
            content = {"text": given["title"], "quick_reply": {"payload": given["payload"]}}
            return self._says("text", content)
        pressed = self._bubble("postback", {"text": given["title"]}, "", timedelta())
        told = {"mid": pressed.id, "title": given["title"], "payload": given["payload"]}
        self._arrived(pressed, {"postback": told})
        return pressed

    def sends(
        self, kind: str, data: bytes, mime_type: str, *, name: str = "", caption: str = ""
    ) -> Bubble:
        """Send a picture, a voice message, a video or a file."""
        media = self.world.media
        medium = media.keep(data, mime_type, name=name, life=INBOUND_LIFE, public=True)
        url = f"{self.world.url}/media/{media.address(medium)}"
        attachment = {"type": {"document": "file"}.get(kind, kind), "payload": {"url": url}}
        more = {"text": caption} if caption else {}
        return self._says(kind, {"attachments": [attachment], **more})

    def shares_location(self, latitude: float, longitude: float, *, name: str = "") -> Bubble:
        """Send the customer's position."""
        payload = {"coordinates": {"lat": latitude, "long": longitude}}
        attachment = {"type": "location", "title": name or "Location", "payload": payload}
        return self._says("location", {"attachments": [attachment]})

    def reacts(self, bubble: Bubble, emoji: str) -> None:
        """Set the customer's reaction to a message; "" removes it."""
        bubble.reaction = emoji
        told: Json = {"mid": bubble.id, "action": "react" if emoji else "unreact"}
        if emoji:
            told |= {"emoji": emoji, "reaction": _REACTIONS.get(emoji.strip("\ufe0f"), "other")}
        self._tells({"reaction": told})

    def edits(self, bubble: Bubble, text: str) -> None:
        """Change the words of one of the customer's messages."""
        bubble.content, bubble.edited = {"text": text}, True
        self._tells({"message_edit": {"mid": bubble.id, "text": text, "num_edit": 1}})

    def follows_link(self, ref: str) -> None:
        """Open a thread that exists, through an m.me link or an advertisement."""
        self._tells({"referral": {"ref": ref, "source": "SHORTLINK", "type": "OPEN_THREAD"}})

    def opts_in(self, payload: str) -> None:
        """Accept messages that the shop sends unasked."""
        optin = {"type": "notification_messages", "payload": payload, "title": "News"}
        self._tells({"optin": optin})

    def hears_from_inbox(self, text: str) -> Bubble:
        """Receive a message that a person of the shop wrote in the page's inbox."""
        bubble = self._from_others(text, OTHER_APP)
        self.world.emit(
            self.thread, shapes.echo(self.account, self.thread, bubble, app_id=OTHER_APP)
        )
        return bubble

    def is_passed_to_us(self, metadata: str = "") -> None:
        """Hand the conversation from another app to the app under test."""
        before, self.thread.owner = self.thread.owner or OTHER_APP, ""
        self._handover("pass_thread_control", before, self.world.app.app_id, metadata)

    def is_taken_from_us(self, metadata: str = "") -> None:
        """Hand the conversation from the app under test to another app."""
        self.thread.owner = OTHER_APP
        self._handover("take_thread_control", self.world.app.app_id, OTHER_APP, metadata)

    def _handover(self, kind: str, before: str, after: str, metadata: str) -> None:
        now = self.world.now()
        update = shapes.handover(
            self.account, self.thread, kind, now, before=before, after=after, metadata=metadata
        )
        self.world.emit(self.thread, update)

    def _words(self, text: str) -> Json:
        return {"text": text}

    def _says(
        self, kind: str, content: Json, *, reply_to: str = "", ago: timedelta = timedelta()
    ) -> Bubble:
        bubble = self._bubble(kind, content, reply_to, ago)
        self.thread.last_inbound = bubble.at
        self.world.emit(self.thread, shapes.message(self.account, self.thread, bubble))
        return bubble

    def _arrived(self, bubble: Bubble, told: Json) -> None:
        self.thread.last_inbound = bubble.at
        standby = bool(self.thread.owner)
        update = shapes.event(self.account, self.thread, told, bubble.at, standby=standby)
        self.world.emit(self.thread, update)

    def _tells(self, told: Json) -> None:
        """Send an update that is no message; it opens the window as a message does."""
        now = self.world.now()
        self.thread.last_inbound = now
        standby = bool(self.thread.owner)
        self.world.emit(
            self.thread, shapes.event(self.account, self.thread, told, now, standby=standby)
        )


def options(bubble: Bubble) -> list[tuple[str, Json]]:
    """Return the choices of a message: title and payload of each quick reply or button."""
    content = bubble.content
    payload = content.get("attachment", {}).get("payload", {})
    buttons = [
        button
        for one in (payload, *payload.get("elements", []))
        for button in one.get("buttons", [])
        if button.get("type") == "postback"
    ]
    quick = [one for one in content.get("quick_replies", []) if one["content_type"] == "text"]
    return [("quick_reply", one) for one in quick] + [("postback", one) for one in buttons]
