"""Judge the templates of triggers as the channel keeps them. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import get_args

from assistant.conversation.message import Language
from assistant.messages.channels.message_templates import Template
from assistant.outreach.first_words import template_body, template_footer
from assistant.outreach.triggers.trigger import Trigger, template_of


class TemplateFault(StrEnum):
    """Name the reasons why a trigger's template is not sent."""

    MISSING = "missing"
    PENDING = "pending"
    REJECTED = "rejected"
    STOPPED = "stopped"  # paused or disabled by the channel, or being deleted
    CHANGED = "changed"  # approved, and not our words with their STOP


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldTemplate:
    """Hold a template as Meta tells it, approved or not."""

    template: Template
    status: str  # of the channel: APPROVED, PENDING, REJECTED, PAUSED ...
    reason: str = ""  # why it was rejected, in the channel's word
    is_usable: bool = True  # in words, with numbered variables


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateFinding:
    """Hold a template that a trigger needs and that cannot be sent."""

    name: str
    language: Language
    fault: TemplateFault
    reason: str = ""  # in the channel's word


def template_faults(
    triggers: Iterable[Trigger], told: Sequence[ToldTemplate]
) -> list[TemplateFinding]:
    """Return the templates of triggers that cannot be sent, in either language."""
    languages: tuple[Language, ...] = get_args(Language)
    found = (
        _fault(words, language, told)
        for one in triggers
        for words in one.all_words
        for language in languages
    )
    return [one for one in found if one is not None]


def _fault(words: str, language: Language, told: Sequence[ToldTemplate]) -> TemplateFinding | None:
    name = template_of(words)
    of_name = [one for one in told if one.template.name == name and one.template.speaks(language)]
    approved = [one for one in of_name if one.status == "APPROVED"]
    if any(one.is_usable and _is_ours(one.template, words, language) for one in approved):
        return None
    if approved:
        return TemplateFinding(name=name, language=language, fault=TemplateFault.CHANGED)
    if not of_name:
        return TemplateFinding(name=name, language=language, fault=TemplateFault.MISSING)
    first = of_name[0]
    fault = _BY_STATUS.get(first.status, TemplateFault.STOPPED)
    return TemplateFinding(name=name, language=language, fault=fault, reason=first.reason)


_BY_STATUS = {
    "PENDING": TemplateFault.PENDING,
    "IN_APPEAL": TemplateFault.PENDING,
    "REJECTED": TemplateFault.REJECTED,
}
"""Meta's statuses of templates that it has not approved."""


def _is_ours(template: Template, words: str, language: Language) -> bool:
    """Return whether a template has the trigger's words and its footer, and nothing else."""
    said = (template.body.split(), template.footer.split())
    ours = (template_body(words, language).split(), template_footer(language).split())
    return said == ours and not template.header and not template.links
