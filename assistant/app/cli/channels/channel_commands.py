"""Add and change the WhatsApp numbers and Messenger pages of the shop: `comptoir channel`."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from rich.table import Table

from assistant.app.cli.channels.channel_guide import (
    GivenOptions,
    MetaChannel,
    ask,
    ask_secret,
    check_id,
    check_url,
    read_secrets,
)
from assistant.app.cli.terminal import DataDir, Json, console, load_in_force, results, run_with
from assistant.kit.settings.settings import Settings

if TYPE_CHECKING:
    from assistant.messages.channels.account_book import ChannelAccount, KeptAccounts
    from integrations.channels.meta.setup.setup_findings import SetupFinding

T = TypeVar("T")

NAME = "channel"
_OF_TOKEN = ("number", "page", "token")
_VITAL = (*_OF_TOKEN, "app secret", "templates")
"""What has to be well before an account is kept; templates say whether the business is known."""

commands = typer.Typer(
    help="Add the WhatsApp numbers and Messenger pages that the shop writes from, and check them.",
    no_args_is_help=True,
)

Channel = Annotated[MetaChannel, typer.Argument(help="whatsapp or messenger.")]
Id = Annotated[str, typer.Argument(help="Of the phone number or the page, as Meta has it.")]
OptionalId = Annotated[str, typer.Argument(help="Of one account; all, or the only one, without.")]
Secrets = Annotated[
    Path | None,
    typer.Option(
        "--secrets",
        help='JSON file with "access_token" and "app_secret", instead of asking; - is standard'
        " input.",
        allow_dash=True,
    ),
]
Url = Annotated[
    str | None,
    typer.Option("--url", help="Where Meta reaches this server (COMPTOIR_CONSOLE__URL)."),
]
AppId = Annotated[str | None, typer.Option("--app-id", help="Of the Meta app.")]
BusinessId = Annotated[
    str | None, typer.Option("--business-id", help="Of the WhatsApp Business account.")
]
Name = Annotated[str | None, typer.Option("--name", help="What the shop's people call it.")]
ApiUrl = Annotated[str | None, typer.Option("--api-url", help="Of the Graph API with its version.")]


@commands.command()
def add(
    channel: Channel,
    *,
    account_id: Annotated[
        str | None, typer.Option("--id", help="Of the phone number or the page.")
    ] = None,
    app_id: AppId = None,
    business_id: BusinessId = None,
    name: Name = None,
    secrets: Secrets = None,
    url: Url = None,
    api_url: ApiUrl = None,
    data_dir: DataDir = None,
) -> None:
    """Add a number or a page. Asks for what is missing and says where each is found.

    Nothing is kept before Meta has taken the token and the secret.
    """
    settings = load_in_force(data_dir=data_dir)
    given = GivenOptions(
        account_id=account_id,
        app_id=app_id,
        business_id=business_id,
        name=name,
        secrets=read_secrets(secrets),
        api_url=api_url,
    )
    public_url = check_url(url) or settings.console.url
    account = ask(channel, given, console)
    asyncio.run(_add(settings, account, public_url))


async def _add(settings: Settings, account: "ChannelAccount", public_url: str) -> None:
    from assistant.app.commands.channel_administration import examine, open_accounts  # noqa: PLC0415  # help is quick

    vital = [f async for f in examine(account, public_url="", kept=False) if f.what in _VITAL]
    if not all(found.well for found in vital):
        _say(vital)
        console.print("[red]Nothing was kept.[/] Mend what is said, then add it again.")
        sys.exit(2)
    async with open_accounts(settings) as accounts:
        await accounts.keep(account)
    console.print(f"[green]Kept.[/] {account.channel} {account.account_id}: {vital[0].detail}")
    if not public_url:
        _say_by_hand(account)
        return
    await _subscribe(account, public_url)
    sys.exit(await _check([account], public_url))


@commands.command()
def subscribe(
    channel: Channel, account_id: OptionalId = "", url: Url = None, data_dir: DataDir = None
) -> None:
    """Subscribe this server to an account: sets the webhook of the app with Meta, too."""
    settings = load_in_force(data_dir=data_dir)
    public_url = check_url(url) or settings.console.url
    if not public_url:
        console.print("[red]Error:[/] say where Meta reaches this server: --url https://...")
        sys.exit(2)
    account = _run(settings, lambda accounts: _find(settings, accounts, channel, account_id))
    asyncio.run(_subscribe(account, public_url))


@commands.command(name="list")
def list_(data_dir: DataDir = None, json: Json = False) -> None:  # noqa: FBT002  # an option
    """List every number and page, and where each is set."""
    settings = load_in_force(data_dir=data_dir)
    found = _run(settings, lambda accounts: _all(settings, accounts))
    if json:
        import orjson  # noqa: PLC0415

        for one in found:
            line = {"channel": one.channel, "id": one.account_id, "name": one.name}
            print(orjson.dumps(line).decode())  # noqa: T201  # the result
        return
    table = Table("Channel", "ID", "Name", "App", "Set in", box=None)
    for one in found:
        where = f"added {one.added_at:%Y-%m-%d}" if one.added_at else "settings"
        table.add_row(one.channel, one.account_id, one.name, one.app_id or "?", where)
    none = "None yet. Add the first: comptoir channel add whatsapp"
    results.print(table if found else none)


@commands.command()
def check(
    channel: Annotated[MetaChannel | None, typer.Argument(help="whatsapp or messenger.")] = None,
    account_id: OptionalId = "",
    url: Url = None,
    data_dir: DataDir = None,
) -> None:
    """Check tokens, secrets and webhooks with Meta. The exit code counts the defects."""
    settings = load_in_force(data_dir=data_dir)
    known = _run(settings, lambda accounts: _all(settings, accounts))
    wanted = [
        one
        for one in known
        if channel in (None, one.channel.value) and account_id in ("", one.account_id)
    ]
    if not wanted:
        console.print("There is no such account. All of them: comptoir channel list")
        sys.exit(2)
    sys.exit(asyncio.run(_check(wanted, check_url(url) or settings.console.url)))


@commands.command()
def change(
    channel: Channel,
    account_id: Id,
    *,
    token: Annotated[  # an option
        bool, typer.Option("--token", help="Ask for another access token.")
    ] = False,
    secret: Annotated[  # an option
        bool, typer.Option("--secret", help="Ask for a new app secret; the old one stays, too.")
    ] = False,
    drop_old_secret: Annotated[  # an option
        bool, typer.Option("--drop-old-secret", help="Believe the newest app secret only.")
    ] = False,
    app_id: AppId = None,
    business_id: BusinessId = None,
    name: Name = None,
    data_dir: DataDir = None,
) -> None:
    """Change the settings of an account; while a secret is rotated, both are believed."""
    settings = load_in_force(data_dir=data_dir)
    account = _run(settings, lambda accounts: _find(settings, accounts, channel, account_id))
    if account.added_at is None:
        console.print("[red]Error:[/] the settings name it: change COMPTOIR_... instead")
        sys.exit(2)
    if token:
        account = replace(account, access_token=ask_secret("Access token"))
    if secret:
        new = ask_secret("New app secret")
        account = replace(account, app_secrets=(new, *account.app_secrets[:1]))
    if drop_old_secret:
        account = replace(account, app_secrets=account.app_secrets[:1])
    account = replace(
        account,
        app_id=check_id("App ID", app_id or account.app_id),
        business_account_id=check_id(
            "WhatsApp Business account ID", business_id or account.business_account_id
        ),
        name=account.name if name is None else name,
    )
    if token and not asyncio.run(_is_well(account)):
        console.print("[red]Nothing was changed.[/] Mend what is said, then try again.")
        sys.exit(2)
    _run(settings, lambda accounts: accounts.keep(account))
    console.print(f"{channel} {account_id} is changed; running processes know within ten seconds.")


@commands.command()
def remove(
    channel: Channel,
    account_id: Id,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,  # noqa: FBT002
    data_dir: DataDir = None,
) -> None:
    """Forget an account's token and secrets. Its conversations stay, and nobody can answer them."""
    settings = load_in_force(data_dir=data_dir)
    if not yes:
        typer.confirm(f"Forget {channel} {account_id}?", abort=True)
    from assistant.conversation.ids import AccountId  # noqa: PLC0415
    from assistant.conversation.message import ChannelKind  # noqa: PLC0415

    kind = ChannelKind(channel.value)
    if not _run(settings, lambda accounts: accounts.drop(kind, AccountId(account_id))):
        console.print(f"There is no {channel} {account_id} that was added here.")
        sys.exit(2)
    console.print(f"{channel} {account_id} is forgotten.")


