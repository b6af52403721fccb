"""Tell which changes visitors drawn at random can try, and why the others hold for all. Pure."""

from collections.abc import Mapping
from enum import StrEnum

import orjson

from assistant.operations.autonomy.tried_levels import TriedLevels

VERIFIED, SETTINGS, PAGE, AUTONOMY = "verified", "settings", "page", "autonomy"
"""Kinds of change that one conversation can have and another not."""

ADVICE = "advice."
"""Beginning of the settings of advice: they matter to messages on products alone."""

TRIED_SETTINGS = (
    "policy.",
    "escalation.",
    "search.limit",
    "search.reader",
    ADVICE,
    "model.reads",
    "model.restates",
    "model.tone",
    "model.form",
    "model.max_tokens",
)
"""Beginnings of the settings that only a turn reads: others are of a whole process."""


class TrialBar(StrEnum):
    """Name the reasons why a change holds for all visitors or for none."""

    ORDER_RULES = "order_rules"  # a right of customers, told on pages, too
    HOURS = "hours"  # the team is there for everybody
    TASK = "task"  # work of people
    LIMITS = "limits"  # of the autonomy table: they say how far money goes
    SHOP = "shop"  # widget, mails and first messages say it as well
    WIDGET = "widget"  # it is shown before a visitor is drawn
    CONNECTION = "connection"  # of the model, with its budget and its privacy
    PROCESS = "process"  # read before it is known whose message is answered


_OF_SETTINGS: Mapping[str, TrialBar] = {
    "shop": TrialBar.SHOP,
    "basket": TrialBar.SHOP,
    "webchat": TrialBar.WIDGET,
    "model": TrialBar.CONNECTION,
}
_OF_KINDS: Mapping[str, TrialBar] = {
    "order_rules": TrialBar.ORDER_RULES,
    "hours": TrialBar.HOURS,
    "task": TrialBar.TASK,
    AUTONOMY: TrialBar.LIMITS,
}


def can_be_tried(kind: str, content: str, before: str = "") -> bool:
    """Tell whether a change can be tried as an experiment, in the place of `before`."""
    return bar_to_trial(kind, content, before) is None


def bar_to_trial(kind: str, content: str, before: str = "") -> TrialBar | None:
    """Return why a change holds for all or for none; None: it can be tried.

    Raises:
        AutonomyTableError: see `decode_table`.
    """
    if kind in {VERIFIED, PAGE}:
        return None
    if kind == AUTONOMY and TriedLevels.of(before, content) is not None:
        return None
    if kind != SETTINGS:
        return _OF_KINDS.get(kind, TrialBar.PROCESS)
    others = [one for one in orjson.loads(content) if not one.startswith(TRIED_SETTINGS)]
    return _OF_SETTINGS.get(others[0].partition(".")[0], TrialBar.PROCESS) if others else None
