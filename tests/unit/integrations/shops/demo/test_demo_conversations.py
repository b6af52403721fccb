"""The demo's conversations: of its own products and pages, and nothing of them waits."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.console.conversations.case_list import tag
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import (
    ConversationEvent,
    ConversationStarted,
    CustomerWrote,
    ReplyDelivered,
    ReplyRated,
    ReplyWritten,
    SatisfactionRated,
)
from assistant.conversation.ids import AccountId, AgentId
from assistant.conversation.message import ChannelKind
from assistant.insights.imports.return_reasons import read_cause
from integrations.shops.demo import demo_conversations
from integrations.shops.demo.demo_conversations import (
    DemoAgent,
    TalkMatter,
    draw_conversations,
    draw_sales,
    load_talks,
)
from integrations.shops.demo.shelf import load

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
AGENTS = [DemoAgent(agent_id=AgentId(one), name=one) for one in ("camille", "sacha", "noor")]
ACCOUNTS: Mapping[ChannelKind, AccountId] = {
    one: AccountId(f"our-{one}")
    for one in (ChannelKind.WEBCHAT, ChannelKind.WHATSAPP, ChannelKind.MESSENGER)
}


@pytest.fixture(scope="module")
def talks() -> Sequence[Sequence[ConversationEvent]]:
    return list(draw_conversations(NOW, agents=AGENTS, accounts=ACCOUNTS))


PAGES = Path(demo_conversations.__file__).parent / "content" / "pages"


class TestTheDemosConversations:
    def test_are_the_same_for_the_same_moment(
        self, talks: Sequence[Sequence[ConversationEvent]]
    ) -> None:
        assert list(draw_conversations(NOW, agents=AGENTS, accounts=ACCOUNTS)) == talks
        assert len({one[0].conversation_id for one in talks}) == len(talks)

    def test_are_told_apart_in_a_list(self, talks: Sequence[Sequence[ConversationEvent]]) -> None:
        assert len({tag(one[0].conversation_id) for one in talks}) == len(talks)

    def test_wait_for_nobody(self, talks: Sequence[Sequence[ConversationEvent]]) -> None:
        for events in talks:
            folded = Conversation.fold(events[0].conversation_id, events)
            written = {one.message_id for one in events if isinstance(one, ReplyWritten)}
            delivered = {one.message_id for one in events if isinstance(one, ReplyDelivered)}
            assert not folded.unanswered
            assert written == delivered

    def test_were_had_on_every_channel_and_rated_where_a_channel_has_ratings(
        self, talks: Sequence[Sequence[ConversationEvent]]
    ) -> None:
        kinds: dict[ChannelKind, list[ConversationEvent]] = {}
        for started, *further in talks:
            assert isinstance(started, ConversationStarted)
            assert started.account_id == ACCOUNTS[started.channel]
            kinds.setdefault(started.channel, []).extend(further)

        assert kinds.keys() == ACCOUNTS.keys()
        rated = {
            kind: any(isinstance(one, ReplyRated | SatisfactionRated) for one in events)
            for kind, events in kinds.items()
        }
        assert rated == {one: one is ChannelKind.WEBCHAT for one in ACCOUNTS}

    def test_are_on_the_web_where_no_other_account_is_set_up(self) -> None:
        web = {ChannelKind.WEBCHAT: AccountId("webchat")}

        for started, *_ in draw_conversations(NOW, agents=AGENTS, accounts=web):
            assert isinstance(started, ConversationStarted)
            assert started.channel is ChannelKind.WEBCHAT

    def test_were_had_in_the_last_half_year(
        self, talks: Sequence[Sequence[ConversationEvent]]
    ) -> None:
        for events in talks:
            times = [one.at for one in events]
            assert times == sorted(times)
            assert NOW - timedelta(weeks=27) < times[0]
            assert times[-1] < NOW

    def test_are_of_products_and_pages_that_the_shop_has(self) -> None:
        sold = {product.product_id for product in load().products["fr"]}
        script = load_talks()

        assert {one.product for one in script.matters} - {""} <= sold
        assert {one.source for one in script.matters} - {""} <= script.sources.keys()

    def test_quote_words_that_stand_in_the_shops_pages(self) -> None:
        pages = [one.read_text(encoding="utf-8") for one in PAGES.rglob("*.md")]
        quotes = [
            quote
            for by_language in load_talks().sources.values()
            for _, _, quote in by_language.values()
        ]

        assert [one for one in quotes if not any(one in page for page in pages)] == []

    def test_are_many_peoples_words(self, talks: Sequence[Sequence[ConversationEvent]]) -> None:
        said = [one.text for events in talks for one in events if isinstance(one, CustomerWrote)]

        assert len(said) == len(talks) > 500
        assert len(set(said)) > 150

    def test_that_prove_a_customer_have_an_order_of_theirs(self) -> None:
        sales = list(draw_sales(NOW))

        assert {one["region"] for one in sales} >= {"BE", "FR-29"}
        assert len({one["customer_id"] for one in sales}) == len(sales)
        returned = {one["return_reason"] for one in sales if one.get("returned")}
        assert None not in map(read_cause, returned)

    @pytest.mark.parametrize("changed", [{"weeks": (0, 3)}, {"fr": (), "en": ()}])
    def test_are_refused_where_the_file_makes_no_sense(self, changed: dict[str, object]) -> None:
        right = load_talks().matters[0].model_dump()

        with pytest.raises(ValidationError, match="from far to near"):
            TalkMatter.model_validate(right | changed)
