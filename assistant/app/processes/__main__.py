"""Run a process of Comptoir: `python -m assistant.app.processes worker NAME`.

`comptoir serve` starts its workers so. `python -m assistant.app.processes insights ""` is the
day's round of insights, `experiments` in its place the hourly look at experiments, `pages` the
work on page drafts, and `candidate FOLDER` indexes a page that is tried; workers start them. The
API starts `sources`, which reads what people named in the set-up, and `replay` reads from its
input which conversations it replays. The command line is not imported: none of them needs it.
"""

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.kit.settings.settings import Settings

_ROLES = frozenset(("worker", "insights", "experiments", "pages", "sources", "candidate", "replay"))


def main(role: str, name: str) -> None:
    """Run worker `name` until SIGTERM, or another role to its end.

    Exit code 2: something must be mended first.

    Raises:
        ValueError: there is no such role.
    """
    if role not in _ROLES:
        msg = f"there is no role {role}"
        raise ValueError(msg)
    gc.disable()  # nothing to collect while a thousand modules load; `run_worker` turns it on
    from assistant.app.processes.expected_errors import find_expected  # noqa: PLC0415  # late
    from assistant.app.processes.process_logs import configure, log_failure  # noqa: PLC0415

    configure(human=False)
    try:
        _run(role, name)
    except Exception as error:
        expected = find_expected(error)
        if expected is None:
            raise
        log_failure(f"{role}.cannot_start", expected)
        sys.exit(2)


def _run(role: str, name: str) -> None:
    """Import the work of a role, and do it; no role imports that of another."""
    import asyncio  # noqa: PLC0415  # after the collection of garbage was turned off

    from assistant.kit.settings.settings import load  # noqa: PLC0415

    if role == "worker":
        from assistant.app.processes.worker_process import run_worker  # noqa: PLC0415

        asyncio.run(run_worker(load(), name=name))
        return
    gc.enable()
    from assistant.app.compose.services.stored_settings import read_in_force  # noqa: PLC0415

    server = load()
    settings = asyncio.run(read_in_force(server))
    if role == "replay":
        from assistant.app.processes.replaying.replay_process import (  # noqa: PLC0415
            replay_lines,
        )

        asyncio.run(replay_lines(server, settings))
        return
    _run_round(role, name, settings)


def _run_round(role: str, name: str, settings: "Settings") -> None:
    """Do the work of a round, with the settings in force."""
    import asyncio  # noqa: PLC0415  # as above

    if role == "insights":
        from assistant.app.processes.insight_round_work import do_round  # noqa: PLC0415

        asyncio.run(do_round(settings))
    elif role == "experiments":
        from assistant.app.compose.services.experiment_watch import (  # noqa: PLC0415
            watch_experiments,
        )

        asyncio.run(watch_experiments(settings))
    elif role == "sources":
        from assistant.app.processes.source_reading import read_sources  # noqa: PLC0415

        asyncio.run(read_sources(settings))
    elif role == "candidate":
        from assistant.app.processes.candidate_pages import index_candidate  # noqa: PLC0415

        index_candidate(settings, Path(name))
    else:
        from assistant.app.processes.page_draft_work import do_page_tasks  # noqa: PLC0415

        asyncio.run(do_page_tasks(settings))


if __name__ == "__main__":
    main(*sys.argv[1:])
