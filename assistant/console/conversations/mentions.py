"""Who a note names. Pure."""

import re
from collections.abc import Sequence

from assistant.conversation.ids import AgentId
from assistant.conversation.people import Agent


def mentioned(text: str, colleagues: Sequence[Agent]) -> tuple[AgentId, ...]:
    """Return the colleagues that "@" and their whole or their first name stand for.

    A first name that several have names nobody.
    """
    folded = text.casefold()
    first = [one.name.split()[0].casefold() if one.name.split() else "" for one in colleagues]
    found = dict[AgentId, None]()
    for one, given in zip(colleagues, first, strict=True):
        unique = bool(given) and first.count(given) == 1
        if _names(folded, one.name.casefold()) or (unique and _names(folded, given)):
            found[one.agent_id] = None
    return tuple(found)


def _names(text: str, name: str) -> bool:
    return bool(name) and re.search(rf"(?<!\w)@{re.escape(name)}(?!\w)", text) is not None
