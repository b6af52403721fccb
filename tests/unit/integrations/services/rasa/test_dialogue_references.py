from assistant.operations.dialogue.dialogue_run import DialogueRun
from assistant.operations.dialogue.frames import CODE, CONFIRM, Dialogue, Frame
from integrations.services.rasa.dialogue_references import DialogueReferences
from integrations.services.rasa.rasa_protocol import Act, RasaSignal, RasaStand
from tests.support.seeds.shop_records import LEA
from tests.unit.assistant.operations.dialogue.talking import Talk, heard


def tell(
    now: Frame, before: Frame | None, act: Act | None, *, known: bool = True, key: bytes = b"k"
) -> tuple[RasaStand, RasaSignal]:
    talk = Talk()
    if known:
        talk.sign_in(LEA)
    run = DialogueRun(
        conversation=talk.conversation, heard=heard("hm"), gate=talk.backstage.engine.gate
    )
    run.dialogue = Dialogue(frames=(now,))
    return DialogueReferences(key=key).tell(run, before, act)


def cancel(asked: str = "", **slots: str) -> Frame:
    return Frame(operation="cancel_order", slots={**slots}, asked=asked)


class TestWhereItStands:
    def test_is_in_no_form_where_nothing_was_in_progress(self) -> None:
        stand, signal = tell(cancel(order_number="1001"), None, None)

        assert (stand.operation, stand.requested) == ("", None)
        assert set(stand.slots) == {"identity", "order_number"}
        assert signal == RasaSignal(intent="cancel_order", slots={})

    def test_names_what_was_asked_for(self) -> None:
        asked = [
            tell(cancel(), cancel(asked), Act.UNCLEAR)[0].requested
            for asked in ("order_number", CODE, CONFIRM)
        ]

        assert asked == ["order_number", "identity", "confirmation"]

    def test_says_that_a_variant_was_asked_for_as_its_slot(self) -> None:
        frame = Frame(
            operation="exchange_items", asked="variant L1", slots={"swaps": [{"line_id": "L1"}]}
        )

        assert tell(frame, frame, Act.UNCLEAR)[0].requested == "swaps"

    def test_leaves_out_what_a_correction_made_void(self) -> None:
        before = Frame(operation="return_items", slots={"order_number": "1003", "line_ids": ["L1"]})
        now = Frame(operation="return_items", slots={"order_number": "1004"})

        stand, signal = tell(now, before, Act.INFORM)

        assert "line_ids" not in {**stand.slots, **signal.slots}

    def test_has_no_identity_of_somebody_unknown(self) -> None:
        stand, _ = tell(cancel(), None, None, known=False)

        assert stand.slots == {}

    def test_counts_what_nothing_needs_as_known_until_it_was_asked_for(self) -> None:
        frame = Frame(operation="exchange_items")
        asked = Frame(operation="exchange_items", asked="settle_with")

        assert "settle_with" in tell(frame, None, None)[0].slots
        assert "settle_with" not in tell(asked, None, None)[0].slots

    def test_of_another_operation_keeps_only_its_slots(self) -> None:
        now = Frame(operation="order_status")

        stand, signal = tell(now, cancel("reason", order_number="1001"), None)

        assert (stand.operation, stand.requested) == ("cancel_order", "reason")
        assert set(stand.slots) == {"identity"}
        assert signal.intent == "order_status"


class TestAReference:
    def test_says_nothing_of_the_value(self) -> None:
        stand, _ = tell(cancel(order_number="1001"), None, None)

        assert "1001" not in stand.slots["order_number"]

    def test_is_the_same_for_the_same_value(self) -> None:
        first, again = (tell(cancel(order_number="1001"), None, None)[0] for _ in range(2))

        assert first.slots == again.slots

    def test_is_another_for_another_value_and_under_another_key(self) -> None:
        references = {
            tell(cancel(order_number="1001"), None, None)[0].slots["order_number"],
            tell(cancel(order_number="1002"), None, None)[0].slots["order_number"],
            tell(cancel(order_number="1001"), None, None, key=b"x")[0].slots["order_number"],
        }

        assert len(references) == 3
