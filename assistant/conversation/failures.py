"""Why a reply did not reach the customer, in one word, whatever its channel calls it. Pure."""

from collections.abc import Mapping

_FAILURES: Mapping[str, str] = {
    **dict.fromkeys(("window", "131047", "10"), "window"),
    **dict.fromkeys(("unreachable", "no_contact", "131026", "130497", "551"), "unreachable"),
    **dict.fromkeys(("131048", "131049", "130472"), "limited"),
    **dict.fromkeys(("opted_out", "131050"), "opted_out"),
    **dict.fromkeys(("media", "file_gone", "131051", "131052", "131053"), "file"),
    **dict.fromkeys(("template", *map(str, range(132000, 132017))), "template"),
    "control": "control",
    "expired": "expired",
}
"""A channel's code, or our own word. Source: Meta, "Error codes"."""

NOBODY_CAN_MEND = frozenset({"unreachable", "limited", "opted_out"})
"""Failures after which a person's words would not arrive either."""


def failure_of(code: str) -> str:
    """Return what a code means: `window`, `unreachable`, `limited`, `opted_out`, `file` ...

    `other` is everything else, such as a request that the channel does not understand.
    """
    return _FAILURES.get(code, "other")
