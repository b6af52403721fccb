from assistant.operations.operation_register import OPERATIONS
from integrations.services.rasa.rasa_protocol import (
    CONFIRMATION,
    IDENTITY,
    form_of,
    slot_names,
    slots_of,
)


class TestAForm:
    def test_asks_who_they_are_first_and_for_a_yes_last(self) -> None:
        asked = slots_of(OPERATIONS["cancel_order"])

        assert asked == (IDENTITY, "order_number", "reason", CONFIRMATION)

    def test_of_a_look_up_asks_for_no_yes(self) -> None:
        assert slots_of(OPERATIONS["order_status"]) == (IDENTITY, "order_number")

    def test_asks_for_the_slots_in_the_order_they_are_declared_in(self) -> None:
        for operation in OPERATIONS.values():
            declared = [slot.name for slot in operation.slots]
            assert [name for name in slots_of(operation) if name in declared] == declared

    def test_has_a_name_of_its_own(self) -> None:
        assert len({form_of(name) for name in OPERATIONS}) == len(OPERATIONS)


class TestSlotNames:
    def test_are_each_there_once(self) -> None:
        names = slot_names()

        assert len(set(names)) == len(names)
        assert {IDENTITY, "order_number", "swaps", CONFIRMATION} <= set(names)
