"""Who does what, as pages call them. Pure."""

from collections.abc import Mapping

from assistant.conversation.conversation_message import Language
from assistant.console.insights.dashboard_texts import word
from assistant.insights.insight import Insight
from assistant.insights.kinds.register import TYPES


def person_name(people: Mapping[str, str], by: str) -> str:
    """Return a person's name; whoever is no person: as they are called."""
    return people.get(by, by)


def owner_name(insight: Insight, people: Mapping[str, str], language: Language) -> str:
    """Return who sees to an insight: a person, or those whose work its type is."""
    whose = insight.owner or TYPES[insight.finding.kind].owner
    return people.get(whose) or word("owner", whose, language)
