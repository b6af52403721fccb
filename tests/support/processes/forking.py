"""Processes of tests that are forked from a server which has everything imported.

There is one such server, whoever starts it: it has to know what all of them need.
"""

import multiprocessing

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(
    [
        f"tests.support.{name}"
        for name in ("processes", "operating", "desk_processes", "announcing_processes")
    ]
)
