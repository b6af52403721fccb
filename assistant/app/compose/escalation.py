"""The escalation rules of the settings, and what they ask of the shop."""

from assistant.messages.policy.escalation_rules import EscalationRules, ReasonHandling, Reopening
from assistant.kit.settings.settings import EscalationSettings


def escalation_rules(settings: EscalationSettings) -> EscalationRules:
    """Return the rules as the policy wants them."""
    return EscalationRules(
        anger=ReasonHandling(settings.anger),
        insult=ReasonHandling(settings.insult),
        no_answer=ReasonHandling(settings.no_answer),
        no_answer_times=settings.no_answer_times,
        no_progress=ReasonHandling(settings.no_progress),
        no_progress_turns=settings.no_progress_turns,
        operation_failed=ReasonHandling(settings.operation_failed),
        assistant_failed=ReasonHandling(settings.assistant_failed),
        high_value=ReasonHandling(settings.high_value),
        high_value_amount=settings.high_value_amount,
        vip=ReasonHandling(settings.vip),
        vip_tags=frozenset(tag.casefold() for tag in settings.vip_tags),
        reopened=Reopening(settings.reopened),
        reopened_minutes=settings.reopened_minutes,
    )