def _run(settings: Settings, work: "Callable[[KeptAccounts], Awaitable[T]]") -> T:
    from assistant.app.commands.channel_administration import open_accounts  # noqa: PLC0415  # help must be quick

    return run_with(open_accounts(settings), work)


async def _all(settings: Settings, accounts: "KeptAccounts") -> "list[ChannelAccount]":
    from assistant.app.compose.meta_channels import settings_accounts  # noqa: PLC0415

    return [*settings_accounts(settings), *await accounts.all()]


async def _find(
    settings: Settings, accounts: "KeptAccounts", channel: MetaChannel, account_id: str
) -> "ChannelAccount":
    from assistant.app.commands.channel_administration import find_account  # noqa: PLC0415
    from assistant.conversation.message import ChannelKind  # noqa: PLC0415

    return await find_account(settings, accounts, ChannelKind(channel.value), account_id)


async def _subscribe(account: "ChannelAccount", public_url: str) -> None:
    from assistant.app.commands.channel_administration import ChannelError, subscribe  # noqa: PLC0415

    console.print(f"Asking Meta to post to {public_url} ...")
    try:
        await subscribe(account, public_url=public_url)
    except ChannelError as error:
        console.print(f"[red]Not yet:[/] {error}")
        again = f"comptoir channel subscribe {account.channel} {account.account_id}"
        console.print(f"Then: {again} --url {public_url}")
        sys.exit(1)
    console.print("[green]Subscribed.[/]")


