"""The shop's people as customers see them above a message: name and picture, made once with Meta.

A persona takes a picture that Meta can fetch; who has none is named in the text instead.
Source: Meta, "Messenger Platform: Personas" (2026-04-22)
"""

from urllib.parse import urlsplit

import structlog

from assistant.messages.channels.accounts import ChannelAccount
from integrations.channels.messenger import limits
from integrations.channels.meta.text_length import clip
from integrations.channels.meta.graph_errors import GraphError, GraphUnreachableError
from integrations.channels.meta.graph_client import GraphClient

log = structlog.get_logger(__name__)


class Personas:
    """Finds personas by name, and makes those that are missing."""

    def __init__(self, graph: GraphClient) -> None:
        self._graph = graph
        self._known: dict[str, dict[str, str]] = {}  # by page: name -> persona's id

    async def of(self, account: ChannelAccount, name: str, picture: str) -> str:
        """Return the persona of somebody; "": there is none, and the message goes without."""
        if urlsplit(picture).scheme != "https":
            return ""
        shown = clip(name, limits.PERSONA_NAME)
        try:
            known = await self._of_page(account)
            if shown not in known:
                known[shown] = await self._make(account, shown, picture)
        except (GraphError, GraphUnreachableError) as error:
            log.warning("messenger.no_persona", error=type(error).__name__)
            return ""
        return known[shown]

    async def _of_page(self, account: ChannelAccount) -> dict[str, str]:
        if account.account_id not in self._known:
            said = await self._graph.get(account, f"{account.account_id}/personas")
            found = said.get("data")
            rows = found if isinstance(found, list) else []
            self._known[account.account_id] = {
                str(one.get("name", "")): str(one.get("id", "")) for one in rows
            }
        return self._known[account.account_id]

    async def _make(self, account: ChannelAccount, name: str, picture: str) -> str:
        body = {"name": name, "profile_picture_url": picture}
        said = await self._graph.post(account, f"{account.account_id}/personas", body)
        return str(said.get("id", ""))
