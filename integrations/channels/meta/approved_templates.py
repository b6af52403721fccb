"""Read the approved templates of WhatsApp accounts from Meta, and keep them for a few minutes."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from assistant.conversation.ids import AccountId
from assistant.conversation.message import ChannelKind
from assistant.messages.channels.account_book import ChannelAccount
from assistant.messages.channels.message_templates import Template
from assistant.ports import ChannelUnavailableError, Clock
from integrations.channels.meta.setup.template_checks import ToldTemplate

_KEPT = timedelta(minutes=5)
_PAGES = 10  # of a hundred templates
_FIELDS = "name,language,status,category,components,parameter_format,rejected_reason"

Find = Callable[[ChannelKind, AccountId], Awaitable[ChannelAccount | None]]


class MetaTemplates:
    """Find the templates of WhatsApp numbers, as the port `Templates`; a page has none."""

    def __init__(self, find: Find, clock: Clock) -> None:
        self._find = find
        self._clock = clock
        self._kept: dict[str, tuple[datetime, tuple[Template, ...]]] = {}

    async def of(self, channel: ChannelKind, account_id: AccountId) -> Sequence[Template]:
        account = await self._find(channel, account_id)
        if account is None or not account.business_account_id:
            return ()
        now = self._clock.now()
        kept = self._kept.get(account.business_account_id)
        if kept is not None and now - kept[0] < _KEPT:
            return kept[1]
        from integrations.channels.meta.setup.setup_client import (  # noqa: PLC0415  # httpx: the API starts without
            GraphSaidError,
            GraphSilentError,
        )

        try:
            told = await read_account(account)
            found = tuple(sorted(read_templates(told), key=lambda one: (one.name, one.language)))
        except (GraphSaidError, GraphSilentError):
            raise ChannelUnavailableError(channel) from None
        self._kept[account.business_account_id] = (now, found)
        return found


async def read_account(account: ChannelAccount) -> list[Mapping[str, Any]]:
    """Return the templates of an account as Meta tells them, approved or not.

    Raises:
        GraphSaidError: Meta refused.
        GraphSilentError: Meta does not answer.
    """
    from integrations.channels.meta.setup.setup_client import open_client  # noqa: PLC0415

    found: list[Mapping[str, Any]] = []
    after: dict[str, str] = {}
    async with open_client(account.api_url) as graph:
        for _ in range(_PAGES):
            page = await graph.get(
                f"{account.business_account_id}/message_templates",
                token=account.access_token,
                fields=_FIELDS,
                limit="100",
                **after,
            )
            found += page.get("data") or ()
            paging = page.get("paging") or {}
            if not paging.get("next"):
                break
            after = {"after": str((paging.get("cursors") or {}).get("after", ""))}
    return found


def read_templates(told: Iterable[Mapping[str, Any]]) -> list[Template]:
    """Return the templates that can be used here: approved, in words, with numbered variables."""
    return [_template(one) for one in told if one.get("status") == "APPROVED" and _is_usable(one)]


def told_templates(told: Iterable[Mapping[str, Any]]) -> list[ToldTemplate]:
    """Return all templates, with the state that Meta tells of each."""
    return [
        ToldTemplate(
            template=_template(one),
            status=str(one.get("status", "")),
            reason="" if one.get("rejected_reason") in _NO_REASON else str(one["rejected_reason"]),
            is_usable=_is_usable(one),
        )
        for one in told
    ]


_NO_REASON = (None, "", "NONE")


def _is_usable(told: Mapping[str, Any]) -> bool:
    return (
        told.get("parameter_format", "POSITIONAL") == "POSITIONAL"
        and told.get("category") != "AUTHENTICATION"
        and all(part.get("format", "TEXT") == "TEXT" for part in told.get("components", ()))
    )


def _template(told: Mapping[str, Any]) -> Template:
    parts = {str(part.get("type", "")).upper(): part for part in told.get("components", ())}
    buttons = parts.get("BUTTONS", {}).get("buttons", ())
    return Template(
        name=str(told.get("name", "")),
        language=str(told.get("language", "")),
        category=str(told.get("category", "")),
        header=str(parts.get("HEADER", {}).get("text", "")),
        body=str(parts.get("BODY", {}).get("text", "")),
        footer=str(parts.get("FOOTER", {}).get("text", "")),
        links=tuple(str(one["url"]) for one in buttons if "{{1}}" in str(one.get("url", ""))),
    )
