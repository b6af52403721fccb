"""`comptoir worker`: take turns for an API that runs elsewhere."""

import asyncio

from assistant.app.cli.options import DataDir, Quiet
from assistant.app.cli.output import console
from assistant.kit.settings.settings import load

WORKER = "worker"


def take_turns(data_dir: DataDir = None, quiet: Quiet = False) -> None:  # noqa: FBT002  # an option
    """Take turns. Start as many as there are processor cores; they share the work."""
    settings = load(data_dir=data_dir)
    from assistant.app.processes.process_logs import configure  # noqa: PLC0415  # help and refusals must be quick
    from assistant.app.processes.worker_process import run_worker  # noqa: PLC0415

    configure(human=False)
    if not quiet:
        console.print("Taking turns. Ctrl-C stops; turns in hand are finished first.")
    asyncio.run(run_worker(settings))
