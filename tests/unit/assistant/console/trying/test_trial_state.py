from datetime import UTC, datetime

from assistant.console.trying.trial_state import open_trial, seal_trial
from assistant.conversation.ids import AgentId
from assistant.conversation.message import ChannelKind
from assistant.desk.staff.token_seal import TokenSeal
from assistant.messages.trials.trial import TrialMessage
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.seeds.conversation_events import started, wrote

ZOE, NOOR = AgentId("zoe"), AgentId("noor")
SEAL = TokenSeal(b"k" * 32, HandClock())
TRIAL = TrialMessage(
    text="",
    channel=ChannelKind.MESSENGER,
    customer="lea@example.com",
    at=datetime(2026, 11, 23, 10, tzinfo=UTC),
    events=(started(), wrote("m1", text="Où est ma commande ?")),
)


class TestATrial:
    def test_is_the_same_once_it_is_opened(self) -> None:
        assert open_trial(seal_trial(TRIAL, SEAL, ZOE), SEAL, ZOE) == TRIAL

    def test_shows_nothing_of_the_customer(self) -> None:
        assert "lea" not in seal_trial(TRIAL, SEAL, ZOE)

    def test_of_another_key_is_none(self) -> None:
        other = TokenSeal(b"o" * 32, HandClock())

        assert open_trial(seal_trial(TRIAL, other, ZOE), SEAL, ZOE) is None
        assert open_trial("made up", SEAL, ZOE) is None

    def test_of_another_agent_or_another_secret_is_none(self) -> None:
        assert open_trial(seal_trial(TRIAL, SEAL, NOOR), SEAL, ZOE) is None
        assert open_trial(SEAL.encrypt("a key of the shop's"), SEAL, ZOE) is None
