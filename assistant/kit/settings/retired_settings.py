"""Tell the fate of settings that an earlier version read: a shop that still has one starts."""

from collections.abc import Mapping

import structlog

log = structlog.get_logger(__name__)

RETIRED: Mapping[str, str] = {
    "COMPTOIR_OFFERS__COSTS": "it is COMPTOIR_INSIGHTS__COSTS now",
    "COMPTOIR_OFFERS__TAX_PERCENT": "it is COMPTOIR_INSIGHTS__TAX_PERCENT now",
    "COMPTOIR_OFFERS": "the assistant gives no codes any more: take it out",
}
"""The words on a variable, by the beginning of its name."""


def tell_retired(name: str) -> bool:
    """Log the words on a retired variable, and return whether it is one."""
    told = next((words for begins, words in RETIRED.items() if name.startswith(begins)), "")
    if told:
        log.warning("settings.retired", name=name, told=told)
    return bool(told)
