"""Try a message: `comptoir try`."""

import asyncio
import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from assistant.app.cli.terminal import DataDir, Json, LanguageName, console, fail, load_in_force
from assistant.app.cli.trying.change_options import Demo
from assistant.kit.settings.settings import Settings

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from assistant.conversation.message import Language
    from assistant.messages.trials.trial import TrialMessage

NAME = "try"


class TryChannel(StrEnum):
    """Name the channels that a message can be tried on."""

    WEBCHAT = "webchat"
    WHATSAPP = "whatsapp"
    MESSENGER = "messenger"


def try_message(  # noqa: PLR0917  # options of a command
    text: Annotated[list[str], typer.Argument(help="A message, or several one after the other.")],
    customer: Annotated[
        str, typer.Option("--customer", help="E-mail address of a signed-in customer.")
    ] = "",
    channel: Annotated[
        TryChannel, typer.Option("--channel", help="The channel.")
    ] = TryChannel.WEBCHAT,
    language: Annotated[
        LanguageName | None,
        typer.Option("--language", help="The language of the page, and of what is told."),
    ] = None,
    page: Annotated[str, typer.Option("--page", help="The product in view.")] = "",
    category: Annotated[str, typer.Option("--category", help="The category in view.")] = "",
    at: Annotated[
        str, typer.Option("--at", help="Another time than now, as in 2026-12-24T18:30+01:00.")
    ] = "",
    json: Json = False,  # noqa: FBT002  # an option
    data_dir: DataDir = None,
    *,
    demo: Demo = False,
) -> None:
    """Show the reply of the assistant to a message, and the whole way to it; nothing happens.

    No order is touched, no mail goes out, and nothing is kept.
    """
    from assistant.app.processes.process_logs import configure  # noqa: PLC0415  # help must be quick
    from assistant.conversation.message import ChannelKind  # noqa: PLC0415  # the same
    from assistant.messages.trials.trial import TrialMessage  # noqa: PLC0415  # the same

    configure(human=True)
    settings = _settings(data_dir, demo=demo)
    message = TrialMessage(
        text="",
        channel=ChannelKind(channel),
        language=language.value if language else None,
        page=page,
        category=category,
        customer=customer,
        at=_time(at, settings),
    )
    asyncio.run(_try(settings, message, text, as_json=json))


def _settings(data_dir: Path | None, *, demo: bool) -> Settings:
    from assistant.app.compose.shop_profile import DEMO_DATA, DEMO_SHOP  # noqa: PLC0415  # help must be quick

    if demo:
        return load_in_force(data_dir=data_dir or DEMO_DATA, shop=DEMO_SHOP)
    return load_in_force(data_dir=data_dir)


def _told_in(settings: Settings, chosen: "Language | None") -> "Language":
    """Return the language that was chosen, else the shop's own."""
    from assistant.app.compose.shop_profile import spoken_languages  # noqa: PLC0415  # help must be quick

    return chosen or spoken_languages(settings.shop)[0]


def _zone(settings: Settings) -> "ZoneInfo":
    """Return the time zone of the shop's clock."""
    from assistant.desk.handoff.desk_rules import load_desk_rules  # noqa: PLC0415  # help must be quick

    return load_desk_rules(settings.helpdesk.rule_source).zone(None)


def _time(at: str, settings: Settings) -> datetime | None:
    if not at:
        return None
    try:
        read = datetime.fromisoformat(at)
    except ValueError:
        fail("Write the time as in 2026-12-24T18:30+01:00.")
    return read if read.tzinfo else read.replace(tzinfo=_zone(settings))


async def _try(
    settings: Settings, message: "TrialMessage", texts: list[str], *, as_json: bool
) -> None:
    from dataclasses import replace  # noqa: PLC0415  # help must be quick

    from assistant.app.cli.trying.trial_output import show_trial, trial_as_dict  # noqa: PLC0415  # the same
    from assistant.app.commands.trial_administration import open_trials  # noqa: PLC0415  # the same
    from assistant.console.trying.bench_texts import say  # noqa: PLC0415  # the same
    from assistant.messages.trials.trial import UnknownCustomerError  # noqa: PLC0415  # the same

    language, zone = _told_in(settings, message.language), _zone(settings)
    async with open_trials(settings) as opened:
        for text in texts:
            try:
                tried = await opened.trials.take(replace(message, text=text))
            except UnknownCustomerError:
                fail(say("failed.unknown_customer", language))
            message = message.after(tried)
            if as_json:
                sys.stdout.buffer.write(orjson.dumps(trial_as_dict(text, tried)) + b"\n")
            else:
                show_trial(text, tried, console, language=language, zone=zone)
