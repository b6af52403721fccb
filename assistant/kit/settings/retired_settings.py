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
        "COMPTOIR_ARCHIVE": "conversations stay in the database: docs/subsystems/event-log.md",
        "COMPTOIR_MODEL__FORM": _BY_TOOLS,
        "COMPTOIR_MODEL__READS": _BY_TOOLS,
        "COMPTOIR_MODEL__RESTATES": _BY_TOOLS,
        "COMPTOIR_MODEL__CACHE": _BY_TOOLS,
        "COMPTOIR_MODEL__MAX_TOKENS": _BY_TOOLS,
        "COMPTOIR_OFFERS__COSTS": "it is COMPTOIR_INSIGHTS__COSTS now",
        "COMPTOIR_OFFERS__TAX_PERCENT": "it is COMPTOIR_INSIGHTS__TAX_PERCENT now",
        "COMPTOIR_OFFERS": "the assistant gives no codes any more: take it out",
    }
)
"""The beginning of a variable's name -> what took its place; the first that fits counts."""

RETIRED_VALUES: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("COMPTOIR_DIALOGUE__ENGINE", "auto"): _EMBEDDED,
        ("COMPTOIR_DIALOGUE__ENGINE", "model"): _EMBEDDED,
    }
)
"""Name and value -> what is meant instead."""


def leave_out_retired(environ: MutableMapping[str, str] = os.environ) -> None:
    """Take retired settings out of the environment, with a line in the log for each."""
    for name, value in list(environ.items()):
        upper = name.upper()
        told = next((words for begins, words in RETIRED.items() if upper.startswith(begins)), "")
        told = told or RETIRED_VALUES.get((upper, value.strip().lower()), "")
        if told:
            log.warning("settings.retired", name=name, told=told)
            del environ[name]
