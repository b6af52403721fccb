"""Subscribe our webhook with Meta, and call it as Meta does to see that it answers."""

import secrets

import httpx
import orjson

from assistant.conversation.message import ChannelKind
from assistant.kit.web.signed_webhooks import in_hex, sign
from assistant.messages.channels.account_book import ChannelAccount
from integrations.channels.meta.setup.setup_client import SetupClient
from integrations.channels.meta.setup.setup_findings import SetupFinding
from integrations.channels.meta.setup.setup_kinds import KINDS
from integrations.channels.meta.webhook import HEADER


async def subscribe_app(graph: SetupClient, account: ChannelAccount, *, public_url: str) -> None:
    """Register our webhook with Meta, which calls it at once and wants the verify token back.

    Raises:
        GraphSaidError: 2200 if our webhook did not answer as it should.
        GraphSilentError: Meta does not answer.
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
    """Subscribe the app to the updates of a page, or of the business account of a number.

    Raises:
        GraphSaidError: Meta refuses.
        GraphSilentError: Meta does not answer.
    """
    if account.channel is ChannelKind.MESSENGER:
        await graph.post(
            f"{account.account_id}/subscribed_apps",
            token=account.access_token,
            subscribed_fields=",".join(KINDS[account.channel].fields),
        )
        return
    await graph.post(f"{account.business_account_id}/subscribed_apps", token=account.access_token)


_TIMEOUT_S = 20.0  # Meta waits that long


async def reach(
    http: httpx.AsyncClient, account: ChannelAccount, *, public_url: str
) -> SetupFinding:
    """Test that `public_url` answers the handshake, and accepts signed webhooks alone."""
    kind = KINDS[account.channel]
    url = public_url + kind.path
    try:
        wrong = await _wrong(http, account, url, kind.object)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        wrong = f"{url} does not answer ({type(error).__name__})"
    mend = f"comptoir serve has to run, and {public_url} has to lead to it, with https"
    return SetupFinding(
        what="our door",
        well=not wrong,
        detail=wrong or f"{url} answers, and refuses what is not signed",
        mend=mend if wrong else "",
    )


async def _wrong(http: httpx.AsyncClient, account: ChannelAccount, url: str, what: str) -> str:
    challenge = secrets.token_hex(8)
    query = {
        "hub.mode": "subscribe",
        "hub.verify_token": account.verify_token,
        "hub.challenge": challenge,
    }
    shaken = await http.get(url, params=query, timeout=_TIMEOUT_S)
    if shaken.text != challenge:
        return f"{url} answers the handshake with {shaken.status_code}, not with the challenge"
    body = orjson.dumps({"object": what, "entry": []})
    forged = await http.post(url, content=body, timeout=_TIMEOUT_S)
    if forged.is_success:
        return f"{url} takes what nobody signed: something else answers there"
    signature = sign(body, account.app_secrets[0], in_hex)
    headers = {HEADER: signature, "Content-Type": "application/json"}
    signed = await http.post(url, content=body, headers=headers, timeout=_TIMEOUT_S)
    return "" if signed.is_success else f"{url} refuses what is signed ({signed.status_code})"
