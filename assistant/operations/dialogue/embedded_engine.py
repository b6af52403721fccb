"""Plan each move of a dialogue by rules, in process: deterministic, and the default engine.

    a yes that was recorded -> do it
    otherwise: hear -> fill slots -> ask for what is missing, or read back

All words and events are gathered in a `DialogueRun`; only `Gate.execute` has an effect.
"""

from dataclasses import dataclass, replace
from typing import assert_never

from assistant.commerce.ports import ShopUnavailableError
from assistant.conversation.conversation import Conversation, up_to_the_yes
from assistant.conversation.dealings import Proposal
from assistant.conversation.events import Reason
from assistant.operations.basket_keeper import BasketAnswer
from assistant.operations.dialogue import form_moves
from assistant.operations.dialogue.dialogue_run import DialogueRun
from assistant.operations.dialogue.engine_moves import (
    Aside,
    EngineMove,
    NotAnOperation,
    Reply,
)
from assistant.operations.dialogue.frames import CODE, CONFIRM, IDENTITY, WHICH, Dialogue, Frame
from assistant.operations.dialogue.heard_message import HeardMessage
from assistant.operations.dialogue.identity_questions import (
    asks_for_code,
    gives_proof,
    goes_without_number,
    identify,
)
from assistant.operations.dialogue.last_operation import means_last_done, tell_whether_done, undo
from assistant.operations.dialogue.operation_choice import (
    ask_which,
    ask_which_again,
    choose,
    open_readings,
)
from assistant.operations.dialogue.program_calls import take_up
from assistant.operations.dialogue.refusal_remedies import (
    MENDED_BY,
    as_twin,
    mend,
    refusal_of_order,
    take_other,
)
from assistant.operations.dialogue.slot_questions import (
    MAX_ASKS,
    AbsorbedWords,
    Step,
    absorb,
    ask_missing,
    ask_other_method,
    ask_settlement,
)
from assistant.operations.dialogue.unusable_values import (
    explain_answer,
    find_unusable,
    tell_if_whole,
)
from assistant.operations.gate import Gate
from assistant.operations.gate_answers import (
    EffectDone,
    Executed,
    Incomplete,
    LeftToPeople,
    LookupAnswer,
    NeedsApproval,
    NeedsIdentity,
    Outdated,
    Ready,
)
from assistant.operations.identity.identifier import Identifier
from assistant.operations.operation_register import OPERATIONS
from assistant.operations.types import Refusal
from assistant.understanding.types import Remark

