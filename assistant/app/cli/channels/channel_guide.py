"""Ask the questions of `comptoir channel add`, and say where Meta shows each answer."""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console

if TYPE_CHECKING:
    from assistant.messages.channels.account_book import ChannelAccount


class MetaChannel(StrEnum):
    """Name the channels that have accounts with Meta."""

    WHATSAPP = "whatsapp"
    MESSENGER = "messenger"


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenOptions:
    """Hold the options that the command line gave already."""

    account_id: str | None = None
    app_id: str | None = None
    business_id: str | None = None
    name: str | None = None
    api_url: str | None = None
    secrets: Mapping[str, str] = field(default_factory=dict)


_PUBLIC = re.compile(r"https://[^\s/?#@]+|http://(127\.0\.0\.1|localhost)(:\d+)?")
_APP = "developers.facebook.com > My apps > your app > App settings > Basic"
_WHERE: Mapping[MetaChannel, Mapping[str, str]] = {
    MetaChannel.WHATSAPP: {
        "Phone number ID": "business.facebook.com > WhatsApp Manager > API setup (not the number)",
        "WhatsApp Business account ID": "the same page, below it",
        "App ID": _APP,
        "App secret": f"{_APP} > Show",
        "Access token": "business.facebook.com > Settings > System users > Generate token: your"
        " app, never expiring, whatsapp_business_messaging and whatsapp_business_management",
    },
    MetaChannel.MESSENGER: {
        "Page ID": "facebook.com > your page > About > Page transparency",
        "App ID": _APP,
        "App secret": f"{_APP} > Show",
        "Access token": "your app > Messenger > API settings > Access tokens > your page >"
        " Generate: pages_messaging and pages_manage_metadata",
    },
}


def read_secrets(path: Path | None) -> Mapping[str, str]:
    """Return the secrets of a JSON file, or of standard input.

    Raises:
        typer.BadParameter: it is no JSON object of texts.
    """
    if path is None:
        return {}
    import orjson  # noqa: PLC0415  # only who has a file pays

    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
        said = orjson.loads(text)
    except (OSError, UnicodeDecodeError, orjson.JSONDecodeError) as error:
        msg = f"{path} cannot be read: {error}"
        raise typer.BadParameter(msg) from None
    known = {"access_token", "app_secret"}
    if not isinstance(said, dict) or said.keys() - known:
        msg = f"{path} must be a JSON object of {' and '.join(sorted(known))}"
        raise typer.BadParameter(msg)
    return {name: str(value) for name, value in said.items()}


def check_url(url: str | None) -> str:
    """Return the public address that Meta posts to, without a slash at its end; "": none was given.

    Raises:
        typer.BadParameter: it is no address that Meta could call.
    """
    found = (url or "").strip().rstrip("/")
    if found and not _PUBLIC.fullmatch(found):
        msg = f"{found} must be an address such as https://desk.shop.example, without a path"
        raise typer.BadParameter(msg, param_hint="--url")
    return found


def check_id(name: str, given: str) -> str:
    """Return an id of an account with Meta.

    Raises:
        typer.BadParameter: it is something else, such as a telephone number.
    """
    found = given.strip()
    if found and not (found.isascii() and found.isdecimal()):
        msg = f"{found[:40]!r} is no {name}: Meta's ids are digits only"
        raise typer.BadParameter(msg)
    return found


def ask_secret(name: str) -> str:
    """Return a secret that the person at the keyboard types unseen.

    Raises:
        typer.BadParameter: see `_check_secret`.
    """
    typed: str = typer.prompt(name, hide_input=True)
    return _check_secret(name, typed)


def _check_secret(name: str, given: str) -> str:
    """Return a secret as Meta shows it.

    Raises:
        typer.BadParameter: it has blanks in it, as what was copied with a line end has.
    """
    found = given.strip()
    if not found.isascii() or any(c.isspace() for c in found):
        msg = f"the {name.lower()} has blanks or other signs in it: copy it once more, alone"
        raise typer.BadParameter(msg)
    return found


def ask(channel: MetaChannel, given: GivenOptions, console: Console) -> "ChannelAccount":
    """Return the account, after asking for every value that the command line does not give."""
    from assistant.app.commands.channel_administration import new_verify_token  # noqa: PLC0415  # help is quick
    from assistant.app.compose.local_installation import SystemClock  # noqa: PLC0415
    from assistant.conversation.ids import AccountId  # noqa: PLC0415
    from assistant.conversation.message import ChannelKind  # noqa: PLC0415
    from assistant.kit.settings.system_settings import GRAPH_URL  # noqa: PLC0415
    from assistant.messages.channels.account_book import ChannelAccount  # noqa: PLC0415

    where = _WHERE[channel]
    whatsapp = channel is MetaChannel.WHATSAPP

    def value(name: str, known: str | None, *, secret: bool = False) -> str:
        check = _check_secret if secret else check_id
        if known:
            return check(name, known)
        console.print(f"[bold]{name}[/]: {where[name]}", highlight=False)
        typed: str = typer.prompt(f"  {name}", hide_input=secret)
        return check(name, typed)

    account_id = value("Phone number ID" if whatsapp else "Page ID", given.account_id)
    business = value("WhatsApp Business account ID", given.business_id) if whatsapp else ""
    app_id = value("App ID", given.app_id)
    secret = value("App secret", given.secrets.get("app_secret"), secret=True)
    token = value("Access token", given.secrets.get("access_token"), secret=True)
    return ChannelAccount(
        channel=ChannelKind(channel.value),
        account_id=AccountId(account_id),
        access_token=token,
        app_secrets=(secret,),
        verify_token=new_verify_token(),
        name=given.name or "",
        app_id=app_id,
        business_account_id=business,
        api_url=(given.api_url or GRAPH_URL).rstrip("/"),
        added_at=SystemClock().now(),
    )
