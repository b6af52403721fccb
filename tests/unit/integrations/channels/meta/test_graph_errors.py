import pytest

from integrations.channels.meta.graph_errors import LATER, Trouble, classify


class TestAnError:
    @pytest.mark.parametrize(
        ("code", "trouble"),
        [
            (131047, Trouble.WINDOW),
            (131056, Trouble.PAIR),
            (130429, Trouble.RATE),
            (80007, Trouble.RATE),
            (4, Trouble.RATE),
            (131026, Trouble.UNREACHABLE),
            (130497, Trouble.UNREACHABLE),
            (131050, Trouble.STOPPED),
            (131053, Trouble.MEDIA),
            (131009, Trouble.REQUEST),
            (132001, Trouble.TEMPLATE),
            (132016, Trouble.TEMPLATE),
            (190, Trouble.AUTH),
            (200, Trouble.AUTH),
            (299, Trouble.AUTH),
            (368, Trouble.RESTRICTED),
            (131031, Trouble.RESTRICTED),
            (131000, Trouble.TRANSIENT),
            (131016, Trouble.TRANSIENT),
        ],
    )
    def test_is_what_meta_documents(self, code: int, trouble: Trouble) -> None:
        assert classify(code) is trouble

    def test_outside_the_window_is_told_from_a_missing_permission(self) -> None:
        assert classify(10, subcode=2018278) is Trouble.WINDOW
        assert classify(10) is Trouble.AUTH

    @pytest.mark.parametrize(
        ("code", "subcode"), [(200, 1545041), (551, 1545041), (10, 2018108), (100, 2018001)]
    )
    def test_of_one_customer_is_told_from_a_missing_permission(
        self, code: int, subcode: int
    ) -> None:
        assert classify(code, subcode=subcode) is Trouble.UNREACHABLE
        assert Trouble.UNREACHABLE not in LATER  # it pauses nobody else

    def test_of_a_conversation_that_another_has_is_told_from_a_missing_permission(self) -> None:
        assert classify(10, subcode=2018300) is Trouble.CONTROL
        assert classify(131005, details="another app has the control") is Trouble.CONTROL
        assert classify(131005, details="Access denied") is Trouble.AUTH

    @pytest.mark.parametrize(
        ("status", "trouble"),
        [
            (500, Trouble.TRANSIENT),
            (503, Trouble.TRANSIENT),
            (429, Trouble.RATE),
            (401, Trouble.AUTH),
            (403, Trouble.AUTH),
            (400, Trouble.REQUEST),
            (404, Trouble.REQUEST),
        ],
    )
    def test_that_nobody_knows_goes_by_the_status(self, status: int, trouble: Trouble) -> None:
        assert classify(999_999, http_status=status) is trouble

    def test_that_passes_is_none_of_the_message_itself(self) -> None:
        never = {Trouble.WINDOW, Trouble.UNREACHABLE, Trouble.STOPPED, Trouble.TEMPLATE}
        never |= {Trouble.MEDIA, Trouble.REQUEST, Trouble.CONTROL}
        assert frozenset(Trouble) - LATER == never
