"""`python -m assistant.app worker NAME`: a worker as `comptoir serve` starts it.

Without the command line, whose imports a worker has no use for.
"""

import gc
import sys


def main(role: str, name: str) -> None:
    """Be worker `name` until SIGTERM; exit code 2: something must be mended first.

    Raises:
        ValueError: `role` is another than worker.
    """
    if role != "worker":
        msg = f"there is no role {role}"
        raise ValueError(msg)
    gc.disable()  # nothing to collect while a thousand modules load; `run_worker` turns it on
    import asyncio  # noqa: PLC0415  # after the line above

    from assistant.app.errors import find_expected  # noqa: PLC0415
    from assistant.app.logs import configure, log_failure  # noqa: PLC0415
    from assistant.app.worker import run_worker  # noqa: PLC0415
    from assistant.settings import load  # noqa: PLC0415

    configure(human=False)
    try:
        asyncio.run(run_worker(load(), name=name))
    except Exception as error:
        expected = find_expected(error)
        if expected is None:
            raise
        log_failure("worker.cannot_start", expected)
        sys.exit(2)


if __name__ == "__main__":
    main(*sys.argv[1:])
