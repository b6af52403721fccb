"""Examine whether the templates of messages that the shop writes first can be sent."""

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.app.commands.channel_administration import open_accounts
from assistant.app.compose.local_installation import open_data_dir
from assistant.app.compose.meta_channels import settings_accounts
from assistant.conversation.message import ChannelKind
from assistant.kit.settings.settings import Settings
from assistant.messages.channels.account_book import ChannelAccount
from assistant.outreach.triggers.trigger_register import TRIGGERS
from integrations.channels.meta.approved_templates import read_account, told_templates
from integrations.channels.meta.setup.template_checks import TemplateFault, template_faults
from integrations.stores.sql.database import open_database
from integrations.stores.sql.operations.intent_book import SqlIntentBook


async def examine_templates(settings: Settings) -> str:
    """Return the line of `comptoir doctor` on the templates of triggers that are on.

    Raises:
        LookupError: some cannot be sent; a line for each says what to do.
        LogUnavailableError: no database answers.
    """
    open_data_dir(settings.data_dir)
    async with open_database(settings.log_url, settings.archive_folder) as database:
        on = [one.trigger for one in await SqlIntentBook(database).switches() if one.is_on]
    if not on:
        return "no message is on that the shop writes first"
    async with open_accounts(settings) as accounts:
        known = [*settings_accounts(settings), *await accounts.all()]
    numbers = {  # of one business account, all numbers have the same templates
        one.business_account_id: one for one in known if one.channel is ChannelKind.WHATSAPP
    }
    ill, triggers = list[str](), [TRIGGERS[name] for name in on]
    for account in numbers.values():
        for one in template_faults(triggers, told_templates(await _read_account(account))):
            why = f" ({one.reason})" if one.reason else ""
            ill.append(f"{one.name} in {one.language}: {_SAID[one.fault].format(why=why)}")
    if ill:
        raise LookupError("\n  ".join(["customers silent for a day are not written to:", *ill]))
    if not numbers:
        return "no WhatsApp number, so no template is needed"
    return f"those of {len(on)} messages that are on can be sent"


_SAID = {
    TemplateFault.MISSING: "Meta has none: create it as /console/outreach shows it",
    TemplateFault.PENDING: "Meta has not decided on it yet: look again in a day",
    TemplateFault.REJECTED: "Meta rejected it{why}: appeal against that in WhatsApp Manager",
    TemplateFault.STOPPED: "Meta stopped it{why}: WhatsApp Manager says why and until when",
    TemplateFault.CHANGED: "it has other words at Meta: make body and footer as"
    " /console/outreach shows them, without header and buttons",
}


async def _read_account(account: ChannelAccount) -> Sequence[Mapping[str, Any]]:
    from integrations.channels.meta.setup.setup_client import GraphSaidError, GraphSilentError  # noqa: PLC0415  # only doctor pays

    try:
        return await read_account(account)
    except (GraphSaidError, GraphSilentError) as error:
        msg = f"Meta does not tell the templates of {account.account_id}: {error}"
        raise LookupError(msg) from None
