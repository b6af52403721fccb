"""Of what goes alone, a share goes to a person first, by a chance that a key and ids decide."""

import pytest

from assistant.conversation.people import Role
from assistant.operations.autonomy.autonomy_table import Level, Topic, topic_subject
from assistant.operations.autonomy.autonomy_verdict import UNKNOWN, Stakes, Verdict, decide
from assistant.operations.autonomy.person_checks import draw
from tests.support.seeds.autonomy_tables import table

KEY = b"a key"


def verdict(share: float, level: Level = Level.AUTOMATE) -> Verdict:
    return Verdict(level=level, rule="topic_returns", approver=Role.AGENT, checked_share=share)


class TestADraw:
    @pytest.mark.parametrize("share", [0.05, 0.2, 0.5])
    def test_takes_the_share_of_the_row(self, share: float) -> None:
        drawn = [draw(verdict(share), KEY, f"c{n}", "m1") for n in range(4_000)]

        found = sum(one.level is Level.SUGGEST for one in drawn) / len(drawn)
        assert found == pytest.approx(share, abs=0.03)
        assert {one.rule for one in drawn} == {"topic_returns", "topic_returns/checked"}

    def test_is_the_same_each_time_and_another_one_with_another_key(self) -> None:
        def taken(key: bytes) -> list[Level]:
            return [draw(verdict(0.5), key, f"c{n}").level for n in range(100)]

        assert taken(KEY) == taken(KEY)
        assert taken(KEY) != taken(b"another")

    def test_leaves_alone_what_goes_to_a_person_anyway(self) -> None:
        for level in (Level.SUGGEST, Level.HUMAN_ONLY):
            same = verdict(0.5, level)
            assert all(draw(same, KEY, f"c{n}") is same for n in range(50))


class TestARow:
    def test_has_checks_only_where_it_goes_alone(self) -> None:
        row = {"level": "automate", "checked_share": 0.05, "stricter_for": ["vip"]}
        rows = table(topics={"returns": row})
        subject = topic_subject(Topic.RETURNS)

        assert decide(rows, subject, UNKNOWN).checked_share == 0.05
        assert decide(rows, subject, Stakes(kinds=frozenset({"vip"}))).checked_share == 0.0
