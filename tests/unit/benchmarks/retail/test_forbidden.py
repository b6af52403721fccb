from assistant.operations.shop_rules import load_rules
from benchmarks.retail.forbidden import Tally, forbid
from benchmarks.retail.retail_tasks import RULES
from benchmarks.retail.shop import to_records
from tests.unit.benchmarks.retail.small_shop import CANCEL, CHANGE, EXCHANGE, FILES, PAY, task

RECORDS = to_records(FILES)


class TestBrokenWrites:
    async def test_are_tried_in_every_way_and_refused(self) -> None:
        tally = Tally()

        for write in (CANCEL, CHANGE, EXCHANGE, PAY):
            await forbid(task(write), RECORDS, load_rules(RULES), tally)

        assert tally.through == []
        assert {
            "order of another customer",
            "payment method of another customer",
            "balance too low",
            "item of another product",
            "variant out of stock",
            "free-text reason",
            "the same a second time",
        } <= tally.tried.keys()

    async def test_that_get_through_are_named(self) -> None:
        loose = load_rules(RULES)
        anytime = loose.cancel.model_copy(update={"blocked_by": (), "reasons": {}})
        tally = Tally()

        await forbid(task(CANCEL), RECORDS, loose.model_copy(update={"cancel": anytime}), tally)

        assert {one.split(":")[0] for one in tally.through} == {
            "free-text reason",
            "after change_items",
        }
