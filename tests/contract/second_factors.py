"""What `SecondFactors` do. Inherit `SecondFactorsContract`, override `factors` and `agent_id`."""

from datetime import UTC, datetime

import pytest

from assistant.conversation.ids import AgentId
from assistant.desk.staff.ports import SecondFactors
from assistant.desk.staff.second_factor import Passkey, SecondFactor

FACTOR = SecondFactor(
    totp_key="hidden",
    last_step=7,
    recovery_sha256=("a", "b"),
    passkeys=(
        Passkey(
            credential_id="id",
            public_key="key",
            sign_count=3,
            name="Téléphone",
            added_at=datetime(2026, 11, 28, 9, tzinfo=UTC),
        ),
    ),
)


class SecondFactorsContract:
    @pytest.fixture
    def factors(self) -> SecondFactors:
        raise NotImplementedError

    @pytest.fixture
    def agent_id(self) -> AgentId:
        return AgentId("lea")

    async def test_are_empty_at_first(self, factors: SecondFactors, agent_id: AgentId) -> None:
        assert await factors.find(agent_id) == SecondFactor()

    async def test_are_kept_whole(self, factors: SecondFactors, agent_id: AgentId) -> None:
        assert await factors.exchange(agent_id, SecondFactor(), FACTOR)
        assert await factors.find(agent_id) == FACTOR

    async def test_are_not_replaced_by_who_did_not_see_the_last(
        self, factors: SecondFactors, agent_id: AgentId
    ) -> None:
        await factors.exchange(agent_id, SecondFactor(), FACTOR)

        assert not await factors.exchange(agent_id, SecondFactor(), SecondFactor(last_step=9))
        assert await factors.exchange(agent_id, FACTOR, SecondFactor())
        assert await factors.find(agent_id) == SecondFactor()
