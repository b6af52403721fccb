"""Tell of settings that there are no more: a shop that still has one starts, and is told."""

import os
from collections.abc import Mapping, MutableMapping
from types import MappingProxyType

import structlog

log = structlog.get_logger(__name__)

_EMBEDDED = "embedded is meant; a model answers where one is set"
_BY_TOOLS = "a language model answers with tools now: docs/subsystems/model.md"

RETIRED: Mapping[str, str] = MappingProxyType(
    {
        "COMPTOIR_MODEL__FORM": _BY_TOOLS,
        "COMPTOIR_MODEL__READS": _BY_TOOLS,
        "COMPTOIR_MODEL__RESTATES": _BY_TOOLS,
        "COMPTOIR_MODEL__CACHE": _BY_TOOLS,
        "COMPTOIR_MODEL__MAX_TOKENS": _BY_TOOLS,
    }
)
"""Name -> what took its place."""

RETIRED_VALUES: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        (
            "COMPTOIR_DIALOGUE__ENGINE",
            "auto",
        ): "embedded is meant; a model answers where one is set",
        (
            "COMPTOIR_DIALOGUE__ENGINE",
            "model",
        ): "embedded is meant; a model answers where one is set",
    }
)
"""Name and value -> what is meant instead."""


def leave_out_retired(environ: MutableMapping[str, str] = os.environ) -> None:
    """Take retired settings out of the environment, with a line in the log for each."""
    for name in [one for one in environ if one.upper() in RETIRED]:
        log.warning("setting.retired", setting=name, instead=RETIRED[name.upper()])
        del environ[name]
    for name, value in list(environ.items()):
        if instead := RETIRED_VALUES.get((name.upper(), value.strip().lower())):
            log.warning("setting.retired", setting=f"{name}={value}", instead=instead)
            del environ[name]
