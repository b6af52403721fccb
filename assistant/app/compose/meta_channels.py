"""Assemble the channels of WhatsApp and Messenger: accounts, webhooks, senders and files.

Every process that serves has their webhooks, so that an account added later needs no restart. The
modules that read payloads are imported with the first of them; those that send, with the first
reply.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from importlib import import_module
from typing import TYPE_CHECKING

from fastapi import APIRouter

from assistant.app.compose.local_installation import SystemClock, find_key
from assistant.app.compose.process_parts import Parts
from assistant.app.compose.services.file_intake import assemble_customer_files
from assistant.app.compose.shop_profile import public_url
from assistant.conversation.ids import AccountId
from assistant.conversation.message import ChannelKind, OutboundMessage
from assistant.kit.calls.opened_once import OpenedOnce
from assistant.kit.duty import Duty
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.system_settings import MessengerSettings, WhatsAppSettings
from assistant.messages.channels.account_book import (
    Accounts,
    ChannelAccount,
    KeptAccounts,
    LiveAccounts,
)
from assistant.messages.channels.ports import DueMedia
from assistant.messages.channels.read_receipts import ReadMessage
from assistant.messages.channels.secret_seal import Seal
from assistant.messages.channels.updates import Update
from assistant.messages.inbox import Inbox
from assistant.messages.intake.envelope_intake import Intake, Parser
from assistant.messages.intake.media_fetch import MediaFetcher, MediaLimits, MediaSource
from assistant.messages.intake.update_applier import UpdateApplier
from assistant.ports import Channel, Sent
from integrations.channels.meta.webhook import MAX_BYTES, MetaWebhook, routes
from integrations.stores.sql.channels.channel_account_book import SqlKeptAccounts
from integrations.stores.sql.channels.contact_book import SqlContactBook
from integrations.stores.sql.channels.envelopes import SqlEnvelopes, SqlMediaQueue
from integrations.stores.sql.channels.status_book import SqlStatusBook
from integrations.stores.sql.database import Database

if TYPE_CHECKING:
    from integrations.channels.meta.graph_sender import SendRules

_PURPOSE = "channel accounts"


def kept_accounts(settings: Settings, database: Database) -> KeptAccounts:
    """Return the accounts that were added.

    Raises:
        SettingError: the installation's key cannot be used.
    """
    return SqlKeptAccounts(database, Seal.derived(find_key(settings), purpose=_PURPOSE))


PATHS = {
    ChannelKind.WHATSAPP: "/webhooks/whatsapp",
    ChannelKind.MESSENGER: "/webhooks/messenger",
}
BODIES = {"/webhooks/(whatsapp|messenger)": MAX_BYTES}
"""How many bytes what is posted there may have."""


def settings_accounts(settings: Settings) -> tuple[ChannelAccount, ...]:
    """Return the accounts that the settings name; one without an id is not set up."""
    whatsapp, messenger = settings.whatsapp, settings.messenger
    found = (
        _account(ChannelKind.WHATSAPP, whatsapp.phone_number_id, whatsapp),
        _account(ChannelKind.MESSENGER, messenger.page_id, messenger),
    )
    return tuple(one for one in found if one.account_id)


def _account(
    channel: ChannelKind, account_id: str, of: WhatsAppSettings | MessengerSettings
) -> ChannelAccount:
    business = of.business_account_id if isinstance(of, WhatsAppSettings) else ""
    return ChannelAccount(
        channel=channel,
        account_id=AccountId(account_id),
        api_url=of.api_url.rstrip("/"),
        access_token=of.access_token.get_secret_value() if of.access_token else "",
        app_secrets=tuple(one.get_secret_value() for one in of.app_secret),
        verify_token=of.verify_token.get_secret_value() if of.verify_token else "",
        business_account_id=business,
        app_id=of.app_id,
    )


def open_accounts(settings: Settings, parts: Parts) -> Accounts:
    """Return every account there is: those of the settings, and those that were added.

    Raises:
        SettingError: the key of what was added cannot be used.
    """
    return LiveAccounts(
        fixed=settings_accounts(settings),
        added=kept_accounts(settings, parts.database).all,
        clock=SystemClock(),
    )


def _parser(channel: ChannelKind) -> Parser:
    def parse(body: bytes) -> Sequence[Update]:
        read: Parser = import_module(f"integrations.channels.{channel.value}.webhook_parser").parse
        return read(body)

    return parse


def assemble_intake(parts: Parts) -> Intake:
    """Assemble the intake that applies posted updates."""
    statuses, envelopes = SqlStatusBook(parts.database), SqlEnvelopes(parts.database)
    taking = UpdateApplier(
        events=parts.log,
        inbox=Inbox(events=parts.log, queue=parts.broker.queue, clock=SystemClock()),
        queue=parts.broker.queue,
        contacts=SqlContactBook(parts.database),
        statuses=statuses,
        media=SqlMediaQueue(parts.database),
        envelopes=envelopes,
        clock=SystemClock(),
    )
    return Intake(
        envelopes=envelopes,
        parsers={channel: _parser(channel) for channel in PATHS},
        applies=taking,
        clock=SystemClock(),
        tidies=(statuses,),
    )


def channel_webhooks(accounts: Accounts, intake: Intake) -> Iterator[APIRouter]:
    """Yield the routes that channels post to."""
    for channel, path in PATHS.items():
        yield routes(MetaWebhook(channel=channel, accounts=accounts, intake=intake), path=path)


class LazyChannel:
    """Open a channel with the first reply that goes through it."""

    def __init__(self, opening: Callable[[], Awaitable[Channel]]) -> None:
        self._channel = OpenedOnce(opening)

    async def send(self, message: OutboundMessage) -> Sent | None:
        return await (await self._channel.get()).send(message)

    async def seen(self, what: ReadMessage) -> None:
        """Show that a message was read, where the channel shows such things."""
        show = getattr(await self._channel.get(), "seen", None)
        if show is not None:
            await show(what)


@asynccontextmanager
async def open_channels(
    settings: Settings, parts: Parts, *, rules: "SendRules | None" = None
) -> AsyncIterator[Mapping[ChannelKind, LazyChannel]]:
    """Open every channel of another company until the block ends; none costs a start anything.

    `rules` say how fast is sent, and how long a doubt lasts; None: the channels' own.
    """
    async with AsyncExitStack() as stack:

        def opening(channel: ChannelKind) -> Callable[[], Awaitable[Channel]]:
            async def open_one() -> Channel:
                module = await asyncio.to_thread(
                    import_module, f"integrations.channels.{channel.value}.channel"
                )
                graph = await stack.enter_async_context(
                    import_module("integrations.channels.meta.graph_client").open_graph()
                )
                opened: Channel = module.open_channel(
                    graph,
                    accounts=open_accounts(settings, parts),
                    contacts=SqlContactBook(parts.database),
                    statuses=SqlStatusBook(parts.database),
                    files=parts.attachments,
                    limits=parts.broker.limits,
                    clock=SystemClock(),
                    shop_url=public_url(settings.shop),
                    rules=rules,
                )
                return opened

            return open_one

        yield {channel: LazyChannel(opening(channel)) for channel in PATHS}


_DUTY_S = 30.0  # longer than a file takes


class LazyMedia:
    """Open the source of media with the first file; the worker's `stack` closes it."""

    def __init__(self, stack: AsyncExitStack, settings: Settings, parts: Parts) -> None:
        self._stack = stack
        self._settings = settings
        self._parts = parts
        self._source: OpenedOnce[MediaSource] = OpenedOnce(self._open)

    async def fetch(self, due: DueMedia, *, most_bytes: int) -> bytes:
        return await (await self._source.get()).fetch(due, most_bytes=most_bytes)

    async def _open(self) -> MediaSource:
        module = await asyncio.to_thread(import_module, "integrations.channels.meta.customer_media")
        graph = import_module("integrations.channels.meta.graph_client").open_graph()
        opened: MediaSource = module.MetaMedia(
            graph=await self._stack.enter_async_context(graph),
            accounts=open_accounts(self._settings, self._parts),
        )
        return opened


def assemble_media(stack: AsyncExitStack, settings: Settings, parts: Parts) -> MediaFetcher:
    """Assemble the fetching of customers' files, in one worker of many; `stack` closes it."""
    source = LazyMedia(stack, settings, parts)
    return MediaFetcher(
        queue=SqlMediaQueue(parts.database),
        sources=dict.fromkeys(PATHS, source),
        files=assemble_customer_files(settings, parts),
        events=parts.log,
        clock=SystemClock(),
        duty=Duty(leases=parts.broker.leases, name="channels.media", for_s=_DUTY_S),
        limits=MediaLimits(most_bytes=settings.attachments.max_mb * 1_000_000),
    )
