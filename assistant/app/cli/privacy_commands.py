"""Export or erase the data of a person, and keep to the retention time: `comptoir privacy`."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from assistant.app.cli.terminal import (
    DataDir,
    console,
    fail,
    load_in_force,
    progress,
    results,
    run_with,
)

if TYPE_CHECKING:
    from assistant.desk.privacy.person import Person, PersonQuery
    from assistant.desk.privacy.privacy_service import Privacy

T = TypeVar("T")

NAME = "privacy"

commands = typer.Typer(
    help="Hand out or erase what is kept of a person (GDPR, articles 15, 17 and 20).",
    no_args_is_help=True,
)

Email = Annotated[str, typer.Option("--email", help="The person's address.")]
CustomerOption = Annotated[str, typer.Option("--customer", help="Their id in the shop system.")]
ConversationOption = Annotated[str, typer.Option("--conversation", help="A conversation's id.")]


@commands.command()
def export(  # noqa: PLR0917  # each is an option
    output: Annotated[Path, typer.Option("--output", help="JSON file to write.", dir_okay=False)],
    email: Email = "",
    customer: CustomerOption = "",
    conversation: ConversationOption = "",
    content: Annotated[  # noqa: FBT002
        bool, typer.Option("--with-files", help="Also what is in files they were sent.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Write every record of a person into one JSON file.

    Make sure first that you talk to that person: the file has all of their conversations.
    """
    wanted = _wanted(email, customer, conversation)
    import orjson  # noqa: PLC0415  # help must be quick

    async def work(privacy: "Privacy") -> "Person":
        person = await privacy.find(wanted)
        if person.conversations or person.customer_ids:
            with _told("Reading") as tell:
                document = await privacy.export(person, by=None, content=content, progress=tell)
            option = orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z
            await asyncio.to_thread(
                output.write_bytes, orjson.dumps(document, default=str, option=option)
            )
        return person

    person = _run(work, data_dir)
    if not person.conversations and not person.customer_ids:
        results.print("Nothing is kept of this person.")
        return
    results.print(f"{len(person.conversations)} conversations written to {output}")


@commands.command()
def erase(
    email: Email = "",
    customer: CustomerOption = "",
    conversation: ConversationOption = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,  # noqa: FBT002
    data_dir: DataDir = None,
) -> None:
    """Erase a person: the words of their conversations, waiting mail, alerts. It cannot be undone.

    Records in the shop system, such as orders, stay: close the account there.
    """
    wanted = _wanted(email, customer, conversation)
    found = _run(lambda privacy: privacy.find(wanted), data_dir)
    if not found.is_known:
        results.print("Nothing is kept of this person.")
        return
    count = len(found.conversations)
    if not yes and not typer.confirm(f"Erase {count} conversations and all else for good?"):
        console.print("Nothing was erased.")
        return
    with _told("Erasing") as tell:
        erased = _run(lambda privacy: privacy.erase(found, by=None, progress=tell), data_dir)
    others = ", ".join(f"{n} {name}" for name, n in erased.others.items() if n)
    results.print(f"{erased.conversations} conversations erased{f', {others}' if others else ''}.")


@commands.command()
def retain(
    days: Annotated[
        int, typer.Option("--days", min=1, help="Keep what is younger (COMPTOIR_RETENTION__DAYS).")
    ] = 0,
    data_dir: DataDir = None,
) -> None:
    """Erase conversations that nobody wrote in for longer than the retention time, now."""
    keep = days or load_in_force(data_dir=data_dir).retention.days
    if not keep:
        fail("no retention time is set: give --days, or set COMPTOIR_RETENTION__DAYS")

    async def work(privacy: "Privacy") -> int:
        total = 0
        while erased := await privacy.retain(keep_days=keep):
            total += erased
            console.print(f"{total} erased ...")
        return total

    results.print(f"{_run(work, data_dir)} conversations erased: older than {keep} days.")


@commands.command()
def compact(data_dir: DataDir = None) -> None:
    """Rewrite the SQLite database, so that not even slack in its pages has erased data.

    Comptoir may run meanwhile; its writes wait, about a second for 100 MB.
    """
    settings = load_in_force(data_dir=data_dir)
    from assistant.app.compose.privacy_holdings import compact as write_anew  # noqa: PLC0415  # help must be quick

    asyncio.run(write_anew(settings))
    results.print("The database was written anew.")


def _wanted(email: str, customer: str, conversation: str) -> "PersonQuery":
    from assistant.commerce.shop_ids import CustomerId  # noqa: PLC0415  # help must be quick
    from assistant.conversation.ids import ConversationId  # noqa: PLC0415
    from assistant.desk.privacy.person import PersonQuery  # noqa: PLC0415

    try:
        return PersonQuery(
            email=email,
            customer_id=CustomerId(customer) if customer else None,
            conversation_id=ConversationId(conversation) if conversation else None,
        )
    except ValueError:
        fail("say who: --email, --customer or --conversation")
        raise


@contextmanager
def _told(what: str) -> "Iterator[Callable[[int, int], None]]":
    """Show how many conversations are done."""
    with progress() as bars:
        task = bars.add_task(what, total=None)
        yield lambda done, of: bars.update(task, completed=done, total=of)


def _run(work: "Callable[[Privacy], Awaitable[T]]", data_dir: Path | None) -> T:
    settings = load_in_force(data_dir=data_dir)
    from assistant.app.compose.privacy_holdings import open_privacy  # noqa: PLC0415  # help must be quick

    return run_with(open_privacy(settings), work)
