"""Fetch the files that customers sent, from Meta's servers.

WhatsApp names a file by its id: its address is asked for, lives five minutes, and wants the token
like every request. Messenger gives an address that wants no token, so it is given none.
Source: Meta, "Media" of the WhatsApp Cloud API (2026-06-16)
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from assistant.messages.channels.account_book import (
    Accounts,
    ChannelAccount,
    UnknownAccountError,
    account_of,
)
from assistant.messages.channels.ports import DueMedia
from assistant.messages.intake.media_fetch import (
    MediaGoneError,
    MediaTooLargeError,
    MediaUnavailableError,
)
from integrations.channels.meta.graph_client import GraphClient, TooLargeError
from integrations.channels.meta.graph_errors import GraphError, GraphUnreachableError, Trouble

_MISSING = 33
"""Subcode of an object that does not exist (any more)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MetaMedia:
    """Fetch the files of every account, as the port `MediaSource`."""

    graph: GraphClient
    accounts: Accounts

    async def fetch(self, due: DueMedia, *, most_bytes: int) -> bytes:
        try:
            account = await account_of(self.accounts, due.channel, due.account_id)
            url = await self._address(account, due, most_bytes=most_bytes)
            return await self.graph.download(
                account, url, most_bytes=most_bytes, with_token=bool(due.media.media_id)
            )
        except UnknownAccountError as error:
            raise MediaUnavailableError from error
        except TooLargeError as error:
            raise MediaTooLargeError from error
        except GraphUnreachableError as error:
            raise MediaUnavailableError from error
        except GraphError as error:
            raise _why(error) from error

    async def _address(self, account: ChannelAccount, due: DueMedia, *, most_bytes: int) -> str:
        media = due.media
        if not media.media_id:
            if urlsplit(media.url).scheme != "https" and not _is_like(account.api_url, media.url):
                raise MediaGoneError
            return media.url
        # Without the number's id: with it, Meta refuses files that came to another number.
        told = await self.graph.get(account, media.media_id)
        size = told.get("file_size")
        if isinstance(size, int | str) and str(size).isdecimal() and int(size) > most_bytes:
            raise MediaTooLargeError
        url = str(told.get("url", ""))
        # The token goes to Meta alone: over TLS, or to the very server that gave the address.
        if urlsplit(url).scheme != "https" and not _is_like(account.api_url, url):
            raise MediaUnavailableError
        return url


def _is_like(api_url: str, url: str) -> bool:
    """Return whether two addresses are of the same server."""
    return urlsplit(api_url).netloc == urlsplit(url).netloc


def _why(error: GraphError) -> Exception:
    if error.subcode == _MISSING or error.trouble is Trouble.MEDIA:
        return MediaGoneError()
    return MediaUnavailableError()  # an address that has run out is asked for anew
