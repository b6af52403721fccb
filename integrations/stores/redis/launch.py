"""Start a program that ends with the process that started it, even if that process is killed.

    python -I -S launch.py PARENT_PID PROGRAM ARGUMENT...

A step of its own, because what runs between fork and exec in a process with threads may
deadlock. Linux only; elsewhere a program whose parent was killed stays, and is found again by
its socket.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1  # <linux/prctl.h>; kept across exec


def main(parent: int, command: list[str]) -> None:
    """Replace this process by `command`, unless `parent` is dead already."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() == parent:
        os.execv(command[0], command)  # noqa: S606 - our own arguments, no shell


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
