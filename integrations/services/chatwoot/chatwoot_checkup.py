"""Examine a Chatwoot installation, for `comptoir doctor`: token, account, inbox, webhook."""

from collections.abc import Sequence

from assistant.desk.helpdesk.ports import HelpdeskRefusedError
from integrations.services.chatwoot.chatwoot_client import ChatwootClient
from integrations.services.chatwoot.chatwoot_payloads import ChatwootProfile, HookList, InboxList
from integrations.services.chatwoot.chatwoot_webhook import EVENTS, PATH

_API = "Channel::Api"


async def examine(
    client: ChatwootClient, *, account: int, inbox: int, secrets: Sequence[str]
) -> str:
    """Return a sentence about an installation that can be used.

    Raises:
        HelpdeskUnavailableError: it does not answer, or the token is not accepted.
        HelpdeskRefusedError: something is missing, and the message says what to do.
    """
    profile = await client.whoami(ChatwootProfile)
    roles = {one.id: one.role for one in profile.accounts}
    if account not in roles:
        msg = (
            f"the token's owner is in no account {account}: check COMPTOIR_CHATWOOT__ACCOUNT,"
            f" which may be {_any_of(sorted(roles))}"
        )
        raise HelpdeskRefusedError(msg)
    await _check_inbox(client, inbox)
    if not secrets:
        msg = "nothing that Chatwoot posts is believed: set COMPTOIR_CHATWOOT__WEBHOOK_SECRETS"
        raise HelpdeskRefusedError(msg)
    if roles[account] != "administrator":
        return (
            "Chatwoot answers; the token's owner is no administrator: conversations that open are"
            " given to them, nothing can be erased, and its webhooks cannot be looked at"
        )
    await _check_webhook(client)
    return f"Chatwoot answers, inbox {inbox} and its webhook are there"


async def _check_inbox(client: ChatwootClient, inbox: int) -> None:
    listed = (await client.get("/inboxes", InboxList)).payload
    kinds = {one.id: one.channel_type for one in listed}
    fit = [one for one, kind in kinds.items() if kind == _API]
    if inbox not in kinds:
        msg = (
            f"there is no inbox {inbox}: check COMPTOIR_CHATWOOT__INBOX, which may be"
            f" {_any_of(fit)}"
        )
        raise HelpdeskRefusedError(msg)
    if kinds[inbox] != _API:
        msg = f"inbox {inbox} is of the kind {kinds[inbox]}: make one of the kind API in Chatwoot"
        raise HelpdeskRefusedError(msg)


async def _check_webhook(client: ChatwootClient) -> None:
    hooks = (await client.get("/webhooks", HookList)).payload.webhooks
    ours = [one for one in hooks if one.url.split("?")[0].endswith(PATH)]
    if not ours:
        msg = (
            f"Chatwoot has no webhook that ends with {PATH}: add one in its settings, under"
            f" Integrations, subscribed to {' and '.join(EVENTS)}"
        )
        raise HelpdeskRefusedError(msg)
    missing = set(EVENTS).difference(*(one.subscriptions for one in ours))
    if missing:
        msg = f"Chatwoot's webhook is not subscribed to {' and '.join(sorted(missing))}: tick it"
        raise HelpdeskRefusedError(msg)


def _any_of(numbers: Sequence[int]) -> str:
    return " or ".join(map(str, numbers)) or "none: there is none that fits"