MAX_STEPS = 32
"""Most steps of one turn; more is a loop, and a person helps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedEngine:
    """Talk a customer through operations by rules."""

    gate: Gate
    identifier: Identifier

    async def advance(self, conversation: Conversation, heard: HeardMessage) -> EngineMove:
        """Return the next move; see `engine_moves.DialogueEngine`."""
        run = DialogueRun(conversation=conversation, heard=heard, gate=self.gate)
        try:
            confirmed = conversation.dealings.confirmed
            if confirmed is not None and not up_to_the_yes(conversation):
                await self._settle(run, confirmed)
            elif confirmed is not None:
                return await self._execute(run, confirmed)
            return await self._hear(run)
        except ShopUnavailableError:
            if conversation.dealings.confirmed is not None:
                raise  # said yes to: the turn is taken again until it is known
            run = DialogueRun(conversation=conversation, heard=heard, gate=self.gate)
            return form_moves.tell_away(run, "said.unavailable")

    async def _execute(self, run: DialogueRun, confirmed: Proposal) -> EngineMove:
        executed = await self._ask_gate(run, confirmed)
        match executed:
            case NeedsApproval():
                run.request_approval(confirmed, executed.verdict)
                return run.reply()
            case LeftToPeople():
                run.drop(confirmed, Reason.HUMAN_ONLY)
                run.leave_to_people(confirmed.operation, executed)
                return run.reply()
            case EffectDone():
                run.done(confirmed, executed)
                run.close()
            case Outdated():
                run.drop(confirmed, "outdated")
                run.say("said.outdated")
            case Refusal():
                run.drop(confirmed, executed.code)
                run.explain(executed)
                run.close()
        try:
            return await self.proceed(run)
        except ShopUnavailableError:  # in the next operation: the one that is done is told
            return form_moves.tell_away(run, "said.unavailable_next")

    async def _ask_gate(self, run: DialogueRun, confirmed: Proposal) -> Executed:
        owned = run.conversation.ownership
        return await self.gate.execute(confirmed, ownership=owned, language=run.language)

    async def _settle(self, run: DialogueRun, confirmed: Proposal) -> None:
        """Find the outcome of a yes whose message was answered with an apology.

        Done or not, nothing is done for it now: a message written since may take it back.
        """
        receipt = await self.gate.orders.receipt(confirmed.proposal_id)
        executed = await self._ask_gate(run, confirmed) if receipt is not None else None
        if isinstance(executed, EffectDone):
            run.done(confirmed, executed)
            run.close()
        else:
            run.drop(confirmed, "not_carried_out")

    async def _hear(self, run: DialogueRun) -> EngineMove:
        current = run.dialogue.current
        if run.heard.called:
            take_up(run)
            return await self.proceed(run)
        if run.heard.remark is Remark.WHETHER_DONE:
            return await self._tell_whether_done(run)
        if run.heard.remark is Remark.UNDO and (current is None or run.dealings.done is not None):
            return await self._undo(run)
        if current is None and means_last_done(run):
            return await self._undo(run)
        if current is None:
            return await self._begin(run)
        return await self._go_on(run, current)

    async def _go_on(self, run: DialogueRun, current: Frame) -> EngineMove:
        """Follow the message where it leads, or take it as an answer to the last question."""
        if form_moves.starts_anew(run):
            return await self._begin(run)
        match move := form_moves.read_move(run.heard, current.operation):
            case form_moves.FormMove.CHANGE_OF_MIND:
                left = await self._leave(run, form_moves.change_mind(run))
                return Aside(events=left.events, resume=left.draft) if run.heard.question else left
            case form_moves.FormMove.QUESTION:
                return await self._aside(run)
            case form_moves.FormMove.GOODBYE | form_moves.FormMove.THANKS:
                if not form_moves.lets_go(run):
                    form_moves.answer_kindly(run, move)
                    return await self.proceed(run)
                return form_moves.let_go(run)
            case form_moves.FormMove.ANSWER:
                return await self._hear_answer(run, current)

    async def _hear_answer(self, run: DialogueRun, current: Frame) -> EngineMove:
        if current.asked in {IDENTITY, CODE}:
            return await self._hear_identity(run, current)
        if current.asked == WHICH:
            return await self._hear_choice(run)
        return await self._hear_reply(run, current)

    async def _undo(self, run: DialogueRun) -> Reply:
        run.drop_open("replaced")
        if run.dialogue.is_choice:
            run.dialogue = Dialogue()
        undo(run)
        return await self.proceed(run)

    async def _tell_whether_done(self, run: DialogueRun) -> Reply:
        """Tell whether the last request is done, and ask again for missing values.

        The customer's question does not count as a failed answer.
        """
        run.drop_open("replaced")
        await tell_whether_done(run)
        if run.dialogue.is_choice:
            ask_which(run, run.dialogue)
            return run.reply()
        run.change(lambda frame: replace(frame, times=0))
        return await self.proceed(run)

    async def _begin(self, run: DialogueRun) -> EngineMove:
        if run.heard.remark is Remark.DEFECT:
            run.say("said.sorry")
        if not run.heard.wishes and len(run.heard.readings) > 1:
            open_readings(run, run.heard.readings)
            return run.reply()
        wishes = run.heard.wishes or run.heard.readings
        if not wishes:
            return NotAnOperation()
        run.open(wishes)
        return await self.proceed(run)

    async def _hear_choice(self, run: DialogueRun) -> EngineMove:
        """Take up the chosen reading, or another wish of the message instead."""
        asked, chosen = run.dialogue, choose(run)
        run.dialogue = Dialogue(frames=(chosen,) if chosen else ())
        if chosen is not None:
            return await self.proceed(run)
        if run.heard.wishes:
            return await self._begin(run)
        if run.heard.no:
            run.say("said.dropped")
        elif run.heard.question or run.heard.social:
            return Aside(events=run.closing_events(), resume=run.draft())
        else:
            ask_which_again(run, asked)
        return run.reply()

    async def _hear_reply(self, run: DialogueRun, current: Frame) -> EngineMove:
        """Take the answer to a question or to a read-back: a value, a yes, a no, another item."""
        heard = run.heard
        if current.asked == CONFIRM and heard.yes and not heard.asks_for(current.operation):
            return await self._hear_yes(run)  # "yes" may be an option's value, too
        absorbed = await absorb(run, current)
        if current.asked == CONFIRM and absorbed.frame.slots == current.slots:
            if (other := await take_other(run, current)) is not None:
                return await self._hear_values(run, current, AbsorbedWords(other, any=True))
            if heard.yes or (heard.assents and not heard.besides(current.operation)):
                return await self._hear_yes(run)
            if heard.no and await find_unusable(run, current) is None:
                return await self._leave(run, "said.declined")
        return await self._hear_values(run, current, absorbed)

    async def _leave(self, run: DialogueRun, said: str) -> Reply:
        run.drop_open("declined")
        run.say(said)
        run.close()
        run.open(run.heard.wishes)
        return await self.proceed(run)

    async def _hear_yes(self, run: DialogueRun) -> EngineMove:
        if run.may_confirm():
            run.confirm()
            run.queue(run.heard.wishes)
            return run.recorded()
        run.drop_open("expired")
        if run.known():  # else who they are is asked first
            run.say("said.too_late")
        return await self.proceed(run)

    async def _hear_identity(self, run: DialogueRun, current: Frame) -> EngineMove:
        """Take the customer's attempt to prove their identity, or follow another wish."""
        others = () if asks_for_code(run) else run.heard.besides(current.operation)
        if others:
            run.open(others)
        elif gives_proof(run) or asks_for_code(run) or goes_without_number(run):
            run.replace_current((await absorb(run, current)).frame)
        else:
            return await (self._leave(run, "said.dropped") if run.heard.no else self._aside(run))
        return await self.proceed(run)

    async def _hear_values(
        self, run: DialogueRun, current: Frame, absorbed: AbsorbedWords
    ) -> EngineMove:
        """Take the message's values for the operation in progress, or follow another wish."""
        others = run.heard.besides(current.operation)
        if absorbed.any and not (others and absorbed.frame.is_of_another_order(current)):
            run.drop_open("replaced")
            same = absorbed.frame.slots == current.slots  # else another question, another read-back
            times = current.times if same else 0
            run.replace_current(replace(absorbed.frame, times=times, asides=0))
            run.queue(others)
            return await self.proceed(run)
        if others:
            run.drop_open("replaced")
            if run.heard.corrects or (run.heard.no and not run.heard.holds):
                run.close()
            run.open(others)
            return await self.proceed(run)
        if form_moves.lets_go(run):
            return form_moves.let_go(run)
        if run.heard.question or run.heard.social:
            return await self._aside(run)
        if run.heard.no and await find_unusable(run, current) is None:
            return await self._leave(run, "said.dropped")
        await explain_answer(run, current)
        return await self.proceed(run)

    async def _aside(self, run: DialogueRun) -> EngineMove:
        if run.heard.question and run.current.asides:
            return form_moves.let_go(run)
        instead = None
        if "?" not in run.heard.text and not run.heard.social:
            other = DialogueRun(conversation=run.conversation, heard=run.heard, gate=self.gate)
            await explain_answer(other, run.current)
            other.change(lambda frame: replace(frame, asides=int(run.heard.question)))
            instead = await self.proceed(other)
        run.drop_open("replaced")
        if run.heard.question:  # thanks and greetings lead nowhere, however many
            run.change(lambda frame: replace(frame, times=0, asides=1))
        await self.proceed(run)
        asks, events = run.heard.rest if run.heard.holds else "", run.closing_events()
        return Aside(events=events, resume=run.draft(), instead=instead, question=asks)

    async def proceed(self, run: DialogueRun) -> Reply:
        """Move on until there is a question or read-back, or nothing is in progress."""
        for _ in range(MAX_STEPS):
            said = len(run.said)
            if run.dialogue.current is None or await self._step(run) is Step.ASKED:
                run.introduce(said)
                return run.reply()
        run.give_up()
        return run.reply()

    async def _step(self, run: DialogueRun) -> Step:
        """Carry the current operation to a question, a read-back, or its end."""
        operation = OPERATIONS[run.current.operation]
        if left := await self.gate.leaves_to_people(operation.name):
            run.leave_to_people(operation.name, left)  # before anything is asked for it
            return Step.ASKED
        if not run.known():
            identified = await identify(run, self.identifier)
            if identified is not Step.COMPLETE:
                return identified
        if run.current.text:
            run.replace_current((await absorb(run, run.current)).frame)
        if (refusal := await refusal_of_order(run, run.current)) is not None:
            return await self._refused(run, run.current, refusal)
        await tell_if_whole(run)
        asked = await self._ask_missing(run)
        return await self._consider(run) if asked is Step.COMPLETE else asked

    async def _ask_missing(self, run: DialogueRun) -> Step:
        """Fill slots with only one possible value, and ask for the first missing one."""
        return await ask_missing(run)

    async def _consider(self, run: DialogueRun) -> Step:
        frame = run.current
        considered = await run.consider(frame)
        match considered:
            case LookupAnswer() | BasketAnswer():
                run.told(considered)
                run.close()
                return Step.OVER
            case Ready() if frame.asked == CONFIRM and frame.times >= MAX_ASKS:
                run.give_up()
            case Ready():
                run.propose(frame, considered)
            case LeftToPeople():
                run.leave_to_people(frame.operation, considered)
            case Refusal():
                return await self._refused(run, frame, considered)
            case Incomplete():
                run.replace_current(frame.without(*considered.fields))
                return await ask_missing(run)
            case NeedsIdentity():
                return await identify(run, self.identifier)
            case _:
                assert_never(considered)
        return Step.ASKED

    async def _refused(self, run: DialogueRun, frame: Frame, refusal: Refusal) -> Step:
        """Tell the reason of a refusal; where another value can mend it, ask for that value."""
        if refusal.code == "method_missing":
            asked = await ask_settlement(run, refusal)
            return await self._consider(run) if asked is Step.COMPLETE else asked
        if (twin := as_twin(frame, refusal)) is not None:
            run.replace_current(twin)
            return await self._step(run)
        run.refused(frame, refusal.code)
        run.explain(refusal)
        again = await mend(run, frame, refusal)
        if again is None or frame.times >= MAX_ASKS:
            run.close()
            return Step.OVER
        run.replace_current(again)
        asked = await ask_missing(run, guess=False)
        if asked is Step.COMPLETE and "settle_with" in MENDED_BY.get(refusal.code, ()):
            return await ask_other_method(run)
        return asked
