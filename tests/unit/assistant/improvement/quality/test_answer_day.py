"""Which answers a person is asked about on a day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.conversation.ids import ConversationId, MessageId
from assistant.conversation.message import ChannelKind
from assistant.improvement.quality.answer_day import choose
from assistant.improvement.quality.given_answer import Dispute, GivenAnswer
from tests.unit.assistant.improvement.quality.test_given_answer import SOURCE

DAY = date(2026, 11, 3)


def given(
    name: str, *, score: float = 0.95, dispute: Dispute = Dispute.NONE, question: str = ""
) -> GivenAnswer:
    return GivenAnswer(
        conversation_id=ConversationId(f"c-{name}"),
        reply_id=MessageId(name),
        question_id=MessageId(f"m-{name}"),
        contact_id=name,
        channel=ChannelKind.WEBCHAT,
        language="en",
        question=question or f"What about subject {name} ?",
        text="Thirty days.",
        sources=(replace(SOURCE, score=score),),
        dispute=dispute,
    )


MANY = (
    *(given(f"u{n}", score=0.3 + n / 100) for n in range(20)),
    *(given(f"d{n}", dispute=Dispute.THUMB_DOWN) for n in range(20)),
    *(given(f"r{n}{m}", question=f"Do you ship to place{n} ?") for n in range(20) for m in "abc"),
)


def ids(chosen: Sequence[GivenAnswer]) -> list[MessageId]:
    return [one.reply_id for one in chosen]


class TestADay:
    def test_begins_with_what_customers_disputed_and_then_with_the_unsure(self) -> None:
        few = [one for one in MANY if one.reply_id not in {f"d{n}" for n in range(1, 20)}]

        chosen = choose(few, day=DAY, person="mara")

        assert chosen[0].dispute is Dispute.THUMB_DOWN
        assert all(one.is_unsure for one in chosen[1:])

    def test_is_the_same_each_time_it_is_looked_at(self) -> None:
        assert choose(MANY, day=DAY, person="mara") == choose(MANY, day=DAY, person="mara")

    def test_is_another_one_for_another_person_and_the_next_day(self) -> None:
        people = {tuple(ids(choose(MANY, day=DAY, person=f"p{n}"))) for n in range(20)}
        days = {tuple(ids(choose(MANY, day=date(2026, 11, n), person="p"))) for n in range(1, 21)}

        assert len(people) > 15
        assert len(days) > 15

    def test_goes_on_where_the_person_was(self) -> None:
        first, *rest = choose(MANY, day=DAY, person="mara")

        after = choose(MANY, day=DAY, person="mara", judged={first.reply_id}, count=2)

        assert ids(after) == ids(rest)

    def test_asks_no_question_twice(self) -> None:
        same = [given(f"s{n}", question="Do you ship to Rome ?") for n in range(9)]

        assert len(choose(same, day=DAY, person="mara")) == 1
        assert choose(same, day=DAY, person="mara", judged={MessageId("s0")}) == ()

    def test_that_is_quiet_has_what_there_is(self) -> None:
        assert ids(choose([given("a")], day=DAY, person="mara")) == ["a"]
        assert choose([], day=DAY, person="mara") == ()

    def test_keeps_an_answer_while_others_judge_other_questions(self) -> None:
        for n in range(20):
            first = choose(MANY, day=DAY, person=f"p{n}")[0]
            for start in range(0, len(MANY), 10):
                some = MANY[start : start + 10]
                others = [one.reply_id for one in some if one.key != first.key]

                assert choose(MANY, day=DAY, person=f"p{n}", judged=others)[0] == first
