from dataclasses import replace

import pytest

from assistant.console.conversations.case_list import belongs, key, row, tag
from assistant.conversation.conversation import ConversationStatus
from assistant.conversation.ids import AgentId, ContactId, ConversationId, CustomerId, TeamId
from assistant.conversation.message import ChannelKind
from assistant.desk.ports import Case, CaseQuery, View
from tests.support.seeds.conversation_events import NOON, minute

OPEN = Case(
    conversation_id=ConversationId("c1"),
    channel=ChannelKind.WEBCHAT,
    contact_id=ContactId("contact"),
    customer_id=None,
    status=ConversationStatus.OPEN,
    agent_id=None,
    claimed=False,
    team=None,
    language="fr",
    reason=None,
    priority=0,
    labels=(),
    preview="Bonjour",
    preview_author="customer",
    started_at=NOON,
    last_at=NOON,
    waiting_since=NOON,
    handed_off_at=None,
    accept_by=None,
    snoozed_until=None,
    suggestion=False,
    satisfaction=None,
)
ANNAS = replace(OPEN, agent_id=AgentId("anna"), claimed=True)
QUEUE = CaseQuery(view=View.OPEN)


class TestRowsStand:
    def test_by_priority_then_by_the_longest_wait_then_by_the_newest_words(self) -> None:
        urgent = replace(OPEN, priority=2, waiting_since=minute(9))
        longest = replace(OPEN, waiting_since=minute(1))
        shorter = replace(OPEN, waiting_since=minute(5))
        newest = replace(OPEN, waiting_since=None, last_at=minute(30))
        older = replace(OPEN, waiting_since=None, last_at=minute(20))

        wanted = [urgent, longest, shorter, newest, older]
        mixed = [older, shorter, newest, longest, urgent]
        assert sorted(mixed, key=lambda case: key(case, QUEUE)) == wanted

    def test_by_the_newest_words_alone_where_nobody_waits_for_a_person(self) -> None:
        query = CaseQuery(view=View.RESOLVED)
        waiting = replace(OPEN, last_at=minute(1))
        newer = replace(OPEN, waiting_since=None, last_at=minute(2))

        assert key(newer, query) < key(waiting, query)
        assert key(waiting, QUEUE) < key(newer, QUEUE)


class TestACaseIsInAView:
    @pytest.mark.parametrize(
        ("case", "views"),
        [
            (OPEN, {View.OPEN, View.UNASSIGNED, View.ALL}),
            (ANNAS, {View.OPEN, View.MINE, View.ALL}),
            (replace(OPEN, agent_id=AgentId("ben")), {View.OPEN, View.ALL}),
            (replace(OPEN, status=ConversationStatus.PENDING), {View.ASSISTANT, View.ALL}),
            (replace(OPEN, status=ConversationStatus.SNOOZED), {View.SNOOZED, View.ALL}),
            (replace(ANNAS, status=ConversationStatus.RESOLVED), {View.RESOLVED, View.ALL}),
        ],
    )
    def test_by_whose_it_is(self, case: Case, views: set[View]) -> None:
        queries = [CaseQuery(view=view, agent_id=AgentId("anna")) for view in View]

        assert {query.view for query in queries if belongs(case, query)} == views

    def test_unless_the_view_is_narrowed_to_others(self) -> None:
        case = replace(OPEN, team=TeamId("orders"), labels=("gift",))

        assert belongs(case, replace(QUEUE, team=TeamId("orders"), label="gift", language="fr"))
        assert not belongs(case, replace(QUEUE, team=TeamId("returns")))
        assert not belongs(case, replace(QUEUE, label="late"))
        assert not belongs(case, replace(QUEUE, language="en"))
        assert not belongs(case, replace(QUEUE, channel=ChannelKind.WHATSAPP))

    def test_which_only_the_list_knows_of_words_and_mentions(self) -> None:
        assert belongs(OPEN, replace(QUEUE, words="bonjour")) is None
        assert belongs(OPEN, CaseQuery(view=View.MENTIONS, agent_id=AgentId("anna"))) is None


class TestARow:
    def test_names_who_has_it_and_who_the_customer_is(self) -> None:
        known = replace(ANNAS, customer_id=CustomerId("ada"))
        agents, customers = {AgentId("anna"): "Anna Martin"}, {CustomerId("ada"): "Ada Byron"}

        named = row(known, names=agents, customers=customers)
        unnamed = row(known, names={}, customers={})

        assert (named.agent, named.name) == ("Anna Martin", "Ada Byron")
        assert (unnamed.agent, unnamed.name) == ("anna", "#C1")
        assert row(OPEN, names={}, customers={}).agent == ""

    def test_calls_an_unknown_customer_by_the_same_tag_everywhere(self) -> None:
        assert tag(ConversationId("-k2_dx9Qrs")) == "#X9QRS"
