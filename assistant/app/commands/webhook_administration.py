"""Add and remove subscribers from the command line; the audit records every change."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from assistant.app.commands.command_errors import WebhookError
from assistant.app.compose.local_installation import SystemClock
from assistant.app.compose.services.subscriber_announcements import (
    assemble_subscribing,
    open_announcing,
)
from assistant.desk.staff.audit_chain import COMMAND_LINE, Action, Deed
from assistant.desk.staff.ports import Audit
from assistant.kit.announcing.announcement_sender import AnnouncementSender
from assistant.kit.announcing.ports import UnknownSubscriberError
from assistant.kit.announcing.subscriptions import Subscriptions
from assistant.kit.announcing.types import Delivery, Subscriber, SubscriberId
from assistant.kit.private_folder import make_private
from assistant.kit.settings.settings import Settings
from integrations.stores.sql.database import open_database
from integrations.stores.sql.staff.staff_audit import SqlAudit

_LOOKS, _LOOK_EVERY_S = 30, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookCommands:
    """Execute the commands on subscribers, over an open database."""

    subscribing: Subscriptions
    sender: AnnouncementSender
    audit: Audit

    async def find(self, subscriber_id: str, *, readable: bool = False) -> Subscriber:
        """Return one, which has to be `readable` to be changed or posted to.

        Raises:
            WebhookError: there is none, or it is not.
        """
        try:
            found = await self.subscribing.find(SubscriberId(subscriber_id))
        except UnknownSubscriberError:
            msg = f"there is no webhook {subscriber_id}: comptoir insights webhook list shows them"
            raise WebhookError(msg) from None
        if readable and not found.readable:
            msg = (
                f"the address of {subscriber_id} was sealed with another key: put back the identity"
                " key of the data folder (COMPTOIR_IDENTITY__KEY), or remove it and add it again"
            )
            raise WebhookError(msg)
        return found

    async def note(self, subscriber_id: str, do: str) -> None:
        """Record a deed on a subscriber in the audit."""
        deed = Deed(
            at=SystemClock().now(),
            actor=COMMAND_LINE,
            action=Action.WEBHOOK_CHANGED,
            subject=subscriber_id,
            detail={"do": do},
        )
        await self.audit.write(deed)

    async def test(self, subscriber_id: SubscriberId) -> Delivery:
        """Post a test now, and return its delivery after the first attempt.

        A running Comptoir may have taken it already: then its answer is waited for.
        """
        told = await self.subscribing.test(subscriber_id)
        book = self.subscribing.book
        for _ in range(_LOOKS):
            await self.sender.once()
            found = await book.deliveries(subscriber_id=subscriber_id, limit=100)
            delivery = next(one for one in found if one.announcement_id == told)
            if delivery.answer:
                break
            await asyncio.sleep(_LOOK_EVERY_S)
        return delivery


@asynccontextmanager
async def open_webhooks(settings: Settings) -> AsyncIterator[WebhookCommands]:
    """Open the subscribers until the block ends.

    Raises:
        LogUnavailableError: no database answers.
        SettingError: the installation's key cannot be used.
    """
    make_private(settings.data_dir)
    async with (
        open_database(settings.log_url, settings.archive_folder) as database,
        open_announcing(settings, database) as sender,
    ):
        yield WebhookCommands(
            subscribing=assemble_subscribing(settings, database),
            sender=sender,
            audit=SqlAudit(database),
        )
