"""The player of scenarios: it fails where it has to, on a small shop and a reader of two words."""

from dataclasses import replace
from io import StringIO

import orjson
import pytest

from assistant.app.compose.assistant_turn import AnswerParts
from assistant.app.evaluation.scenario_run import ConversationReport, PlayedScenario, play
from assistant.app.evaluation.scenarios import CustomerEnd, OrderEnd, Scenario, ScenarioStep
from assistant.commerce.order import OrderStatus
from assistant.commerce.shop_books import ShopRecords
from assistant.operations.autonomy.autonomy_table import AutonomyTable
from assistant.operations.shop_rules import load_rules
from assistant.understanding.entities.message_entities import read_entities
from assistant.understanding.types import Intent, ReadingContext, Understanding
from tests.support.seeds.shop_records import RECORDS
from tests.unit.assistant.answers.shop_fixture import asked
from tests.unit.assistant.messages.turning import Assistant

CANCEL = ScenarioStep(sign_in="lea", say="cancel 1001, ordered by mistake")
YES = ScenarioStep(say="yes")
SHIPPED = OrderEnd(status="shipped", requests=())
CANCELLED = {"1001": OrderEnd(status="cancelled")}


class Reads:
    """Understands a cancellation, and else what the words alone say."""

    async def read(self, text: str, context: ReadingContext) -> Understanding:
        intent = context.intent or (Intent.CANCEL_ORDER if "cancel" in text else Intent.AFFIRM)
        return replace(asked(text, language="en", intent=intent), entities=read_entities(text))


@pytest.fixture
def parts() -> AnswerParts:
    return replace(Assistant(asked("?")).parts, reader=Reads())


def scenario(
    *steps: ScenarioStep,
    orders: dict[str, OrderEnd] | None = None,
    customers: dict[str, CustomerEnd] | None = None,
    alerts: int | None = None,
) -> Scenario:
    return Scenario(
        name="one",
        language="en",
        steps=steps,
        orders=orders or {},
        customers=customers or {},
        alerts=alerts,
    )


async def wrong(
    parts: AnswerParts, told: Scenario, records: ShopRecords = RECORDS
) -> tuple[str, ...]:
    return (await play(told, parts=parts, records=records, rules=load_rules())).wrong


class TestAScenario:
    async def test_that_goes_as_told_has_nothing_wrong(self, parts: AnswerParts) -> None:
        done = YES.model_copy(update={"expect": ("operation_done:cancel_order",)})

        assert await wrong(parts, scenario(CANCEL, done, orders=CANCELLED, alerts=0)) == ()

    async def test_tells_what_was_said(self, parts: AnswerParts) -> None:
        played = await play(scenario(CANCEL, YES), parts=parts, records=RECORDS, rules=load_rules())

        assert played.transcript[0] == "> cancel 1001, ordered by mistake"
        assert played.transcript[-1].startswith("< Order #1001 is cancelled.")

    async def test_reports_the_step_that_went_wrong(self, parts: AnswerParts) -> None:
        silent = YES.model_copy(update={"says": ("tomorrow",), "silent_on": ("CANCELLED",)})

        assert await wrong(parts, scenario(CANCEL, silent)) == (
            "step 2: 'tomorrow' is not said",
            "step 2: 'CANCELLED' is said",
        )

    async def test_reports_a_reply_of_another_kind(self, parts: AnswerParts) -> None:
        other = CANCEL.model_copy(update={"kind": "did"})

        assert await wrong(parts, scenario(other)) == ("step 1: the reply is asked",)

    async def test_reports_an_order_that_was_touched(self, parts: AnswerParts) -> None:
        told = scenario(CANCEL, YES, orders={"1001": OrderEnd(untouched=True)})

        assert await wrong(parts, told) == ("1001 was touched",)

    async def test_reports_what_was_not_done(self, parts: AnswerParts) -> None:
        assert await wrong(parts, scenario(CANCEL, orders=CANCELLED)) == (
            "1001: status is pending",
        )

    async def test_reports_orders_and_customers_that_are_not_there(
        self, parts: AnswerParts
    ) -> None:
        told = scenario(CANCEL, orders={"1": OrderEnd()}, customers={"zoe": CustomerEnd()})

        assert await wrong(parts, told) == ("there is no order 1", "there is no customer zoe")

    async def test_reports_an_account_that_ended_otherwise(self, parts: AnswerParts) -> None:
        told = scenario(CANCEL, customers={"lea": CustomerEnd(city="Lyon")})

        (missed,) = await wrong(parts, told)
        assert missed.startswith("lea: city is ")

    async def test_reports_another_count_of_alerts(self, parts: AnswerParts) -> None:
        assert await wrong(parts, scenario(CANCEL, alerts=1)) == ("there are 0 stock alerts",)

    async def test_lets_time_pass_before_a_step(self, parts: AnswerParts) -> None:
        late = YES.model_copy(update={"wait_minutes": 31, "expect": ("operation_dropped:expired",)})

        assert await wrong(parts, scenario(CANCEL, late)) == ()

    async def test_lets_the_shop_move_on_before_a_step(self, parts: AnswerParts) -> None:
        late = YES.model_copy(
            update={
                "meanwhile": {"1001": OrderStatus.SHIPPED},
                "expect": ("operation_dropped:is_shipped",),
            }
        )

        assert await wrong(parts, scenario(CANCEL, late, orders={"1001": SHIPPED})) == ()

    async def test_puts_rows_of_the_table_and_has_an_agent_decide(self, parts: AnswerParts) -> None:
        rows = AutonomyTable.model_validate({"operations": {"cancel_order": "suggest"}})
        strict = YES.model_copy(update={"autonomy": rows, "never": ("operation_done",)})
        approved = ScenarioStep(approve=True, expect=("approval_decided", "operation_done"))

        assert await wrong(parts, scenario(CANCEL, strict, approved, orders=CANCELLED)) == ()

    async def test_reports_what_no_agent_could_decide(self, parts: AnswerParts) -> None:
        approved = ScenarioStep(approve=True, expect=("approval_decided",))
        sent = ScenarioStep(suggestion="sent", expect=("suggestion_decided:sent",))

        assert await wrong(parts, scenario(CANCEL, approved, sent)) == (
            "step 2: no approval_decided",
            "step 3: no suggestion_decided:sent",
        )

    async def test_types_digits_where_no_code_was_mailed(self, parts: AnswerParts) -> None:
        typed = ScenarioStep(say_code=True)
        played = await play(scenario(typed), parts=parts, records=RECORDS, rules=load_rules())

        assert played.transcript[0] == "> 000000"

    async def test_begins_with_a_shop_as_it_was(self, parts: AnswerParts) -> None:
        await wrong(parts, scenario(CANCEL, YES))

        assert await wrong(parts, scenario(CANCEL, YES, orders=CANCELLED)) == ()


class TestAReport:
    def test_counts_and_names_what_failed(self) -> None:
        passed = PlayedScenario(scenario=scenario(CANCEL), wrong=(), transcript=())
        failed = PlayedScenario(
            scenario=scenario(CANCEL), wrong=("no yes",), transcript=("> hello",)
        )
        report = ConversationReport(played=(passed, failed))
        out, as_json = StringIO(), StringIO()

        report.write(out, as_json=False)
        report.write(as_json, as_json=True)

        assert report.measures() == {"conversations": 2, "passed": 1, "share": 0.5}
        assert "failed: one\n    > hello\n    no yes\n" in out.getvalue()
        assert orjson.loads(as_json.getvalue())["failed"] == {"one": ["no yes"]}
