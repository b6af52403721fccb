from dataclasses import replace

from assistant.console.conversations.agent_moves import mentioned
from assistant.conversation.ids import AgentId
from tests.support.pages.console_desktop import ANNA, BEN, CLEO

TEAM = (ANNA, BEN, CLEO)


class TestANoteNames:
    def test_colleagues_by_first_or_whole_name_whatever_the_case(self) -> None:
        assert mentioned("@anna and @Cléo Roux: look", TEAM) == (ANNA.agent_id, CLEO.agent_id)

    def test_nobody_without_the_sign(self) -> None:
        assert mentioned("Anna has it", TEAM) == ()

    def test_nobody_by_a_part_of_a_name_or_in_an_address(self) -> None:
        assert mentioned("@annabelle, shop@anna.example", TEAM) == ()

    def test_nobody_by_a_first_name_that_two_have(self) -> None:
        other = replace(ANNA, agent_id=AgentId("anna2"), name="Anna Weber")

        assert mentioned("@anna", (*TEAM, other)) == ()
        assert mentioned("@Anna Weber", (*TEAM, other)) == (AgentId("anna2"),)
