"""Write conversations into an event log as if customers had had them with the assistant."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from assistant.app.evaluation.scenarios import read_scenarios
from assistant.conversation.events import ConversationEvent, ConversationStarted, CustomerWrote
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import ChannelKind
from assistant.messages.trials.trial import TrialMessage, Trials
from assistant.ports import EventLog

SCENARIOS = Path(__file__).parents[2] / "evals/conversations"


async def talk(trials: Trials, texts: Sequence[str], at: datetime) -> tuple[ConversationEvent, ...]:
    """Return the events of a conversation of these messages, which begins at `at`."""
    message = TrialMessage(text="", channel=ChannelKind.WEBCHAT, at=at)
    for text in texts:
        tried = await trials.take(replace(message, text=text))
        message = message.after(tried)
    return message.events


def scripted_texts() -> list[tuple[str, ...]]:
    """Return the messages of every scripted conversation."""
    return [
        texts
        for one in read_scenarios(SCENARIOS)
        if (texts := tuple(text for step in one.steps for text in _said(step.say)))
    ]


async def record(
    log: EventLog,
    events: Sequence[ConversationEvent],
    name: str,
    *,
    later: timedelta = timedelta(0),
) -> ConversationId:
    """Write a conversation under another name, and maybe as of a later time."""
    conversation_id = ConversationId(name)
    started, *others = (
        replace(one, conversation_id=conversation_id, at=one.at + later) for one in events
    )
    assert isinstance(started, ConversationStarted)
    await log.start(started)
    batch: list[ConversationEvent] = []
    for number, one in enumerate(others):
        if not isinstance(one, CustomerWrote):
            batch.append(one)
            continue
        if batch:
            await log.append(conversation_id, batch)
            batch = []
        await log.accept(one, account_id=started.account_id, provider_message_id=f"{name}-{number}")
    if batch:
        await log.append(conversation_id, batch)
    return conversation_id


def _said(say: str | tuple[str, ...]) -> tuple[str, ...]:
    return (say,) if isinstance(say, str) and say else tuple(say)
