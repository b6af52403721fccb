"""Run a process that takes recorded turns again: a replay's, or one of turns in shadow."""

from assistant.app.compose.services.stored_settings import read_in_force
from assistant.app.processes.replaying.replay_process import replay_lines
from assistant.app.processes.replaying.shadow_process import take_shadows
from assistant.kit.settings.settings import Settings


async def retake(role: str, server: Settings) -> None:
    """Run `replay` or `shadow` with the settings in force; raises as both do.

    `server` are the settings of the environment.
    """
    settings = await read_in_force(server)
    if role == "replay":
        await replay_lines(server, settings)
    else:
        await take_shadows(server, settings)
