"""Send replies through the Graph API: the port `Channel`, as WhatsApp and Messenger share it."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from assistant.conversation.message import Attachment, OutboundMessage
from assistant.desk.attachment_store import (
    Attachments,
    AttachmentsUnavailableError,
    UnknownAttachmentError,
)
from assistant.messages.channels.account_book import Accounts, ChannelAccount
from assistant.messages.channels.ports import Contact, ContactBook, StatusBook
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
from integrations.channels.meta.reply_text import ReplyPart


@dataclass(slots=True, kw_only=True)
class GraphChannel(ABC):
    """Send replies from every account of a channel that is set up."""

    dialect: ClassVar[Dialect]
    file_refusal: ClassVar[str] = ""  # reason of a refused file; "": the kind of the error

    sender: GraphSender
    contacts: ContactBook
    files: Attachments
    clock: Clock
    shop_url: str = ""  # of the shop's pages

    @classmethod
    def assemble(
        cls,
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
    ) -> Self:
        """Assemble the channel; `shop_url` completes addresses that are relative to the shop."""
        sender = GraphSender(
            graph=graph,
            accounts=accounts,
            statuses=statuses,
            limits=limits,
            clock=clock,
            dialect=cls.dialect,
            rules=rules or SendRules(),
        )
        return cls(sender=sender, contacts=contacts, files=files, clock=clock, shop_url=shop_url)

    async def send(self, message: OutboundMessage) -> Sent:
        kind = self.kind_of(message)
        contact = await self.contacts.of(message.conversation_id)
        if contact is None:
            raise MessageRejectedError(reason="no_contact")
        account = await self.sender.account(message)
        envelope, parts = await self.render(account, contact, message)
        bodies = [
            {**kind, **envelope, **await self._content(account, message, part)} for part in parts
        ]
        return await self.sender.send(message, bodies)

    @abstractmethod
    def kind_of(self, message: OutboundMessage) -> Body:
        """Return the fields that depend on the time since the customer's last message.

        Raises:
            MessageRejectedError: the message may not be sent now.
        """

    @abstractmethod
    async def render(
        self, account: ChannelAccount, contact: Contact, message: OutboundMessage
    ) -> tuple[Body, Sequence[ReplyPart]]:
        """Return the fields of all parts, with the recipient, and the parts of a reply."""

    @abstractmethod
    def content(self, part: ReplyPart, file_id: str) -> Body:
        """Return the fields of a part; `file_id` is of its file, if it has one."""

    @abstractmethod
    async def upload(
        self, account: ChannelAccount, part: ReplyPart, file: Attachment, data: bytes
    ) -> str:
        """Upload a part's file, and return its id."""

    async def _content(
        self, account: ChannelAccount, message: OutboundMessage, part: ReplyPart
    ) -> Body:
        if part.file is None:
            return self.content(part, "")
        try:
            stored = await self.files.read(part.file.attachment_id)
            file_id = await self.upload(account, part, part.file, stored.data)
        except UnknownAttachmentError:
            raise MessageRejectedError(reason="file_gone") from None
        except (AttachmentsUnavailableError, GraphUnreachableError) as error:
            raise ChannelUnavailableError(message.channel) from error
        except GraphError as error:
            if error.trouble in LATER:
                raise ChannelUnavailableError(message.channel) from error
            reason = self.file_refusal or error.trouble.value
            raise MessageRejectedError(str(error.code), reason=reason) from error
        return self.content(part, file_id)
