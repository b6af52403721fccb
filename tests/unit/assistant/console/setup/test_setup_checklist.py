"""The checklist of the set-up is read from what is there."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from assistant.console.setup.setup_checklist import SetupFacts, SetupStep, after
from assistant.console.setup.setup_marks import SetupMarks, judged


def facts(*, there: bool, **marks: str) -> SetupFacts:
    return SetupFacts(
        has_profile=there, has_index=there, has_desk=there, has_origin=there, marks=marks
    )


class TestSteps:
    def test_of_an_empty_folder_are_all_to_do_and_three_are_needed(self) -> None:
        nothing = facts(there=False)

        assert nothing.done() == frozenset()
        assert list(nothing.left()) == [SetupStep.SHOP, SetupStep.SOURCES, SetupStep.TAG]

    def test_of_a_whole_shop_are_done(self) -> None:
        marks = {judged("en", "returns"): "right", "look": "kept", "tag": "said"}

        assert facts(there=True, **marks).done() == frozenset(SetupStep)
        assert list(facts(there=True, tag="https://shop.example").left()) == []

    def test_of_a_shop_whose_tag_nobody_saw_are_not_done(self) -> None:
        assert list(facts(there=True).left()) == [SetupStep.TAG]
        assert SetupStep.TAG not in facts(there=False, tag="https://shop.example").done()

    def test_follow_each_other(self) -> None:
        assert after(SetupStep.SHOP) is SetupStep.SOURCES
        assert after(SetupStep.TAG) is None


class TestMarks:
    def test_are_kept_beside_each_other(self, tmp_path: Path) -> None:
        marks = SetupMarks(tmp_path)
        assert dict(marks.read()) == {}

        marks.add("look", "kept")
        marks.add("tag", "https://shop.example")

        assert dict(marks.read()) == {"look": "kept", "tag": "https://shop.example"}

    def test_that_are_added_at_once_are_all_kept(self, tmp_path: Path) -> None:
        marks = SetupMarks(tmp_path)

        with ThreadPoolExecutor(8) as threads:
            list(threads.map(lambda n: marks.add(f"judged:en:{n}", "right"), range(64)))

        assert len(marks.read()) == 64
