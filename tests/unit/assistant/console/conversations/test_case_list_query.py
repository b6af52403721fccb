from assistant.console.conversations.case_list import ListQuery
from assistant.conversation.ids import AgentId, TeamId
from assistant.conversation.message import ChannelKind
from assistant.desk.ports import View


class TestAListsAddress:
    def test_says_the_same_when_it_is_read_again(self) -> None:
        query = ListQuery(
            view=View.MINE,
            team="orders",
            label="gift & more",
            channel=ChannelKind.WHATSAPP,
            language="fr",
            words="tasse cassée",
        )

        pairs = dict(part.split("=") for part in query.encode().split("&"))
        assert set(pairs) == {"view", "team", "label", "channel", "language", "q"}
        assert (
            ListQuery.read(
                {
                    "view": "mine",
                    "team": "orders",
                    "label": "gift & more",
                    "channel": "whatsapp",
                    "language": "fr",
                    "q": " tasse cassée ",
                }
            )
            == query
        )

    def test_is_empty_for_the_usual_list(self) -> None:
        assert ListQuery().encode() == ""
        assert ListQuery().encode(after="x") == "after=x"

    def test_that_makes_no_sense_means_the_usual_list(self) -> None:
        odd = {"view": "nothing", "channel": "pigeon", "language": "tlh", "q": "  "}

        assert ListQuery.read(odd) == ListQuery()
        assert not ListQuery.read(odd).is_narrowed

    def test_asks_the_list_for_the_agents_own(self) -> None:
        asked = ListQuery(view=View.MINE, team="orders").cases(AgentId("anna"), after="x")

        assert (asked.view, asked.agent_id, asked.team, asked.after) == (
            View.MINE,
            AgentId("anna"),
            TeamId("orders"),
            "x",
        )
