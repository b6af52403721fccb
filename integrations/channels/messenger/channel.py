"""Send replies through Messenger's Send API, within the window that Meta allows.

A person's words go out under their name: as a persona if they have a picture, else the name is
written in the text. Past 24 hours only a person's words go out, marked as such; the assistant's
never are.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import orjson

from assistant.conversation.event_base import Author
from assistant.conversation.message import Attachment, OutboundMessage
from assistant.conversation.windows import ReplyWindow, window
from assistant.messages.channels.account_book import ChannelAccount, account_of
from assistant.messages.channels.ports import Contact
from assistant.messages.channels.read_receipts import ReadMessage
from assistant.ports import MessageRejectedError
from integrations.channels.messenger.incoming_messages import OURS
from integrations.channels.messenger.profiles import ContactNames, Personas
from integrations.channels.messenger.reply_parts import render
from integrations.channels.meta.graph_channel import GraphChannel
from integrations.channels.meta.graph_sender import Body, Dialect, messages_path
from integrations.channels.meta.reply_text import ReplyPart

_TYPES = {
    ReplyWindow.FREE: {"messaging_type": "RESPONSE"},
    ReplyWindow.HUMAN_AGENT_TAG: {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"},
}


def _marked(body: Body, callback: str) -> Body:
    """Return a message with the words that its echo brings back."""
    return {**body, "message": {**body["message"], "metadata": OURS + callback}}


def _id_of(said: Body) -> str:
    return str(said.get("message_id", ""))


@dataclass(slots=True, kw_only=True)
class MessengerChannel(GraphChannel):
    """Send replies from every page that is set up."""

    dialect: ClassVar[Dialect] = Dialect(marked=_marked, id_of=_id_of)
    file_refusal: ClassVar[str] = "media"

    personas: Personas = field(init=False)
    names: ContactNames = field(init=False)

    def __post_init__(self) -> None:
        self.personas = Personas(self.sender.graph)
        self.names = ContactNames(self.sender.graph, self.contacts)

    def kind_of(self, message: OutboundMessage) -> Body:
        author = Author(message.author)
        may = window(message.channel, message.last_inbound_at, author, self.clock.now())
        if may not in _TYPES:
            raise MessageRejectedError(reason="window")
        return _TYPES[may]

    async def render(
        self, account: ChannelAccount, contact: Contact, message: OutboundMessage
    ) -> tuple[Body, Sequence[ReplyPart]]:
        persona = await self._persona(account, message)
        shown = {"persona_id": persona} if persona else {}
        name = "" if persona else message.agent_name
        parts = render(message, base_url=self.shop_url, name=name)
        return {"recipient": {"id": contact.keys.user_id}, **shown}, parts

    def content(self, part: ReplyPart, file_id: str) -> Body:
        if part.file is None:
            return {"message": part.body}
        attachment = {**part.body["attachment"], "payload": {"attachment_id": file_id}}
        return {"message": {**part.body, "attachment": attachment}}

    async def upload(
        self, account: ChannelAccount, part: ReplyPart, file: Attachment, data: bytes
    ) -> str:
        said = await self.sender.graph.post_file(
            account,
            f"{account.account_id}/message_attachments",
            field="filedata",
            fields={"message": orjson.dumps({"attachment": part.body["attachment"]}).decode()},
            file=(file.name, data, file.media_type),
        )
        return str(said.get("attachment_id", ""))

    async def seen(self, what: ReadMessage) -> None:
        """Mark all messages as read and, in a second request, show that somebody writes."""
        contact = await self.contacts.of(what.conversation_id)
        if contact is None:
            return
        account = await account_of(self.sender.accounts, what.channel, what.account_id)
        await self.names.learn(account, contact)
        for action in ("mark_seen", *(("typing_on",) if what.typing else ())):
            body = {"recipient": {"id": contact.keys.user_id}, "sender_action": action}
            await self.sender.graph.post(account, messages_path(account), body)

    async def _persona(self, account: ChannelAccount, message: OutboundMessage) -> str:
        if message.author != Author.AGENT or not message.agent_name:
            return ""
        return await self.personas.of(account, message.agent_name, message.agent_picture)


open_channel = MessengerChannel.assemble
