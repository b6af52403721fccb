from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation.ids import AgentId, TeamId
from assistant.conversation.people import Agent
from assistant.desk.handoff.agent_routing import (
    NOT_ACCEPTED,
    AgentCandidate,
    AskedAgent,
    Availability,
    Need,
    RoutingTimes,
    Stays,
    passed_over,
    route,
)
from tests.support.memory.assemblies.desk_parts import agent
from tests.support.seeds.conversation_events import minute
from tests.support.seeds.people_events import assigned, claimed, released

TIMES = RoutingTimes()
NEW = timedelta()


def there(
    who: Agent, load: int = 0, availability: Availability = Availability.ONLINE
) -> AgentCandidate:
    return AgentCandidate(agent=who, availability=availability, load=load)


def chosen(need: Need, *candidates: AgentCandidate) -> str:
    found = route(need, candidates, TIMES)
    return found.agent_id if isinstance(found, AskedAgent) else found


class TestWhoIsAsked:
    def test_has_the_least_to_do_for_what_they_can(self) -> None:
        assert chosen(Need(waited=NEW), there(agent("anna"), 2), there(agent("ben"), 1)) == "ben"
        big, small = agent("big", capacity=10), agent("small", capacity=2)
        assert chosen(Need(waited=NEW), there(big, 2), there(small, 1)) == "big"

    def test_knows_the_customer_from_before(self) -> None:
        need = Need(waited=NEW, last_agent_id=AgentId("anna"))

        assert chosen(need, there(agent("anna"), 4), there(agent("ben"))) == "anna"

    def test_is_another_where_who_knows_them_is_full_or_away(self) -> None:
        need = Need(waited=NEW, last_agent_id=AgentId("anna"))
        away = there(agent("anna"), availability=Availability.AWAY)

        assert chosen(need, there(agent("anna"), 5), there(agent("ben"))) == "ben"
        assert chosen(need, away, there(agent("ben"))) == "ben"

    def test_speaks_the_language_until_the_wait_is_long(self) -> None:
        french = there(agent("anna", languages=("fr",)))

        assert chosen(Need(waited=NEW, language="en"), french) == Stays.NOBODY_SPEAKS
        assert chosen(Need(waited=TIMES.relax_language, language="en"), french) == "anna"

    def test_has_the_skills_until_the_wait_is_long(self) -> None:
        need = Need(waited=NEW, skills=frozenset({"legal"}))
        plain = there(agent("anna"))

        assert chosen(need, plain) == Stays.NOBODY_SKILLED
        assert chosen(need, plain, there(agent("ben", skills=["legal"]), 4)) == "ben"
        assert chosen(replace(need, waited=TIMES.relax_skills), plain) == "anna"

    def test_has_the_skills_even_after_a_long_wait_where_somebody_has(self) -> None:
        need = Need(waited=timedelta(hours=1), skills=frozenset({"legal"}), language="en")
        skilled = there(agent("ben", skills=["legal"]), 4)

        assert chosen(need, there(agent("anna")), skilled) == "ben"

    def test_is_of_the_team_however_long_it_takes(self) -> None:
        need = Need(waited=timedelta(days=1), team=TeamId("returns"))

        assert chosen(need, there(agent("anna"))) == Stays.NOBODY_OF_TEAM

    def test_is_anybody_for_a_team_that_nobody_is_in_once_the_wait_is_long(self) -> None:
        need = Need(waited=NEW, team=TeamId("returns"), team_is_empty=True)
        long = replace(need, waited=TIMES.relax_empty_team)

        assert chosen(need, there(agent("anna"))) == Stays.NOBODY_OF_TEAM
        assert chosen(long, there(agent("anna"))) == "anna"
        assert chosen(need, there(agent("anna", teams=["returns"]))) == "anna"

    def test_did_not_let_it_pass(self) -> None:
        need = Need(waited=NEW, passed=frozenset({AgentId("anna")}))

        assert chosen(need, there(agent("anna")), there(agent("ben"), 4)) == "ben"
        assert chosen(need, there(agent("anna"))) == Stays.ALL_PASSED

    @pytest.mark.parametrize("availability", [Availability.AWAY, Availability.BUSY])
    def test_is_online(self, availability: Availability) -> None:
        one = there(agent("anna"), availability=availability)

        assert chosen(Need(waited=NEW), one) == Stays.NOBODY_ONLINE

    def test_has_room(self) -> None:
        assert chosen(Need(waited=NEW), there(agent("anna", capacity=0))) == Stays.ALL_FULL
        assert chosen(Need(waited=NEW), there(agent("anna", capacity=2), 2)) == Stays.ALL_FULL


