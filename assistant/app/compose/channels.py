"""Put together the channels that other companies run: their accounts, webhooks and intake.

Every process that serves has their webhooks, so that an account added later needs no restart; what
reads payloads is imported with the first of them.
"""

from collections.abc import Iterator, Sequence
from importlib import import_module

from fastapi import APIRouter

from assistant.app.compose.clock import SystemClock
from assistant.app.compose.kept_accounts import kept_accounts
from assistant.app.compose.process_parts import Parts
from assistant.messages.channels.accounts import Accounts, ChannelAccount
from assistant.messages.channels.kept_accounts import LiveAccounts
from assistant.messages.channels.updates import Update
from assistant.conversation.ids import AccountId
from assistant.conversation.conversation_message import ChannelKind
from assistant.messages.inbox import Inbox
from assistant.messages.intake.envelope_intake import Intake, Parser
from assistant.messages.intake.update_applier import UpdateApplier
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.system_settings import MessengerSettings, WhatsAppSettings
from integrations.channels.meta.meta_webhook import MAX_BYTES, MetaWebhook, routes
from integrations.stores.sql.channels.contact_book import SqlContactBook
from integrations.stores.sql.channels.envelopes import SqlEnvelopes, SqlMediaQueue
from integrations.stores.sql.channels.status_book import SqlStatusBook

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
        read: Parser = import_module(f"integrations.{channel.value}.payloads").parse
        return read(body)

    return parse


def assemble_intake(parts: Parts) -> Intake:
    """Put together what applies what was posted."""
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
