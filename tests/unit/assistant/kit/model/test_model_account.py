from datetime import UTC, datetime
from decimal import Decimal

from assistant.conversation.ids import ConversationId
from assistant.conversation.model_events import ModelUsed
from assistant.kit.model.model_account import account_for
from assistant.kit.model.ports import Completed, Finish, Purpose, Usage

_NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
_USAGE = Usage(prompt=900, cached=300, completion=40, cost=Decimal("0.002"))
_END = Completed(finish=Finish.STOP, usage=_USAGE, model="small", endpoint="llm.example")


def account(end: Completed | None, usage: Usage | None = None) -> ModelUsed:
    return account_for(
        ConversationId("c1"),
        Purpose.READING,
        at=_NOON,
        outcome="chosen",
        end=end,
        usage=usage,
        latency_ms=12.3456,
    )


class TestTheAccountOfARequest:
    def test_has_the_usage_that_the_endpoint_told(self) -> None:
        asked = account(_END)

        assert (asked.prompt, asked.cached, asked.completion) == (900, 300, 40)
        assert (asked.cost, asked.model, asked.endpoint) == (
            Decimal("0.002"),
            "small",
            "llm.example",
        )
        assert (asked.purpose, asked.outcome, asked.latency_ms) == ("reading", "chosen", 12.35)

    def test_that_gave_no_whole_answer_has_no_usage_but_an_estimate(self) -> None:
        assert (account(None).prompt, account(None).model) == (0, "")
        assert account(None, Usage(prompt=7, estimated=True)).prompt == 7
