"""Send replies through Messenger's Send API, within the window that Meta allows.

A person's words go out under their name: as a persona if they have a picture, else the name is
written in the text. Past 24 hours only a person's words go out, marked as such; the assistant's
never are.
"""

from dataclasses import dataclass
from typing import Any

import orjson

from assistant.conversation.event_base import Author
from assistant.conversation.message import Attachment, OutboundMessage
from assistant.conversation.windows import ReplyWindow, window
from assistant.desk.attachment_store import (
    Attachments,
    AttachmentsUnavailableError,
    UnknownAttachmentError,
)
from assistant.messages.channels.account_book import Accounts, ChannelAccount, account_of
from assistant.messages.channels.ports import ContactBook, StatusBook
from assistant.messages.channels.read_receipts import ReadMessage
from assistant.ports import (
    ChannelUnavailableError,
    Clock,
    MessageRejectedError,
    RateLimits,
    Sent,
)
from integrations.channels.messenger.incoming_messages import OURS
from integrations.channels.messenger.profiles import ContactNames, Personas
from integrations.channels.messenger.reply_parts import MessengerPart, render
from integrations.channels.meta.graph_client import GraphClient
from integrations.channels.meta.graph_errors import LATER, GraphError, GraphUnreachableError
from integrations.channels.meta.graph_sender import Body, Dialect, GraphSender, SendRules

_TYPES = {
    ReplyWindow.FREE: {"messaging_type": "RESPONSE"},
    ReplyWindow.HUMAN_AGENT_TAG: {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"},
}


def _path(account: ChannelAccount) -> str:
    return f"{account.account_id}/messages"


def _marked(body: Body, callback: str) -> Body:
    """Return a message with the words that its echo brings back."""
    return {**body, "message": {**body["message"], "metadata": OURS + callback}}


def _id_of(said: Body) -> str:
    return str(said.get("message_id", ""))


DIALECT = Dialect(path=_path, marked=_marked, id_of=_id_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessengerChannel:
    """Send replies from every page that is set up."""

    sender: GraphSender
    contacts: ContactBook
    personas: Personas
    names: ContactNames
    files: Attachments
    clock: Clock
    shop_url: str = ""  # of the shop's pages

    async def send(self, message: OutboundMessage) -> Sent:
        kind = _message_type(message, self.clock)
        contact = await self.contacts.of(message.conversation_id)
        if contact is None:
            raise MessageRejectedError(reason="no_contact")
        account = await self.sender.account(message)
        persona = await self._persona(account, message)
        shown = {"persona_id": persona} if persona else {}
        name = "" if persona else message.agent_name
        envelope = {"recipient": {"id": contact.keys.user_id}, **kind, **shown}
        bodies = [
            {**envelope, "message": await self._content(account, message, part)}
            for part in render(message, base_url=self.shop_url, name=name)
        ]
        return await self.sender.send(message, bodies)

    async def seen(self, what: ReadMessage) -> None:
        """Mark all messages as read and, in a second request, show that somebody writes."""
        contact = await self.contacts.of(what.conversation_id)
        if contact is None:
            return
        account = await account_of(self.sender.accounts, what.channel, what.account_id)
        await self.names.learn(account, contact)
        for action in ("mark_seen", *(("typing_on",) if what.typing else ())):
            body = {"recipient": {"id": contact.keys.user_id}, "sender_action": action}
            await self.sender.graph.post(account, _path(account), body)

    async def _persona(self, account: ChannelAccount, message: OutboundMessage) -> str:
        if message.author != Author.AGENT or not message.agent_name:
            return ""
        return await self.personas.of(account, message.agent_name, message.agent_picture)

    async def _content(
        self, account: ChannelAccount, message: OutboundMessage, part: MessengerPart
    ) -> Body:
        """Return a part's message with the id of its file, which is uploaded for it."""
        if part.file is None:
            return part.body
        attachment: dict[str, Any] = dict(part.body["attachment"])
        file_id = await self._upload(account, message, part.file, attachment)
        return {**part.body, "attachment": {**attachment, "payload": {"attachment_id": file_id}}}

    async def _upload(
        self, account: ChannelAccount, message: OutboundMessage, file: Attachment, attachment: Body
    ) -> str:
        try:
            stored = await self.files.read(file.attachment_id)
            said = await self.sender.graph.post_file(
                account,
                f"{account.account_id}/message_attachments",
                field="filedata",
                fields={"message": orjson.dumps({"attachment": attachment}).decode()},
                file=(file.name, stored.data, file.media_type),
            )
        except UnknownAttachmentError:
            raise MessageRejectedError(reason="file_gone") from None
        except (AttachmentsUnavailableError, GraphUnreachableError) as error:
            raise ChannelUnavailableError(message.channel) from error
        except GraphError as error:
            if error.trouble in LATER:
                raise ChannelUnavailableError(message.channel) from error
            raise MessageRejectedError(str(error.code), reason="media") from error
        return str(said.get("attachment_id", ""))


def _message_type(message: OutboundMessage, clock: Clock) -> Body:
    """Return Meta's type for a message, by the time since the customer's last message.

    Raises:
        MessageRejectedError: it is too late for it.
    """
    author = Author(message.author)
    may = window(message.channel, message.last_inbound_at, author, clock.now())
    if may not in _TYPES:
        raise MessageRejectedError(reason="window")
    return _TYPES[may]


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
) -> MessengerChannel:
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
    return MessengerChannel(
        sender=sender,
        contacts=contacts,
        personas=Personas(graph),
        names=ContactNames(graph, contacts),
        files=files,
        clock=clock,
        shop_url=shop_url,
    )
