"""Has Meta post to us: the app's webhook, then the account's subscription to the app."""

from assistant.messages.channels.accounts import ChannelAccount
from assistant.conversation.conversation_message import ChannelKind
from integrations.channels.meta.setup.setup_client import SetupClient
from integrations.channels.meta.setup.setup_kinds import KINDS


async def subscribe_app(graph: SetupClient, account: ChannelAccount, *, public_url: str) -> None:
    """Name our webhook to Meta, which calls it at once and wants the verify token back.

    Raises:
        GraphSaidError: 2200 if our webhook did not answer as it should.
        GraphSilentError: see there.
    """
    kind = KINDS[account.channel]
    await graph.post(
        f"{account.app_id}/subscriptions",
        token=f"{account.app_id}|{account.app_secrets[0]}",
        object=kind.object,
        callback_url=public_url + kind.path,
        verify_token=account.verify_token,
        fields=",".join(kind.fields),
    )


async def subscribe_account(graph: SetupClient, account: ChannelAccount) -> None:
    """Have a page, or the business account of a number, tell the app what happens.

    Raises:
        GraphSaidError, GraphSilentError: see there.
    """
    if account.channel is ChannelKind.MESSENGER:
        await graph.post(
            f"{account.account_id}/subscribed_apps",
            token=account.access_token,
            subscribed_fields=",".join(KINDS[account.channel].fields),
        )
        return
    await graph.post(f"{account.business_account_id}/subscribed_apps", token=account.access_token)
