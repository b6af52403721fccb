"""Change insights and topics as the forms of the pages say."""

from contextlib import suppress
from typing import assert_never

from assistant.console.insights.page_requests import MoveForm, TopicForm
from assistant.conversation.people import Agent
from assistant.insights.insight import InsightId
from assistant.insights.insight_steps import InsightSteps, MoveRefusedError, TopicEditError
from assistant.insights.ports import InsightConflictError


async def move(acting: InsightSteps, insight_id: str, moved: MoveForm, *, by: Agent) -> str:
    """Move an insight as a form says; return why not, a name of `act` in the texts, or ""."""
    act, one, me = acting, InsightId(insight_id), str(by.agent_id)
    try:
        match moved.to:
            case "accepted":
                await act.accept(
                    one, by=me, owner=moved.owner, note=moved.note, version=moved.version
                )
            case "done":
                await act.done(one, by=me, note=moved.note, on=moved.on, version=moved.version)
            case "dismissed" if not moved.reason.strip():
                return "needs_reason"
            case "dismissed":
                await act.dismiss(
                    one, by=me, reason=moved.reason, weeks=moved.weeks, version=moved.version
                )
            case "open":
                await act.reopen(one, by=me, note=moved.note, version=moved.version)
            case _:
                assert_never(moved.to)
    except InsightConflictError:
        return "moved"
    except MoveRefusedError:
        return "refused"
    return ""


async def make_topic(acting: InsightSteps, topic_id: str, made: TopicForm) -> None:
    """Name, merge or split a topic; merging it into nothing undoes a merge."""
    match made.do:
        case "rename":
            names = {"fr": made.name_fr.strip(), "en": made.name_en.strip()}
            given = {language: name for language, name in names.items() if name}
            await acting.rename_topic(topic_id, given)
        case "merge":
            with suppress(TopicEditError):  # the page offers none that is refused
                await acting.merge_topic(topic_id, into=made.into)
        case "split":
            await acting.split_topic(topic_id)
        case _:
            assert_never(made.do)
