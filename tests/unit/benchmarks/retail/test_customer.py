from benchmarks.retail.customer import introduction, is_what_they_want, opening
from benchmarks.retail.shop import to_records
from tests.unit.benchmarks.retail.small_shop import CANCEL, FILES, task

ADA = to_records(FILES).customers[0]


class TestAnOpening:
    def test_is_the_request_in_the_first_person(self) -> None:
        said = opening(
            "Your name is Ada Stone and your email is ada.stone@example.com. You are shy, polite. "
            "You've ordered a lamp and you want it sent to your office; you're in a hurry."
        )

        assert said == "I've ordered a lamp and I want it sent to my office; I'm in a hurry."


class TestAnIntroduction:
    def test_is_by_what_the_task_says_they_know(self) -> None:
        by_email = task(CANCEL, instruction="Your email is ada@example.com. Cancel it.")
        by_postcode = task(CANCEL, instruction="Your zip code is 89501. Cancel it.")

        assert introduction(by_email, ADA) == "My email is ada@example.com"
        assert introduction(by_postcode, ADA) == "My name is Ada Stone and my zip code is 89501"


class TestAReadBack:
    def test_is_right_in_any_order_of_items(self) -> None:
        called = {"order_number": "#W1", "line_ids": ["1", "2"]}

        assert is_what_they_want(called, {"order_number": "#W1", "line_ids": ["2", "1"]})
        assert not is_what_they_want(called, {"order_number": "#W1", "line_ids": ["1"]})
