"""Send replies through WhatsApp's Cloud API, within the window that Meta allows."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, ClassVar

from assistant.conversation.event_base import Author
from assistant.conversation.message import Attachment, OutboundMessage
from assistant.conversation.windows import ReplyWindow, window
from assistant.messages.channels.account_book import (
    ChannelAccount,
    UnknownAccountError,
    account_of,
)
from assistant.messages.channels.ports import Contact
from assistant.messages.channels.read_receipts import ReadMessage
from assistant.ports import MessageRejectedError, Sent
from integrations.channels.meta.graph_channel import GraphChannel
from integrations.channels.meta.graph_errors import GraphError, GraphUnreachableError
from integrations.channels.meta.graph_sender import Body, Dialect, messages_path
from integrations.channels.meta.reply_text import ReplyPart
from integrations.channels.whatsapp.reply_parts import render

_ENVELOPE: Mapping[str, Any] = {
    "messaging_product": "whatsapp",
    "recipient_type": "individual",
}


def _marked(body: Body, callback: str) -> Body:
    return {**body, "biz_opaque_callback_data": callback}


def _id_of(said: Body) -> str:
    messages = said.get("messages")
    first = messages[0] if isinstance(messages, list) and messages else {}
    return str(first.get("id", "")) if isinstance(first, Mapping) else ""


@dataclass(slots=True, kw_only=True)
class WhatsAppChannel(GraphChannel):
    """Send replies from every number that is set up."""

    dialect: ClassVar[Dialect] = Dialect(marked=_marked, id_of=_id_of)

    async def send(self, message: OutboundMessage) -> Sent:
        sent = await GraphChannel.send(self, message)
        if message.author == Author.AGENT and message.last_provider_message_id:
            await self._read_by_person(message)
        return sent

    def kind_of(self, message: OutboundMessage) -> Body:
        author = Author(message.author)
        may = window(message.channel, message.last_inbound_at, author, self.clock.now())
        if message.template is None and may is not ReplyWindow.FREE:
            raise MessageRejectedError(reason="window")
        if message.template and message.opted_out and may is ReplyWindow.TEMPLATE_ONLY:
            raise MessageRejectedError(reason="opted_out")
        return _ENVELOPE

    async def render(
        self, account: ChannelAccount, contact: Contact, message: OutboundMessage
    ) -> tuple[Body, Sequence[ReplyPart]]:
        del account
        return _address(contact), render(message, base_url=self.shop_url)

    def content(self, part: ReplyPart, file_id: str) -> Body:
        if part.file is None:
            return part.body
        kind = str(part.body["type"])
        return {**part.body, kind: {**part.body[kind], "id": file_id}}

    async def upload(
        self, account: ChannelAccount, part: ReplyPart, file: Attachment, data: bytes
    ) -> str:
        del part
        said = await self.sender.graph.post_file(
            account,
            f"{account.account_id}/media",
            field="file",
            fields={"messaging_product": "whatsapp", "type": file.media_type},
            file=(file.name, data, file.media_type),
        )
        return str(said.get("id", ""))

    async def _read_by_person(self, message: OutboundMessage) -> None:
        """Mark the customer's message as read by the agent who answers; ignore errors."""
        seen = ReadMessage(
            channel=message.channel,
            account_id=message.account_id,
            conversation_id=message.conversation_id,
            provider_message_id=message.last_provider_message_id,
            typing=False,
        )
        with suppress(GraphError, GraphUnreachableError, UnknownAccountError):
            await self.seen(seen)

    async def seen(self, what: ReadMessage) -> None:
        """Mark a message, and those before it, as read; show that an answer is being written."""
        account = await account_of(self.sender.accounts, what.channel, what.account_id)
        body = {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": what.provider_message_id,
            **({"typing_indicator": {"type": "text"}} if what.typing else {}),
        }
        await self.sender.graph.post(account, messages_path(account), body)


def _address(contact: Contact) -> Mapping[str, str]:
    """Return a contact's address: the number, else the user id in a field of its own."""
    keys = contact.keys
    return {"to": keys.phone} if keys.phone else {"recipient": keys.user_id}


open_channel = WhatsAppChannel.assemble
