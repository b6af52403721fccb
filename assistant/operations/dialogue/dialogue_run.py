"""Gather the words and events of one turn of the dialogue, step by step."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from assistant.answers.reply_draft import Draft
from assistant.answers.texts import TEXTS
from assistant.conversation.conversation import Conversation
from assistant.conversation.dealings import Dealings, Proposal
from assistant.conversation.events import (
    ApprovalRequested,
    BasketChanged,
    ConversationEvent,
    DialogueMoved,
    OperationConfirmed,
    OperationDone,
    OperationDropped,
    OperationProposed,
    OperationRefused,
    Reason,
    ReplyKind,
)
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import Card, Language
from assistant.operations.autonomy.autonomy_verdict import Verdict, strictest
from assistant.operations.basket_keeper import BasketAnswer, marked
from assistant.operations.declarations.basket_changes import listed_once
from assistant.operations.dialogue.customer_view import CustomerView
from assistant.operations.dialogue.engine_moves import RecordedYes, Reply
from assistant.operations.dialogue.frames import CONFIRM, WHICH, Dialogue, Frame, frame_of_wish
from assistant.operations.dialogue.heard_message import HeardMessage, Wish
from assistant.operations.dialogue.texts import note_for_people, say
from assistant.operations.gate import Gate
from assistant.operations.gate_answers import (
    Considered,
    EffectDone,
    LeftToPeople,
    LookupAnswer,
    Ready,
)
from assistant.operations.operation_evidence import of_refusal
from assistant.operations.operation_register import DECLARED, OPERATIONS
from assistant.operations.texts import explain
from assistant.operations.types import Refusal


@dataclass(slots=True, kw_only=True)
class DialogueRun:
    """Gather one turn; `conversation` is folded further with every event recorded."""

    conversation: Conversation
    heard: HeardMessage
    gate: Gate
    dialogue: Dialogue = field(init=False)
    events: list[ConversationEvent] = field(default_factory=list, init=False)
    said: list[str] = field(default_factory=list, init=False)
    evidence: list[str] = field(default_factory=list, init=False)
    links: list[str] = field(default_factory=list, init=False)
    cards: tuple[Card, ...] = field(default=(), init=False)
    choices: tuple[str, ...] = field(default=(), init=False)
    kind: ReplyKind = field(default=ReplyKind.ASKED, init=False)
    reason: Reason | None = field(default=None, init=False)
    rule: str = field(default="dialogue", init=False)
    closed: bool = field(default=False, init=False)  # whether an operation came to its end
    verdict: Verdict | None = field(default=None, init=False)  # why a person has to see it first
    _view: CustomerView | None = field(default=None, init=False)
    _before: Frame | None = field(default=None, init=False)  # the frame that was talked about
    _about: str = field(default="", init=False)  # the frame that ended last, as JSON

    def __post_init__(self) -> None:
        """Read the state of the dialogue."""
        self.dialogue = Dialogue.read(self.conversation.dealings.dialogue)
        self._about = self.conversation.dealings.about
        self._before = self.dialogue.current

    @property
    def language(self) -> Language:
        """Return the language of the message."""
        return self.heard.language

    @property
    def dealings(self) -> Dealings:
        """Return the customer's dealings as of all events recorded so far."""
        return self.conversation.dealings

    @property
    def current(self) -> Frame:
        """Return the frame that is talked about.

        Raises:
            LookupError: nothing is in progress.
        """
        frame = self.dialogue.current
        if frame is None:
            raise LookupError
        return frame

    @property
    def last(self) -> Frame | None:
        """Return the frame that ended last: the operation, its order and its items."""
        return Frame.read(self._about)

    @property
    def view(self) -> CustomerView:
        """Return the view of the customer's part of the shop; of nobody's: of its products."""
        identity = self.dealings.identity
        customer_id = identity.customer_id if identity and self.gate.knows(identity) else None
        if self._view is None or self._view.customer_id != customer_id:
            self._view = CustomerView(
                gate=self.gate, customer_id=customer_id, language=self.language
            )
        return self._view

    def known(self) -> bool:
        """Return whether the customer is known as far as the operation in progress needs it."""
        current = self.dialogue.current
        if current is not None and OPERATIONS[current.operation].of_basket:
            return True
        return self.gate.knows(self.dealings.identity)

    def may_confirm(self) -> bool:
        """Return whether each message of this turn may be a yes to the read-back."""
        unanswered = self.conversation.unanswered
        return bool(unanswered) and all(
            self.gate.may_confirm(self.dealings, wrote) for wrote in unanswered
        )

    def record(self, *events: ConversationEvent) -> None:
        """Add events, and go on from the state after them."""
        for event in events:
            self.events.append(event)
            self.conversation = self.conversation.after(event)

    def say(self, name: str, /, **values: str) -> None:
        """Add one of the dialogue's own sentences."""
        self.tell(say(name, self.language, **values))

    def introduce(self, at: int) -> None:
        """Say which request a question is about where another request ended before it.

        `said[at:]` is the question; a read-back names its request itself.
        """
        frame = self.dialogue.current
        if frame is None or not self.closed or not 0 < at < len(self.said):
            return
        if frame.asked not in {CONFIRM, WHICH}:
            what = self.word(f"names.{frame.operation}")
            lead = say("said.next", self.language, what=what)
            self.said[at] = f"{lead}\n{self.said[at]}"

    def word(self, name: str) -> str:
        """Return one of the dialogue's own words."""
        return say(name, self.language)

    def tell(self, text: str, evidence: Iterable[str] = ()) -> None:
        """Add a text, and the evidence of its figures and names."""
        self.said.append(text.strip())
        self.evidence.extend(evidence)

    def open(self, wishes: Sequence[Wish]) -> None:
        """Put operations in front, in the order they were asked for.

        A look-up that they interrupt is dropped: a customer who asks for something else has moved
        on.
        """
        frames = self.dialogue.frames
        if frames and wishes and not OPERATIONS[frames[0].operation].has_effect:
            self.close()
        self.dialogue = self.dialogue.opened(*map(self._begin, wishes))

    def queue(self, wishes: Iterable[Wish]) -> None:
        """Put operations behind those in progress."""
        self.dialogue = self.dialogue.queued(*map(self._begin, wishes))

    def _begin(self, wish: Wish) -> Frame:
        return frame_of_wish(wish, self._before, last=self.last)

    def close(self) -> None:
        """Close the operation that is talked about."""
        if self.dialogue.current is not None:
            self._about = self.current.written() or self._about
        self.dialogue = self.dialogue.closed()
        self.closed = True

    def replace_current(self, frame: Frame) -> None:
        """Put `frame` in place of the current one."""
        self.dialogue = self.dialogue.with_current(frame)

    def change(self, step: Callable[[Frame], Frame]) -> None:
        """Change the current frame, if there is one."""
        if self.dialogue.current is not None:
            self.replace_current(step(self.current))

    async def consider(self, frame: Frame) -> Considered:
        """Return the gate's decision on an operation whose slots are known."""
        return await self.gate.consider(
            frame.operation,
            frame.slots,
            identity=self.dealings.identity,
            language=self.language,
            basket=marked(self.dealings.basket, self.gate.keeper, self._id),
        )

    def _kept(self, kept: BasketAnswer) -> None:
        """Record the basket as it is now, and tell of it with the way to the checkout."""
        if kept.basket != self.dealings.basket:
            self.record(
                BasketChanged(
                    conversation_id=self._id,
                    at=self.gate.clock.now(),
                    lines=kept.basket.lines,
                    shop_basket=kept.basket.shop_basket,
                )
            )
        self.tell(kept.text, kept.evidence)
        self.evidence.extend(self.view.evidence())
        if kept.card is not None:
            self.cards = (kept.card,)
            self.links.append(kept.card.url)
        self.kind = ReplyKind.DID
        self.rule = f"did_{self.current.operation}"

    def told(self, told: LookupAnswer | BasketAnswer) -> None:
        """Tell the answer of a look-up, or of a change of the basket."""
        if isinstance(told, BasketAnswer):
            self._kept(told)
            return
        self.tell(told.text, told.evidence)
        self.links.extend(told.links)
        self.kind = ReplyKind.ANSWERED
        self.rule = f"told_{self.current.operation}"
        if not told.verdict.alone:
            self.verdict = strictest((told.verdict, *([self.verdict] if self.verdict else ())))

    def explain(self, refusal: Refusal) -> None:
        """Tell the reason of a refusal."""
        self.tell(explain(refusal, self.language), of_refusal(refusal, self.language))

    def refused(self, frame: Frame, rule: str) -> None:
        """Record that the gate refused an operation."""
        self.record(
            OperationRefused(
                conversation_id=self._id,
                at=self.gate.clock.now(),
                operation=frame.operation,
                rule=rule,
            )
        )
        self.rule = f"refused_{rule}"
        if self._view is not None:
            self.evidence.extend(self._view.evidence())

    def propose(self, frame: Frame, ready: Ready) -> None:
        """Read an operation back, and wait for a yes."""
        self.record(
            OperationProposed(
                conversation_id=self._id,
                at=self.gate.clock.now(),
                proposal_id=uuid.uuid4().hex,
                operation=frame.operation,
                parameters=ready.parameters,
                fingerprint=ready.fingerprint,
                customer_id=ready.customer_id,
            )
        )
        self.tell(ready.read_back, ready.evidence)
        self.replace_current(frame.asking(CONFIRM))
        self.choices = (self.word("yes"), self.word("no"))
        self.kind = ReplyKind.ASKED
        self.rule = f"read_back_{frame.operation}"

    def confirm(self) -> None:
        """Record the customer's yes; the next step carries out the operation."""
        proposal = self.dealings.proposal
        if proposal is None:
            raise LookupError
        message_id = self.conversation.unanswered[-1].message_id
        self.record(
            OperationConfirmed(
                conversation_id=self._id,
                at=self.gate.clock.now(),
                proposal_id=proposal.proposal_id,
                message_id=message_id,
            )
        )

    def done(self, proposal: Proposal, done: EffectDone) -> None:
        """Record that an operation is done, and say so."""
        self.record(
            OperationDone(
                conversation_id=self._id,
                at=self.gate.clock.now(),
                proposal_id=proposal.proposal_id,
                operation=proposal.operation,
                reference=done.receipt.reference,
            )
        )
        self.tell(done.text, done.evidence)
        operation = DECLARED[proposal.operation]
        if operation.undo:
            self.choices = (self.word(f"names.{operation.undo}"),)
        self.kind = ReplyKind.DID
        self.rule = f"did_{proposal.operation}"
        if operation.for_people and self.conversation.ownership.stage.is_assistants:
            self._write_note(self.dialogue.frames)
            self.kind, self.reason = ReplyKind.HANDED_OFF, Reason.HUMAN_ONLY

    def drop(self, proposal: Proposal, rule: str) -> None:
        """Record that a proposal will not be carried out."""
        self.record(
            OperationDropped(
                conversation_id=self._id,
                at=self.gate.clock.now(),
                proposal_id=proposal.proposal_id,
                rule=rule,
            )
        )

    def drop_open(self, rule: str) -> None:
        """Drop the open proposal, if there is one."""
        if self.dealings.proposal is not None:
            self.drop(self.dealings.proposal, rule)

    def request_approval(self, proposal: Proposal, verdict: Verdict) -> None:
        """Ask a person to decide on a confirmed proposal; it stays in progress."""
        self.record(
            ApprovalRequested(
                conversation_id=self._id,
                at=self.gate.clock.now(),
                proposal_id=proposal.proposal_id,
                operation=proposal.operation,
                rule=verdict.rule,
                role=verdict.approver,
            )
        )
        if claims := DECLARED[proposal.operation].for_people:
            self._write_note(self.dialogue.frames)
        self.say("said.claim_passed_on" if claims else "said.needs_approval")
        self.kind, self.reason = ReplyKind.NOTICE, Reason.NEEDS_APPROVAL
        self.rule = verdict.rule

    def leave_to_people(self, operation: str, left: LeftToPeople) -> None:
        """Hand over everything in progress, with a note of the customer's wishes."""
        frame = self.dialogue.current or Frame(operation=operation)
        self._write_note(self.dialogue.frames or (frame,), left.wish)
        self.refused(frame, Reason.HUMAN_ONLY)
        self.dialogue, self.choices = Dialogue(), ()
        self.say("said.left_to_people")
        self.kind, self.reason = ReplyKind.HANDED_OFF, Reason.HUMAN_ONLY
        self.rule = left.rule

    def _write_note(self, frames: Sequence[Frame], more: str = "") -> None:
        now, said = self.gate.clock.now(), self.language
        self.record(note_for_people(frames, self.conversation, said, at=now, more=more))

    def give_up(self) -> None:
        """Stop before a question is asked a third time, and offer a person."""
        self.dialogue = Dialogue()
        self.said.clear()
        self.say("said.stuck")
        self.choices = (TEXTS[self.language].talk_to_person,)
        self.kind, self.reason = ReplyKind.ABSTAINED, Reason.NO_PROGRESS
        self.rule = "stuck"

    def recorded(self) -> RecordedYes:
        """Return the recorded events, with nothing to say yet."""
        return RecordedYes(events=self.closing_events())

    def reply(self) -> Reply:
        """Return the reply and the recorded events."""
        return Reply(events=self.closing_events(), draft=self.draft(), verdict=self.verdict)

    def draft(self) -> Draft:
        """Return the draft of the reply, with all evidence of its figures and names."""
        is_over = self.kind is ReplyKind.ASKED and self.dialogue.current is None
        return Draft(
            kind=ReplyKind.ANSWERED if is_over else self.kind,
            text="\n\n".join(listed_once(self.said, self.language)),
            language=self.language,
            reason=self.reason,
            cards=self.cards,
            quick_replies=self.choices,
            evidence=tuple(self.evidence),
            urls=tuple(self.links),
            rule=self.rule,
        )

    def closing_events(self) -> tuple[ConversationEvent, ...]:
        """Return all events recorded, and the state of the dialogue if it moved."""
        state, about = self.dialogue.written(), self._about
        if (state, about) != (self.dealings.dialogue, self.dealings.about):
            now = self.gate.clock.now()
            self.record(DialogueMoved(conversation_id=self._id, at=now, state=state, about=about))
        return tuple(self.events)

    @property
    def _id(self) -> ConversationId:
        return self.conversation.conversation_id
