"""Add and remove the systems that are told of insights: `comptoir insights webhook`."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from rich.table import Table

from assistant.app.cli.terminal import DataDir, Json, LanguageName, console, results, run_with
from assistant.kit.announcing.types import (
    EVERY_TYPE,
    AnnouncementId,
    AnnouncementType,
    DeliveryState,
    SubscriberId,
    SubscriberKind,
)
from assistant.kit.settings.settings import load

if TYPE_CHECKING:
    from assistant.app.commands.webhook_administration import WebhookCommands

T = TypeVar("T")

NAME = "webhook"

_LISTED = 100

commands = typer.Typer(
    help="Tell other systems what happens to insights, by signed webhooks or in Slack.",
    no_args_is_help=True,
)

Id = Annotated[str, typer.Argument(help="Of the webhook, as list shows it.", metavar="ID")]


@commands.command()
def add(
    url: Annotated[str, typer.Argument(help="https://... that is posted to.", metavar="URL")],
    kind: Annotated[
        SubscriberKind, typer.Option("--kind", help="Signed JSON, or Slack's.")
    ] = SubscriberKind.STANDARD,
    on: Annotated[
        list[AnnouncementType] | None,
        typer.Option("--on", help="What it is told of, several times; all, or Slack: the digest."),
    ] = None,
    language: Annotated[
        LanguageName, typer.Option("--language", help="Of what Slack shows.")
    ] = LanguageName.FR,
    data_dir: DataDir = None,
) -> None:
    """Add an address. Prints its id and, this once, the secret that posts are signed with."""

    async def work(webhooks: "WebhookCommands") -> tuple[str, str]:
        types = frozenset(on or ()) & EVERY_TYPE
        added = await webhooks.subscribing.add(url, kind=kind, types=types, language=language.value)
        await webhooks.note(added.subscriber_id, "add")
        return added.subscriber_id, "".join(added.secrets[:1])

    name, secret = _run(work, data_dir)
    results.print(name)
    _say_secret(secret)


@commands.command(name="list")
def list_(data_dir: DataDir = None, json: Json = False) -> None:  # noqa: FBT002  # an option
    """List the addresses, each with the number of its dead announcements."""

    async def work(webhooks: "WebhookCommands") -> list[dict[str, object]]:
        book = webhooks.subscribing.book
        dead = await book.dead()
        return [
            {
                "id": one.subscriber_id,
                "host": one.host,
                "readable": one.readable,
                "kind": one.kind,
                "on": sorted(one.types),
                "disabled": one.disabled,
                "dead": dead.get(one.subscriber_id, 0),
            }
            for one in await book.subscribers()
        ]

    found = _run(work, data_dir)
    if json:
        _print_json(found)
        return
    table = Table("Id", "Address", "Kind", "State", "Not delivered", box=None)
    for one in found:
        state = str(one["disabled"] or "active") if one["readable"] else "sealed with another key"
        table.add_row(*map(str, (one["id"], one["host"], one["kind"], state, one["dead"])))
    results.print(table if found else "Nobody is told yet: comptoir insights webhook add URL")


@commands.command()
def deliveries(
    subscriber_id: Id,
    dead: Annotated[  # noqa: FBT002  # an option
        bool, typer.Option("--dead", help="Only those that were given up.")
    ] = False,
    data_dir: DataDir = None,
    json: Json = False,  # noqa: FBT002  # an option
) -> None:
    """List the deliveries to an address, the newest first, with its answers."""

    async def work(webhooks: "WebhookCommands") -> list[dict[str, object]]:
        one = await webhooks.find(subscriber_id)
        found = await webhooks.subscribing.book.deliveries(
            subscriber_id=one.subscriber_id,
            state=DeliveryState.DEAD if dead else None,
            limit=_LISTED,
        )
        return [
            {
                "announcement": each.announcement_id,
                "type": each.type,
                "at": each.at,
                "state": each.state,
                "attempts": each.attempts,
                "answer": each.answer,
            }
            for each in found
        ]

    found = _run(work, data_dir)
    if json:
        _print_json(found)
        return
    table = Table("Announcement", "Type", "State", "Attempts", "Answer", box=None)
    for one in found:
        named = (one["announcement"], one["type"], one["state"], one["attempts"], one["answer"])
        table.add_row(*map(str, named))
    results.print(table if found else "Nothing yet.")


@commands.command(name="test")
def try_out(subscriber_id: Id, data_dir: DataDir = None) -> None:
    """Post a test now. Exit code 1: it was not taken."""

    async def work(webhooks: "WebhookCommands") -> tuple[DeliveryState, str]:
        one = await webhooks.find(subscriber_id, readable=True)
        await webhooks.note(one.subscriber_id, "test")
        told = await webhooks.test(one.subscriber_id)
        return told.state, told.answer

    state, answer = _run(work, data_dir)
    results.print(f"{state}: {answer}", markup=False)
    if state is not DeliveryState.DELIVERED:
        raise typer.Exit(1)


@commands.command()
def rotate(subscriber_id: Id, data_dir: DataDir = None) -> None:
    """Replace the secret; for a day posts are signed with both."""

    async def work(webhooks: "WebhookCommands") -> str:
        one = await webhooks.find(subscriber_id, readable=True)
        await webhooks.note(one.subscriber_id, "rotate")
        return "".join((await webhooks.subscribing.rotate(one.subscriber_id)).secrets[:1])

    _say_secret(_run(work, data_dir))


@commands.command()
def replay(
    subscriber_id: Id,
    announcement: Annotated[
        str, typer.Option("--announcement", help="This one; all that were given up if empty.")
    ] = "",
    data_dir: DataDir = None,
) -> None:
    """Deliver dead announcements again; a running Comptoir posts them."""

    async def work(webhooks: "WebhookCommands") -> int:
        one = await webhooks.find(subscriber_id)
        await webhooks.note(one.subscriber_id, "replay")
        which = AnnouncementId(announcement) if announcement else None
        return await webhooks.subscribing.replay(one.subscriber_id, which)

    results.print(f"{_run(work, data_dir)} are delivered again.")


@commands.command()
def enable(subscriber_id: Id, data_dir: DataDir = None) -> None:
    """Post again to an address that had answered that it was gone."""

    async def work(webhooks: "WebhookCommands") -> None:
        one = await webhooks.find(subscriber_id, readable=True)
        await webhooks.note(one.subscriber_id, "enable")
        await webhooks.subscribing.enable(one.subscriber_id)

    _run(work, data_dir)
    results.print(f"{subscriber_id} is told again.")


@commands.command()
def remove(subscriber_id: Id, data_dir: DataDir = None) -> None:
    """Remove an address: it is told nothing more."""

    async def work(webhooks: "WebhookCommands") -> None:
        one = await webhooks.find(subscriber_id)
        await webhooks.note(one.subscriber_id, "remove")
        await webhooks.subscribing.remove(SubscriberId(one.subscriber_id))

    _run(work, data_dir)
    results.print(f"{subscriber_id} is removed.")


def _run(work: "Callable[[WebhookCommands], Awaitable[T]]", data_dir: Path | None) -> T:
    settings = load(data_dir=data_dir)
    from assistant.app.commands.webhook_administration import open_webhooks  # noqa: PLC0415
    from assistant.app.processes.process_logs import configure  # noqa: PLC0415  # help and refusals must be quick

    configure(human=True)
    return run_with(open_webhooks(settings), work)


def _say_secret(secret: str) -> None:
    if secret:
        results.print(secret)
        console.print("Give this secret to the receiver now: it is not shown again.")


def _print_json(found: list[dict[str, object]]) -> None:
    import orjson  # noqa: PLC0415  # help must be quick

    for one in found:
        print(orjson.dumps(one).decode())  # noqa: T201  # the result
