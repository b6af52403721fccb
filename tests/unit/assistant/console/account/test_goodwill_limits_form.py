from dataclasses import replace

import pytest
import yaml

from assistant.console.account.goodwill_limits_form import LimitRow, limit_rows, limits_of
from assistant.conversation.people import Role
from assistant.operations.autonomy.autonomy_table import AutonomyTable
from tests.support.seeds.autonomy_tables import table

VOUCHERS = table(
    goodwill={
        "voucher": {
            "agent": {"max_minor": {"EUR": 1050, "JPY": 900}, "per_order": 1, "days": 30},
            "admin": {},
        }
    }
)


def sent(rows: list[LimitRow]) -> dict[str, str]:
    """Return what the fields send, untouched."""
    fields: dict[str, str] = {}
    for row in rows:
        fields |= {row.name(part): said for part, said in row.counts.items()}
        fields[row.name("amounts")] = row.amounts
        if row.may:
            fields[row.name("may")] = "1"
    return fields


def agents_voucher(rows: list[LimitRow]) -> LimitRow:
    return next(x for x in rows if (x.exception, x.role) == ("voucher", Role.AGENT))


class TestTheFields:
    @pytest.mark.parametrize("one", [VOUCHERS, table(), AutonomyTable()])
    def test_left_alone_change_nothing(self, one: AutonomyTable) -> None:
        rows = limit_rows(one, sent(limit_rows(one)))

        assert AutonomyTable.model_validate({"goodwill": limits_of(rows)}).goodwill == one.goodwill

    def test_can_be_written_as_a_file(self) -> None:
        written = yaml.safe_dump({"goodwill": limits_of(limit_rows(VOUCHERS))})

        assert AutonomyTable.model_validate(yaml.safe_load(written)).goodwill == VOUCHERS.goodwill

    def test_say_amounts_in_their_currencies(self) -> None:
        row = agents_voucher(limit_rows(VOUCHERS))

        assert row.amounts == "10.50 EUR, 900 JPY"
        assert (row.counts["per_order"], row.counts["per_customer"]) == ("1", "")

    def test_take_a_decimal_comma(self) -> None:
        row = agents_voucher(limit_rows(VOUCHERS))
        fields = sent([replace(row, amounts="12,50 EUR; 8 GBP")])

        limits = limits_of(limit_rows(VOUCHERS, fields))

        assert limits == {
            "voucher": {
                "agent": {"max_minor": {"EUR": 1250, "GBP": 800}, "per_order": 1, "days": 30}
            }
        }

    @pytest.mark.parametrize(
        ("part", "said"),
        [
            ("amounts", "much"),
            ("amounts", "20"),
            ("amounts", "20 EUR and more"),
            ("per_order", "0"),
            ("days", "-3"),
            ("per_customer", "1.5"),
        ],
    )
    def test_are_marked_where_they_cannot_be_read(self, part: str, said: str) -> None:
        fields = sent(limit_rows(VOUCHERS)) | {f"goodwill.voucher.agent.{part}": said}

        row = agents_voucher(limit_rows(VOUCHERS, fields))

        assert row.wrong == {part}

    def test_of_a_role_that_may_not_are_not_looked_at(self) -> None:
        fields = sent(limit_rows(VOUCHERS)) | {"goodwill.voucher.agent.amounts": "much"}
        del fields["goodwill.voucher.agent.may"]

        rows = limit_rows(VOUCHERS, fields)

        assert not any(row.wrong for row in rows)
        assert "agent" not in limits_of(rows)["voucher"]
