from assistant.operations.dialogue.frames import WHICH, Dialogue, Frame


class TestAFrameThatIsOver:
    def test_is_written_with_its_order_and_items_only(self) -> None:
        frame = Frame(
            operation="return_items",
            slots={"order_number": "1003", "line_ids": ["l4"], "refund_to": "lea-card"},
            text="return the shirt",
        )

        read = Frame.read(frame.written())

        assert read == Frame(
            operation="return_items", slots={"order_number": "1003", "line_ids": ["l4"]}
        )

    def test_is_not_written_where_it_was_about_no_order(self) -> None:
        assert Frame(operation="balance").written() == ""
        assert Frame.read("") is None

    def test_is_dropped_where_it_cannot_be_read(self) -> None:
        assert Frame.read('{"slots":') is None


class TestAChoice:
    def test_is_a_dialogue_that_asked_which_is_meant(self) -> None:
        asked = Frame(operation="return_items").asking(WHICH)

        assert Dialogue(frames=(asked,)).is_choice
        assert not Dialogue(frames=(Frame(operation="return_items"),)).is_choice
        assert not Dialogue().is_choice
