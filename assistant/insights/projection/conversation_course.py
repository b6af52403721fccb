"""Follow signals that only several messages show.

A question asked again, a policy that did not help, a customer who left.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from assistant.conversation.events import Author, ReplyKind, ReplyWritten
from assistant.conversation.ids import MessageId
from assistant.insights.analysis_rows import SignalType, Vector
from assistant.insights.projection.text_reader import ReadText
from assistant.insights.signals.signal_patterns import FoundSignal

SAME = 0.93
"""Cosine from which two questions of a conversation are the same: of 36 pairs of paraphrases 31 %
reach it, of 594 pairs of other questions, many of them near, 1.3 % (docs/decisions/0025)."""


_LEAVING = frozenset({ReplyKind.ABSTAINED, ReplyKind.ASKED, ReplyKind.REFUSED})
"""Replies after which nothing is settled."""


@dataclass(slots=True, kw_only=True)
class ConversationCourse:
    """Hold the course of a conversation so far."""

    asked: list[Vector] = field(default_factory=list)
    cited: dict[MessageId, tuple[str, ...]] = field(default_factory=dict)  # by the reply's id
    open_policies: tuple[str, ...] = ()  # cited by the last reply
    rubbed: set[str] = field(default_factory=set)  # policies that did not help, each told once

    def heard(self, read: ReadText) -> Iterator[FoundSignal]:
        """Yield the signals of a message that refer to earlier messages."""
        again = False
        if read.question and read.vector is not None:
            again = any(float(np.dot(read.vector, one)) >= SAME for one in self.asked)
            self.asked.append(read.vector)
        if again:
            yield FoundSignal(type=SignalType.ASKED_AGAIN)
        if again or any(one.polarity < 0 for one in read.aspects):
            yield from self._friction(self.open_policies)

    def replied(self, reply: ReplyWritten, policies: tuple[str, ...]) -> Iterator[FoundSignal]:
        """Yield the signals of a reply: its kind, and the policies that it cites."""
        if reply.author is not Author.ASSISTANT:
            self.open_policies = ()
            return
        yield FoundSignal(type=SignalType.ASSISTANT_TURN, value=reply.kind)
        for title in policies:
            yield FoundSignal(type=SignalType.POLICY_CITED, value=title)
        self.open_policies = policies
        if policies:
            self.cited[reply.message_id] = policies

    def handed_off(self, reason: str) -> Iterator[FoundSignal]:
        """Yield the signal that a person has to go on."""
        yield FoundSignal(type=SignalType.HANDED_OFF, value=reason)
        yield from self._friction(self.open_policies)

    def thumbed_down(self, message_id: MessageId) -> Iterator[FoundSignal]:
        """Yield the signal that a reply did not help."""
        yield FoundSignal(type=SignalType.THUMB_DOWN)
        yield from self._friction(self.cited.get(message_id, ()))

    def left(self, last: ReplyWritten | None, *, answered_since: bool) -> Iterator[FoundSignal]:
        """Yield the kind of the last reply if the customer left and nothing was settled."""
        if last is None or answered_since or last.author is not Author.ASSISTANT:
            return
        if last.kind in _LEAVING:
            yield FoundSignal(type=SignalType.LEFT_AFTER, value=last.kind)

    def _friction(self, titles: tuple[str, ...]) -> Iterator[FoundSignal]:
        for title in titles:
            if title not in self.rubbed:
                self.rubbed.add(title)
                yield FoundSignal(type=SignalType.POLICY_FRICTION, value=title, polarity=-1)