async def _is_well(account: "ChannelAccount") -> bool:
    """Return whether Meta accepts the token of an account; print every defect that it names."""
    from assistant.app.commands.channel_administration import examine  # noqa: PLC0415  # help must be quick

    looked = [f async for f in examine(account, public_url="") if f.what in _OF_TOKEN]
    return not _say([found for found in looked if not found.well])


async def _check(accounts: "list[ChannelAccount]", public_url: str) -> int:
    from assistant.app.commands.channel_administration import examine  # noqa: PLC0415

    ill = 0
    for one in accounts:
        named = f" ({one.name})" if one.name else ""
        console.print(f"\n[bold]{one.channel} {one.account_id}[/]{named}")
        ill += _say([found async for found in examine(one, public_url=public_url)])
    if not public_url:
        console.print("\nOur own door was not tried: say where it is with --url.")
    return min(ill, 100)


def _say(findings: "list[SetupFinding]") -> int:
    """Print findings; return how many are defects."""
    said = set[str]()
    for found in findings:
        mark = "[green]✓[/]" if found.well else "[red]✗[/]"
        console.print(f"{mark} [bold]{found.what:<14}[/] {found.detail}", highlight=False)
        if found.mend and found.mend not in said:
            said.add(found.mend)
            console.print(f"  → {found.mend}", highlight=False)
    return sum(not found.well for found in findings)


def _say_by_hand(account: "ChannelAccount") -> None:
    from integrations.channels.meta.setup.setup_kinds import KINDS  # noqa: PLC0415

    kind = KINDS[account.channel]
    console.print("\nMeta does not know yet where to post. With the server's public address:")
    again = f"comptoir channel subscribe {account.channel} {account.account_id}"
    console.print(f"  {again} --url https://desk.shop.example")
    console.print("or by hand, at developers.facebook.com > your app > Webhooks:")
    console.print(f"  Callback URL  https://desk.shop.example{kind.path}")
    results.print(f"  Verify token  {account.verify_token}")
    console.print(f"  Fields        {', '.join(kind.fields)}")
