"""Help an agent in the process with the encoder and the model: read `LocalCopilot.help` first.

The cost of a help is written to the conversation's log even if the help failed: the conversation's
budget counts it.
"""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from dataclasses import dataclass, replace
from typing import Any, assert_never

import structlog

from assistant.answers.guard.input_screen import Unreadable, screen
from assistant.commerce.ports import ShopError
from assistant.console.copilot.document_answers import Answers, Say
from assistant.console.copilot.draft_help import ConversationSnapshot, DraftHelp, has_moved
from assistant.console.copilot.model_usage import Tally, begin_tally
from assistant.console.copilot.operation_help import OperationHelp
from assistant.console.copilot.rewording_help import RewordingHelp
from assistant.console.copilot.types import (
    LONGEST,
    Drafted,
    End,
    Failed,
    Help,
    Progress,
    Step,
    Task,
    Why,
)
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ConversationEvent
from assistant.kit.fault_log import report
from assistant.kit.model.model_account import account_for
from assistant.kit.model.ports import Completed, Finish, Purpose
from assistant.ports import EventLog, PortError, UnknownConversationError
from assistant.understanding.types import ReadingContext
from retrieval.ports import StoreUnavailableError

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalCopilot:
    """Help agents in this process: a `Copilot` that holds collaborators and no state."""

    events: EventLog
    answers: Answers
    rewriting: RewordingHelp | None = None  # None: there is no language model
    suggesting: OperationHelp | None = None  # None: there is no shop system

    @property
    def has_model(self) -> bool:
        return self.rewriting is not None

    async def help(self, task: Task) -> AsyncGenerator[Step, None]:
        steps: asyncio.Queue[Step] = asyncio.Queue()

        async def say(text: str) -> None:
            steps.put_nowait(Progress(text))

        working = asyncio.create_task(self._end(task, say))
        working.add_done_callback(lambda _: steps.put_nowait(Progress("")))  # wakes who waits
        try:
            while not working.done() or not steps.empty():
                step = await steps.get()
                if step != Progress(""):
                    yield step
            yield working.result()
        finally:
            working.cancel()
            await asyncio.wait((working,))

    async def _end(self, task: Task, say: Say) -> End:
        opened, tally = await self._open(task), begin_tally()
        events: tuple[ConversationEvent, ...] | None = None
        try:
            try:
                end, events = await self._help(task, opened, say)
            finally:
                made = self._stopped(task, tally) if events is None else events
                await undisturbed(self._keep(task, made))
            return await self._if_current(task, opened, end)
        except UnknownConversationError:
            raise
        except (PortError, StoreUnavailableError) as error:
            log.warning("copilot.failed", help=task.help, error=type(error).__name__)
            away = isinstance(error, ShopError)
            return Failed(why=Why.SHOP_AWAY if away else Why.UNAVAILABLE)

    async def _keep(self, task: Task, events: tuple[ConversationEvent, ...]) -> None:
        if events:
            await self.events.append(task.conversation_id, events)

    def _stopped(self, task: Task, tally: Tally) -> tuple[ConversationEvent, ...]:
        """Return the account of a help that was stopped: its model requests were paid for."""
        spent = tally.total
        if not spent.tokens:
            return ()
        end = Completed(finish=Finish.STOP, usage=spent, model="", endpoint="")
        at = self.answers.turn.clock.now()
        return (
            account_for(
                task.conversation_id,
                Purpose.COPILOT,
                at=at,
                outcome="stopped",
                end=end,
                latency_ms=0.0,
            ),
        )

    async def _open(self, task: Task) -> ConversationSnapshot:
        record = await self.events.read(task.conversation_id)
        events = (stored.event for stored in record.events)
        return ConversationSnapshot(
            record=record,
            state=Conversation.fold(task.conversation_id, events),
            knowledge=await self.answers.turn.index.current(),
        )

    async def _help(
        self, task: Task, opened: ConversationSnapshot, say: Say
    ) -> tuple[End, tuple[ConversationEvent, ...]]:
        if len(task.text) > LONGEST:
            return Failed(why=Why.TOO_LONG), ()
        match task.help:
            case Help.DRAFT:
                return await self._drafting.draft(opened, say=say)
            case Help.ASK:
                return await self._ask(task, opened, say)
            case Help.OPERATION:
                return await self._suggest(opened)
            case Help.SHORTER | Help.WARMER | Help.TO_FRENCH | Help.TO_ENGLISH:
                return await self._rewrite(task, opened)
            case _:
                assert_never(task.help)

    @property
    def _drafting(self) -> DraftHelp:
        return DraftHelp(answers=self.answers, suggesting=self.suggesting)

    async def _ask(
        self, task: Task, opened: ConversationSnapshot, say: Say
    ) -> tuple[End, tuple[ConversationEvent, ...]]:
        """Answer the agent's own question, which does not depend on the conversation."""
        screened = screen(task.text, max_chars=LONGEST)
        if isinstance(screened, Unreadable):
            return Failed(why=Why.UNREADABLE), ()
        understanding = await self.answers.turn.reader.read(
            screened.text,
            ReadingContext(vocabulary=opened.knowledge.searcher.vocabulary, language=None),
        )
        understanding = understanding.outside_dialogue().as_question()
        alone = replace(
            Conversation(conversation_id=task.conversation_id),
            model_tokens=opened.state.model_tokens,
        )
        found = await self.answers.answer(alone, understanding, opened.knowledge, say=say)
        if isinstance(found, Why):
            return Failed(why=Why.NOTHING_FOUND), ()
        return found.drafted(understanding.language), found.events

    async def _suggest(
        self, opened: ConversationSnapshot
    ) -> tuple[End, tuple[ConversationEvent, ...]]:
        if self.suggesting is None:
            return Failed(why=Why.NO_WISH), ()
        understanding = await self._drafting.read(opened)
        if isinstance(understanding, Why):
            return Failed(why=Why.NO_WISH), ()
        return await self.suggesting.suggest(opened.state, understanding)

    async def _rewrite(
        self, task: Task, opened: ConversationSnapshot
    ) -> tuple[End, tuple[ConversationEvent, ...]]:
        if self.rewriting is None:
            return Failed(why=Why.NO_MODEL), ()
        names = opened.knowledge.names
        return await self.rewriting.rewrite(opened.state, task.text, task.help, names=names)

    async def _if_current(self, task: Task, opened: ConversationSnapshot, end: End) -> End:
        """Return the end; a draft only if nothing was said since the conversation was read."""
        if task.help is not Help.DRAFT or not isinstance(end, Drafted):
            return end
        since = await self.events.read(task.conversation_id, after=opened.seen)
        return Failed(why=Why.MOVED_ON) if has_moved(since.events) else end


async def undisturbed(work: Coroutine[Any, Any, None]) -> None:
    """Run `work` to its end, even if the task that waits for it is stopped meanwhile."""
    working = asyncio.ensure_future(work)
    try:
        await asyncio.shield(working)
    except asyncio.CancelledError:
        await asyncio.wait((working,))
        if not working.cancelled() and (error := working.exception()) is not None:
            report("copilot.uncounted", error)
        raise