class TestWhoLetItPass:
    def test_is_who_was_asked_until_the_offer_ended(self) -> None:
        events = [
            assigned("anna", accept_by=minute(1)),
            replace(assigned(None, at=minute(1)), rule=NOT_ACCEPTED),
            assigned("ben", accept_by=minute(2)),
        ]

        assert passed_over(events, at=minute(1), times=TIMES) == {"anna"}

    def test_is_asked_again_after_a_while(self) -> None:
        events = [assigned("anna"), replace(assigned(None, at=minute(1)), rule=NOT_ACCEPTED)]

        assert passed_over(events, at=minute(11), times=TIMES) == frozenset()

    def test_is_nobody_whose_conversation_was_given_on_or_back(self) -> None:
        passed = [assigned("anna"), replace(assigned(None), rule=NOT_ACCEPTED)]

        assert passed_over([assigned("anna"), assigned("ben")], at=minute(1), times=TIMES) == set()
        assert passed_over([*passed, claimed("anna")], at=minute(1), times=TIMES) == set()
        assert passed_over([*passed, released()], at=minute(1), times=TIMES) == set()


AGENTS = st.builds(
    agent,
    st.sampled_from([f"a{n}" for n in range(8)]),
    capacity=st.integers(0, 3),
    languages=st.sampled_from([("fr",), ("en",), ("fr", "en")]),
    skills=st.sets(st.sampled_from(["legal", "vip"])),
    teams=st.sets(st.sampled_from(["returns", "support"])),
)
CANDIDATES = st.lists(
    st.builds(
        AgentCandidate,
        agent=AGENTS,
        availability=st.sampled_from(Availability),
        load=st.integers(0, 4),
    ),
    unique_by=lambda one: one.agent.agent_id,
    max_size=8,
)
NEEDS = st.builds(
    Need,
    waited=st.timedeltas(timedelta(), timedelta(minutes=10)),
    language=st.sampled_from([None, "fr", "en"]),
    skills=st.frozensets(st.sampled_from(["legal", "vip"])),
    team=st.sampled_from([None, TeamId("returns"), TeamId("support")]),
    last_agent_id=st.sampled_from([None, AgentId("a1")]),
    passed=st.frozensets(st.sampled_from([AgentId("a0"), AgentId("a1")])),
)


class TestRouting:
    @given(st.lists(NEEDS, max_size=20), CANDIDATES)
    def test_never_gives_anybody_more_than_they_can_have(
        self, needs: list[Need], candidates: list[AgentCandidate]
    ) -> None:
        now = {one.agent.agent_id: one for one in candidates}
        given_to = Counter[AgentId]()
        for need in needs:
            found = route(need, now.values(), TIMES)
            if isinstance(found, AskedAgent):
                one = now[found.agent_id]
                now[found.agent_id] = replace(one, load=one.load + 1)
                given_to[found.agent_id] += 1

        assert all(now[one].load <= now[one].agent.capacity for one in given_to)

    @given(NEEDS, CANDIDATES)
    def test_uses_an_idle_agent_who_fits(
        self, need: Need, candidates: list[AgentCandidate]
    ) -> None:
        fits = [
            one.agent.agent_id
            for one in candidates
            if one.availability is Availability.ONLINE
            and one.load < one.agent.capacity
            and (need.team is None or need.team in one.agent.teams)
            and (need.language is None or need.language in one.agent.languages)
            and need.skills <= one.agent.skills
            and one.agent.agent_id not in need.passed
        ]

        assert isinstance(route(need, candidates, TIMES), AskedAgent) or not fits

    @given(NEEDS, CANDIDATES)
    def test_asks_every_agent_at_most_once_and_then_stays_in_the_queue(
        self, need: Need, candidates: list[AgentCandidate]
    ) -> None:
        asked: list[AgentId] = []
        found = route(need, candidates, TIMES)
        while isinstance(found, AskedAgent):
            asked.append(found.agent_id)
            assert len(asked) <= len(candidates)
            need = replace(need, passed=need.passed | {found.agent_id})
            found = route(need, candidates, TIMES)

        assert len(asked) == len(set(asked))
        assert isinstance(found, Stays)

    @given(NEEDS, CANDIDATES)
    def test_does_not_depend_on_the_order_of_agents(
        self, need: Need, candidates: list[AgentCandidate]
    ) -> None:
        assert route(need, candidates, TIMES) == route(need, reversed(candidates), TIMES)
