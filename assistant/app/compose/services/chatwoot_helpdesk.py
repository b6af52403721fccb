"""Open the Chatwoot that the settings name, keep it up to date, take its webhook, examine it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter

from assistant.app.compose.local_installation import SystemClock
from assistant.app.compose.people_desk import assemble_desk
from assistant.app.compose.process_parts import Parts
from assistant.app.compose.shop_profile import load_shop
from assistant.conversation.message import Language
from assistant.desk.handoff.desk_rules import load_desk_rules
from assistant.desk.helpdesk.case_entries import NoteReader
from assistant.desk.helpdesk.case_mirror import Mirror
from assistant.desk.helpdesk.helpdesk_loop import HelpdeskLoop
from assistant.desk.helpdesk.helpdesk_moves import HelpdeskMoves
from assistant.kit.duty import Duty
from assistant.kit.settings.settings import SettingError, Settings
from assistant.kit.settings.system_settings import ChatwootSettings
from integrations.services.chatwoot.chatwoot_checkup import examine
from integrations.services.chatwoot.chatwoot_client import ChatwootClient, open_client
from integrations.services.chatwoot.chatwoot_desk import ChatwootDesk
from integrations.services.chatwoot.chatwoot_payloads import SOURCE
from integrations.services.chatwoot.chatwoot_webhook import ChatwootWebhook, routes

_DUTY_S = 30.0  # longer than one try of a request may take


@asynccontextmanager
async def open_chatwoot(settings: ChatwootSettings) -> AsyncIterator[ChatwootClient]:
    """Open the account until the block ends; nothing is asked yet.

    Raises:
        SettingError: the address, the token, the account or the inbox is not set.
    """
    if not (settings.url and settings.token and settings.account and settings.inbox):
        names = ("URL", "TOKEN", "ACCOUNT", "INBOX")
        msg = f"{', '.join(f'COMPTOIR_CHATWOOT__{one}' for one in names)} are needed"
        raise SettingError(msg)
    async with open_client(
        url=settings.url.rstrip("/"),
        token=settings.token.get_secret_value(),
        account=settings.account,
    ) as client:
        yield client


@asynccontextmanager
async def open_helpdesk_loop(
    settings: Settings, parts: Parts, *, default_language: Language
) -> AsyncIterator[HelpdeskLoop]:
    """Open the loop that keeps Chatwoot along with the log.

    Raises:
        SettingError: see `open_chatwoot`.
        DeskFileError: the rules of the desk cannot be used.
    """
    zones = load_desk_rules(settings.helpdesk.rule_source).zone
    async with open_chatwoot(settings.chatwoot) as client:
        mirror = Mirror(
            helpdesk=ChatwootDesk(client, inbox=settings.chatwoot.inbox),
            book=parts.case_book,
            events=parts.log,
            taking=_taking(settings.chatwoot, parts, default_language),
            reader=NoteReader(language=default_language, zones=zones),
        )
        yield HelpdeskLoop(
            mirror=mirror,
            book=parts.case_book,
            events=parts.log,
            duty=Duty(leases=parts.broker.leases, name="helpdesk", for_s=_DUTY_S),
            clock=SystemClock(),
        )


def chatwoot_webhooks(settings: Settings, parts: Parts) -> APIRouter | None:
    """Return the route that Chatwoot posts to; None: no secret is set, so nothing is believed."""
    chatwoot = settings.chatwoot
    if not chatwoot.webhook_secrets:
        return None
    webhook = ChatwootWebhook(
        secrets=[one.get_secret_value() for one in chatwoot.webhook_secrets],
        account=chatwoot.account,
        inbox=chatwoot.inbox,
        book=parts.case_book,
        taking=_taking(chatwoot, parts, load_shop(settings.shop.profile_source).default_language),
        clock=SystemClock(),
    )
    return routes(webhook)


async def examine_chatwoot(settings: ChatwootSettings) -> str:
    """Return the line of `comptoir doctor` on Chatwoot.

    Raises:
        SettingError: see `open_chatwoot`.
        HelpdeskUnavailableError, HelpdeskRefusedError: the message says what to mend.
    """
    async with open_chatwoot(settings) as client:
        return await examine(
            client,
            account=settings.account,
            inbox=settings.inbox,
            secrets=[one.get_secret_value() for one in settings.webhook_secrets],
        )


def _taking(settings: ChatwootSettings, parts: Parts, default_language: Language) -> HelpdeskMoves:
    return HelpdeskMoves(
        desk=assemble_desk(parts, default_language=default_language),
        agents=parts.directory,
        clock=SystemClock(),
        source=SOURCE,
        home=settings.url,
        default_language=default_language,
    )
