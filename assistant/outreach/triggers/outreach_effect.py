"""Name the effects of messages that the shop writes first. Pure."""

from enum import StrEnum


class OutreachEffect(StrEnum):
    """Name the things that a message may bring about, or spare."""

    CONTACTED = "contacted"  # they wrote to the shop
    COMPLAINED = "complained"  # angry, a thumb down, a bad score, or a claim of a fault
    ORDERED = "ordered"  # or paid the order that waited for it
    RETURNED = "returned"
    STOPPED = "stopped"  # they opted out
