"""Tell of settings that there are no more: a shop that still has one starts, and is told."""

import os
from collections.abc import Mapping, MutableMapping
from types import MappingProxyType

import structlog

log = structlog.get_logger(__name__)

_STAYS = "conversations stay in the database: docs/subsystems/event-log.md"

RETIRED: Mapping[str, str] = MappingProxyType(
    {
        "COMPTOIR_ARCHIVE": _STAYS,
        "COMPTOIR_ARCHIVE__DAYS": _STAYS,
    }
)
"""Name -> what took its place."""


def leave_out_retired(environ: MutableMapping[str, str] = os.environ) -> None:
    """Take retired settings out of the environment, with a line in the log for each."""
    for name in [one for one in environ if one.upper() in RETIRED]:
        log.warning("setting.retired", setting=name, instead=RETIRED[name.upper()])
        del environ[name]
