"""Which answers a person is asked about on a day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.conversation.ids import ConversationId, MessageId
from assistant.conversation.message import ChannelKind
from assistant.improvement.challenges.challenge_choice import ChosenAnswer, Stratum, choose
from assistant.improvement.challenges.given_answer import Dispute, GivenAnswer
from tests.unit.assistant.improvement.challenges.test_given_answer import SOURCE

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


def ids(chosen: Sequence[ChosenAnswer]) -> list[MessageId]:
    return [one.answer.reply_id for one in chosen]


class TestADay:
    def test_has_one_of_each_stratum(self) -> None:
        chosen = choose(MANY, day=DAY, person="mara")

        strata = {Stratum.DISPUTED, Stratum.REPEATED, Stratum.UNSURE}
        assert {one.stratum for one in chosen} == strata
        assert [one.customers for one in chosen if one.stratum is Stratum.REPEATED] == [3]

    def test_is_the_same_each_time_it_is_looked_at(self) -> None:
        assert choose(MANY, day=DAY, person="mara") == choose(MANY, day=DAY, person="mara")

    def test_is_another_one_for_another_person_and_the_next_day(self) -> None:
        people = {tuple(ids(choose(MANY, day=DAY, person=f"p{n}"))) for n in range(20)}
        days = {tuple(ids(choose(MANY, day=date(2026, 11, n), person="p"))) for n in range(1, 21)}

        assert len(people) > 15
        assert len(days) > 15

    def test_goes_on_where_the_person_was(self) -> None:
        first, *rest = choose(MANY, day=DAY, person="mara")

        judged = {first.answer.reply_id}
        after = choose(MANY, day=DAY, person="mara", judged=judged, done=1)

        assert ids(after) == ids(rest)

    def test_asks_no_question_twice(self) -> None:
        same = [given(f"s{n}", question="Do you ship to Rome ?") for n in range(9)]

        assert len(choose(same, day=DAY, person="mara")) == 1
        assert choose(same, day=DAY, person="mara", judged={MessageId("s0")}) == ()

    def test_that_is_quiet_has_what_there_is(self) -> None:
        [only] = choose([given("a")], day=DAY, person="mara")

        assert only.stratum is Stratum.ANY
        assert choose([], day=DAY, person="mara") == ()

    def test_keeps_an_answer_while_others_judge_other_questions(self) -> None:
        for n in range(20):
            first = choose(MANY, day=DAY, person=f"p{n}")[0].answer
            for start in range(0, len(MANY), 10):
                some = MANY[start : start + 10]
                others = [one.reply_id for one in some if one.key != first.key]

                assert choose(MANY, day=DAY, person=f"p{n}", judged=others)[0].answer == first
