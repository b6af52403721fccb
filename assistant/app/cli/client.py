"""`comptoir client`: a key for a program that asks through the chat completions API."""

from typing import Annotated

import typer

from assistant.app.cli.output import console, fail, results
from assistant.kit.settings.settings import load

CLIENT = "client"
CLIENT_SETTING = "COMPTOIR_COMPLETIONS__CLIENTS"


def make_client_key(
    name: Annotated[str, typer.Argument(help="Lower case letters, digits and -: as you call it.")],
    questions_only: Annotated[  # noqa: FBT002  # an option
        bool, typer.Option("--questions-only", help="Nothing can be done for its customers.")
    ] = False,
    per_minute: Annotated[
        int, typer.Option("--per-minute", min=1, max=100_000, help="Requests.")
    ] = 60,
) -> None:
    """Make a key for a program that speaks the chat completions API.

    The key is shown once; the setting holds its digest only. Leave a client out of the setting,
    and its key is worth nothing.
    """
    import orjson  # noqa: PLC0415  # help must be quick
    from pydantic import ValidationError  # noqa: PLC0415

    from assistant.kit.settings.system_settings import ApiClientSettings  # noqa: PLC0415
    from integrations.channels.completions.completions_clients import make_key  # noqa: PLC0415

    there = load().completions.clients
    if name in {one.name for one in there}:
        fail(f"there is a client called {name} already: choose another name, or take it out first")
    key, digest = make_key()
    try:
        new = ApiClientSettings(
            name=name, key_sha256=digest, operates=not questions_only, per_minute=per_minute
        )
    except ValidationError:
        fail(f"{name!r} cannot be a name: lower case letters, digits and -, 40 at most")
    listed = orjson.dumps([one.model_dump() for one in (*there, new)]).decode()
    console.print(f"The key of {name}, which is shown this once:")
    results.print(key, markup=False)
    console.print("Set this where the API runs, and start it again:")
    results.print(f"{CLIENT_SETTING}='{listed}'", markup=False)
