"""The escalation rules of the settings, and what they ask of the shop."""

from assistant.messages.policy.escalation_rules import EscalationRules, Handling, Reopening
from assistant.kit.settings.settings import EscalationSettings


def escalation_rules(settings: EscalationSettings) -> EscalationRules:
    """Return the rules as the policy wants them."""
    return EscalationRules(
        anger=Handling(settings.anger),
        insult=Handling(settings.insult),
        no_answer=Handling(settings.no_answer),
        no_answer_times=settings.no_answer_times,
        no_progress=Handling(settings.no_progress),
        no_progress_turns=settings.no_progress_turns,
        operation_failed=Handling(settings.operation_failed),
        assistant_failed=Handling(settings.assistant_failed),
        high_value=Handling(settings.high_value),
        high_value_amount=settings.high_value_amount,
        vip=Handling(settings.vip),
        vip_tags=frozenset(tag.casefold() for tag in settings.vip_tags),
        reopened=Reopening(settings.reopened),
        reopened_minutes=settings.reopened_minutes,
    )
