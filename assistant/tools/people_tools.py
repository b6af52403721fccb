"""Offer a person of the shop, with what is known of the wait."""

from pydantic import Field

from assistant.conversation.events import Reason
from assistant.desk.handoff.handoff_notices import announce
from assistant.tools.declaration import Arguments, ConversationTool, typed
from assistant.tools.facts import FactOrigin, ToolFact, ToolResult
from assistant.tools.tool_turn import ToolTurn


class PersonWish(Arguments):
    """Say why a person is needed."""

    reason: str = Field(default="", description="what the customer wants from a person")


async def hand_over(turn: ToolTurn, asked: PersonWish) -> ToolResult:
    """Offer a person: the customer decides, with a word or the button that stands below."""
    del asked
    if turn.outlooks is None:
        facts = (ToolFact(origin=FactOrigin.DESK, text=turn.contact),) if turn.contact else ()
        return ToolResult(facts=facts, note="nobody takes over here: tell how people are reached")
    outlook = await turn.outlooks.outlook(turn.conversation, Reason.ASKED_FOR_PERSON)
    said = announce(outlook, turn.language)
    return ToolResult(
        facts=(ToolFact(origin=FactOrigin.DESK, text=said.text),),
        note="a button below your reply offers a person; the customer decides. Offer it in one"
        " sentence, and promise nothing beyond this fact.",
        offers_person=True,
    )


def people_tools() -> tuple[ConversationTool, ...]:
    """Return the tools that lead to people."""
    return (
        typed(
            "hand_over",
            "Offer the customer a person of the shop: for what these tools cannot do or find.",
            PersonWish,
            hand_over,
        ),
    )
