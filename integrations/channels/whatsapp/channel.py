"""Send replies through WhatsApp's Cloud API, within the window that Meta allows."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import structlog

from assistant.conversation.event_base import Author
from assistant.conversation.message import Attachment, OutboundMessage
from assistant.conversation.windows import ReplyWindow, window
from assistant.desk.attachment_store import (
    Attachments,
    AttachmentsUnavailableError,
    UnknownAttachmentError,
)
from assistant.messages.channels.account_book import (
    Accounts,
    ChannelAccount,
    UnknownAccountError,
    account_of,
)
from assistant.messages.channels.ports import Contact, ContactBook, StatusBook
from assistant.messages.channels.read_receipts import ReadMessage
from assistant.ports import (
    ChannelUnavailableError,
    Clock,
    MessageRejectedError,
    RateLimits,
    Sent,
)
from integrations.channels.meta.graph_client import GraphClient
from integrations.channels.meta.graph_errors import LATER, GraphError, GraphUnreachableError
from integrations.channels.meta.graph_sender import Body, Dialect, GraphSender, SendRules
from integrations.channels.whatsapp.reply_parts import WhatsAppPart, render

log = structlog.get_logger(__name__)


def _path(account: ChannelAccount) -> str:
    return f"{account.account_id}/messages"


def _marked(body: Body, callback: str) -> Body:
    return {**body, "biz_opaque_callback_data": callback}


def _id_of(said: Body) -> str:
    messages = said.get("messages")
    first = messages[0] if isinstance(messages, list) and messages else {}
    return str(first.get("id", "")) if isinstance(first, Mapping) else ""


DIALECT = Dialect(path=_path, marked=_marked, id_of=_id_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatsAppChannel:
    """Send replies from every number that is set up."""

    sender: GraphSender
    contacts: ContactBook
    files: Attachments
    clock: Clock
    shop_url: str = ""  # of the shop's pages

    async def send(self, message: OutboundMessage) -> Sent:
        _check_window(message, self.clock)
        contact = await self.contacts.of(message.conversation_id)
        if contact is None:
            raise MessageRejectedError(reason="no_contact")
        address = _address(contact)
        bodies = [
            {**_ENVELOPE, **address, **await self._with_file(message, part)}
            for part in render(message, base_url=self.shop_url)
        ]
        sent = await self.sender.send(message, bodies)
        if message.author == Author.AGENT and message.last_provider_message_id:
            await self._read_by_person(message)
        return sent

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
        await self.sender.graph.post(account, _path(account), body)

    async def _with_file(self, message: OutboundMessage, part: WhatsAppPart) -> Body:
        """Return a part's body with the id of its file, which is uploaded for it."""
        if part.file is None:
            return part.body
        kind = str(part.body["type"])
        media_id = await self._upload(message, part.file)
        return {**part.body, kind: {**part.body[kind], "id": media_id}}

    async def _upload(self, message: OutboundMessage, file: Attachment) -> str:
        account = await self.sender.account(message)
        try:
            stored = await self.files.read(file.attachment_id)
            said = await self.sender.graph.upload(
                account,
                f"{account.account_id}/media",
                name=file.name,
                media_type=file.media_type,
                data=stored.data,
            )
        except UnknownAttachmentError:
            raise MessageRejectedError(reason="file_gone") from None
        except (AttachmentsUnavailableError, GraphUnreachableError) as error:
            raise ChannelUnavailableError(message.channel) from error
        except GraphError as error:
            if error.trouble in LATER:
                raise ChannelUnavailableError(message.channel) from error
            raise MessageRejectedError(str(error.code), reason=error.trouble.value) from error
        return str(said.get("id", ""))


_ENVELOPE: Mapping[str, Any] = {
    "messaging_product": "whatsapp",
    "recipient_type": "individual",
}


def _check_window(message: OutboundMessage, clock: Clock) -> None:
    """Refuse a message that may not be sent now.

    Raises:
        MessageRejectedError: it is too late, or the customer opted out.
    """
    may = window(message.channel, message.last_inbound_at, Author(message.author), clock.now())
    if message.template is not None:
        if message.opted_out and may is ReplyWindow.TEMPLATE_ONLY:
            raise MessageRejectedError(reason="opted_out")
        return
    if may is not ReplyWindow.FREE:
        raise MessageRejectedError(reason="window")


def _address(contact: Contact) -> Mapping[str, str]:
    """Return a contact's address: the number, else the user id in a field of its own."""
    keys = contact.keys
    return {"to": keys.phone} if keys.phone else {"recipient": keys.user_id}


def open_channel(
    graph: GraphClient,
    *,
    accounts: Accounts,
    contacts: ContactBook,
    statuses: StatusBook,
    files: Attachments,
    limits: RateLimits,
    clock: Clock,
    shop_url: str = "",
    rules: SendRules | None = None,
) -> WhatsAppChannel:
    """Assemble the channel; `shop_url` completes addresses that are relative to the shop."""
    sender = GraphSender(
        graph=graph,
        accounts=accounts,
        statuses=statuses,
        limits=limits,
        clock=clock,
        dialect=DIALECT,
        rules=rules or SendRules(),
    )
    return WhatsAppChannel(
        sender=sender, contacts=contacts, files=files, clock=clock, shop_url=shop_url
    )
