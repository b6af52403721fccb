"""Tell the outlook of a trial by the opening hours alone; present agents say nothing of then."""

from dataclasses import dataclass

from assistant.conversation.conversation import Conversation
from assistant.conversation.event_base import Reason
from assistant.desk.handoff.desk_rules import DeskRules
from assistant.desk.handoff.wait_outlook import Outlook, answers_until
from assistant.ports import Clock


@dataclass(frozen=True, slots=True)
class HoursOutlooks:
    """Compute outlooks from the rules of the desk alone."""

    rules: DeskRules
    clock: Clock

    async def outlook(self, conversation: Conversation, reason: Reason) -> Outlook:
        """Return the outlook as of the trial's time."""
        del reason
        now, hours = self.clock.now(), self.rules.hours(conversation.ownership.team)
        is_open = hours.is_open(now)
        known = conversation.dealings.identity is not None or bool(conversation.ownership.email)
        return Outlook(
            at=now,
            timezone=hours.timezone,
            open=is_open,
            next_opening=None if is_open else hours.next_opening(now),
            address_known=known,
            answers_until=answers_until(conversation),
        )
