"""Whether a conversation gets anywhere, since it was last given back to the assistant. Pure."""

from dataclasses import dataclass, replace

from assistant.conversation.event_base import Author, ReplyKind
from assistant.conversation.events import ReplyWritten, TurnTaken

_AT_A_LOSS = frozenset({ReplyKind.ABSTAINED, ReplyKind.REFUSED})
_STANDING = frozenset({ReplyKind.SMALL_TALK, ReplyKind.NOTICE, ReplyKind.HANDED_OFF})
"""Neither a step nor the lack of one."""

INSULT = "insult"
"""As `TurnTaken.signals` has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationProgress:
    """Counts of the assistant's replies and of what the customer let out."""

    abstained: int = 0  # replies in a row that knew no answer
    stalled: int = 0  # replies in a row that brought the customer no further
    insults: int = 0  # turns with one
    said: str = ""  # the last reply that was a step, word for word: said again, it is none

    def after_turn(self, event: TurnTaken) -> "ConversationProgress":
        """Return the state after a turn was taken."""
        return replace(self, insults=self.insults + 1) if INSULT in event.signals else self

    def after_reply(self, event: ReplyWritten) -> "ConversationProgress":
        """Return the state after a reply; a person's begins anew."""
        if event.author is Author.AGENT:
            return ConversationProgress()
        return self.with_reply(event.kind, event.text)

    def with_reply(self, kind: ReplyKind, text: str) -> "ConversationProgress":
        """Return the state after a reply of the assistant's."""
        if kind in _STANDING:
            return self
        if kind in _AT_A_LOSS:
            abstained = self.abstained + (kind is ReplyKind.ABSTAINED)
            return replace(self, abstained=abstained, stalled=self.stalled + 1)
        again = text == self.said
        return replace(self, abstained=0, stalled=self.stalled + 1 if again else 0, said=text)
