"""Check an account: token, secret, webhook, subscription, and our own address.

Every check is made by itself and none raises, so that one run names everything that is to be
mended.
Sources: developers.facebook.com/docs/graph-api: webhooks/subscriptions-edge, reference/debug_token,
security (appsecret_proof); messenger-platform: messaging-feature-review-api (2026-04-22)
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from assistant.conversation.message import ChannelKind
from assistant.messages.channels.account_book import ChannelAccount
from integrations.channels.meta.setup.setup_client import (
    GraphSaidError,
    GraphSilentError,
    SetupClient,
)
from integrations.channels.meta.setup.setup_findings import (
    SetupFinding,
    not_the_app,
    refused,
    silent,
)
from integrations.channels.meta.setup.setup_kinds import KINDS, SetupKind

_SOON = timedelta(days=14)
_NOT_THE_APP = frozenset({101, 190})  # for an app's own token: no such app, or not its secret


class _NotTheAppError(Exception):
    """Say that the app's id and the app's secret are not of the same app."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountCheckup:
    """Check one account with Meta."""

    account: ChannelAccount
    graph: SetupClient
    now: datetime  # aware, UTC
    public_url: str = ""  # at which Meta reaches us; "": not known
    kept: bool = True  # the account is in our book; False: it is about to be added

    async def run(self) -> AsyncIterator[SetupFinding]:
        """Yield a finding for every part that can be checked."""
        channel = self.account.channel
        yield await self._look(_name(channel), self._account)
        yield await self._look("app secret", self._secret)
        if self.account.app_id:
            yield await self._look("token", self._token)
            yield await self._look("webhook", self._webhook)
        else:
            yield SetupFinding(
                what="webhook",
                well=False,
                detail="cannot be looked at without the app's id",
                mend=self._name_the_app(),
            )
        if channel is ChannelKind.MESSENGER:
            yield await self._look("subscription", self._page_subscribed)
            yield await self._look("after 24 hours", self._human_agent)
        elif self.account.business_account_id:
            yield await self._look("subscription", self._business_subscribed)
            yield await self._look("templates", self._templates)

    def _name_the_app(self) -> str:
        account = self.account
        if account.added_at is None:
            return f"Set COMPTOIR_{account.channel.value.upper()}__APP_ID"
        return f"comptoir channel change {account.channel} {account.account_id} --app-id ID"

    @property
    def _kind(self) -> SetupKind:
        return KINDS[self.account.channel]

    @property
    def _secret_in_use(self) -> str:
        return self.account.app_secrets[0] if self.account.app_secrets else ""

    @property
    def _app_token(self) -> str:
        return f"{self.account.app_id}|{self._secret_in_use}"

    async def _look(self, what: str, look: Callable[[], Awaitable[SetupFinding]]) -> SetupFinding:
        try:
            return await look()
        except _NotTheAppError:
            return not_the_app(what)
        except GraphSaidError as error:
            return self._refused(what, error, self._kind.scopes)
        except GraphSilentError as error:
            return silent(what, error)

    def _refused(self, what: str, error: GraphSaidError, scopes: Sequence[str]) -> SetupFinding:
        account = self.account
        change = f"comptoir channel change {account.channel} {account.account_id} --token"
        then = change if self.kept else "add it again"
        return refused(what, error, scopes=" and ".join(scopes), then=then)

    async def _as_app(self, path: str, **params: str) -> Mapping[str, Any]:
        """Request as the app itself, which takes both its id and its secret."""
        try:
            return await self.graph.get(path, token=self._app_token, **params)
        except GraphSaidError as error:
            if error.code in _NOT_THE_APP:
                raise _NotTheAppError from error
            raise

    async def _account(self) -> SetupFinding:
        told = await self.graph.get(
            self.account.account_id, token=self.account.access_token, fields=self._kind.asked
        )
        if self.account.channel is ChannelKind.MESSENGER:
            return SetupFinding(what="page", well=True, detail=f"{told.get('name', '')}")
        status, quality = str(told.get("status", "")), str(told.get("quality_rating", ""))
        well = status in {"", "CONNECTED"}
        shown = f"{told.get('display_phone_number', '')} · {told.get('verified_name', '')}"
        return SetupFinding(
            what="number",
            well=well,
            detail=f"{shown}; {status.lower() or 'status unknown'}, quality {quality.lower()}",
            mend=""
            if well
            else "Register it: business.facebook.com > WhatsApp Manager > Phone numbers",
        )

    async def _secret(self) -> SetupFinding:
        """Send a request with each secret's proof; Meta has to accept one of them."""
        account, wrong = self.account, 0
        for secret in account.app_secrets:
            try:
                await self.graph.get(
                    account.account_id, token=account.access_token, secret=secret, fields="id"
                )
            except GraphSaidError as error:
                if "appsecret_proof" not in str(error) or wrong + 1 == len(account.app_secrets):
                    raise
                wrong += 1
        more = len(account.app_secrets) - 1
        rotating = (
            f"; {more} more is accepted: once Meta signs with the new one only, drop it"
            f" (comptoir channel change {account.channel} {account.account_id} --drop-old-secret)"
        )
        return SetupFinding(
            what="app secret", well=True, detail="is the app's" + (rotating if more else "")
        )

    async def _token(self) -> SetupFinding:
        told = await self._as_app("debug_token", input_token=self.account.access_token)
        data = told.get("data") or {}
        if not data.get("is_valid"):
            raise GraphSaidError(190, 0, "")
        if str(data.get("app_id", "")) != self.account.app_id:
            return SetupFinding(
                what="token",
                well=False,
                detail=f"was made for the app {data.get('app_id')}, not {self.account.app_id}",
                mend="Make the token with the app whose webhook is set here, or set that app's id",
            )
        if missing := [one for one in self._kind.scopes if one not in data.get("scopes", [])]:
            error = GraphSaidError(200, 0, "")
            found = self._refused("token", error, missing)
            return SetupFinding(
                what="token", well=False, detail=f"lacks {', '.join(missing)}", mend=found.mend
            )
        return self._expiry(int(data.get("expires_at") or 0))

    def _expiry(self, expires_at: int) -> SetupFinding:
        if not expires_at:
            return SetupFinding(what="token", well=True, detail="valid, and does not expire")
        until = datetime.fromtimestamp(expires_at, UTC)
        soon = until - self.now < _SOON
        return SetupFinding(
            what="token",
            well=not soon,
            detail=f"valid until {until:%Y-%m-%d %H:%M} UTC",
            mend="Make one that never expires, of a system user" if soon else "",
        )

    async def _webhook(self) -> SetupFinding:
        path = f"{self.account.app_id}/subscriptions"
        told = await self._as_app(path)
        ours = [one for one in told.get("data", []) if one.get("object") == self._kind.object]
        again = f"comptoir channel subscribe {self.account.channel} {self.account.account_id}"
        if not ours or not ours[0].get("active"):
            detail = f"the app is not subscribed to {self._kind.object}"
            return SetupFinding(what="webhook", well=False, detail=detail, mend=again)
        url = str(ours[0].get("callback_url", ""))
        wanted = self.public_url + self._kind.path
        if self.public_url and url != wanted:
            detail = f"Meta posts to {url}, not to {wanted}"
            return SetupFinding(what="webhook", well=False, detail=detail, mend=again)
        has = {one.get("name") for one in ours[0].get("fields", []) if isinstance(one, dict)}
        if missing := sorted(self._kind.needed - has):
            detail = f"the app is not told of {', '.join(missing)}"
            return SetupFinding(what="webhook", well=False, detail=detail, mend=again)
        optional = [one for one in self._kind.fields if one not in has]
        without = f"; without {', '.join(optional)}" if optional else ""
        return SetupFinding(what="webhook", well=True, detail=f"Meta posts to {url}{without}")

    async def _page_subscribed(self) -> SetupFinding:
        told = await self.graph.get(
            f"{self.account.account_id}/subscribed_apps", token=self.account.access_token
        )
        has = {name for one in told.get("data", []) for name in one.get("subscribed_fields", [])}
        missing = sorted(self._kind.needed - has)
        return self._subscribed(f"tells the app nothing of {', '.join(missing)}" if missing else "")

    async def _business_subscribed(self) -> SetupFinding:
        told = await self.graph.get(
            f"{self.account.business_account_id}/subscribed_apps", token=self.account.access_token
        )
        apps = [one.get("whatsapp_business_api_data", {}) for one in told.get("data", [])]
        ids = {str(one.get("id", "")) for one in apps}
        known = self.account.app_id in ids if self.account.app_id else bool(ids)
        return self._subscribed("" if known else "is subscribed to by no such app")

    def _subscribed(self, wrong: str) -> SetupFinding:
        again = f"comptoir channel subscribe {self.account.channel} {self.account.account_id}"
        whose = "page" if self.account.channel is ChannelKind.MESSENGER else "business account"
        detail = f"the {whose} {wrong}" if wrong else f"the {whose} tells the app"
        return SetupFinding(
            what="subscription", well=not wrong, detail=detail, mend=again if wrong else ""
        )

    async def _templates(self) -> SetupFinding:
        told = await self.graph.get(
            f"{self.account.business_account_id}/message_templates",
            token=self.account.access_token,
            fields="name,language,status",
            limit="100",
        )
        usable = [one for one in told.get("data", []) if one.get("status") == "APPROVED"]
        languages = sorted({str(one.get("language", "")) for one in usable})
        said = f"{len(usable)} approved ({', '.join(languages)})" if usable else "none is approved"
        later = "" if usable else ": after 24 hours of silence, nobody can write to a customer"
        return SetupFinding(what="templates", well=True, detail=said + later)

    async def _human_agent(self) -> SetupFinding:
        """Say whether people may answer up to seven days later; it takes a review by Meta."""
        path = f"{self.account.account_id}/messaging_feature_review"
        try:
            told = await self.graph.get(path, token=self.account.access_token)
        except GraphSaidError:
            return SetupFinding(
                what="after 24 hours", well=True, detail="Meta does not say if people may answer"
            )
        status = next(
            (
                str(one.get("status", "")).lower()
                for one in told.get("data", [])
                if one.get("feature") == "human_agent"
            ),
            "not asked for",
        )
        may = "people may answer for 7 days" if status == "approved" else "nobody can answer"
        return SetupFinding(
            what="after 24 hours", well=True, detail=f"{may} (Human Agent: {status})"
        )


def _name(channel: ChannelKind) -> str:
    return "page" if channel is ChannelKind.MESSENGER else "number"
