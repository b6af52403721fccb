"""The turn as a process builds it, and the order of its steps, as the room's README tells them."""

import re
from pathlib import Path

import assistant.messages as room
from assistant.app.compose.assistant_turn import assemble_steps, assemble_turn
from assistant.app.evaluation.backstage import open_backstage
from assistant.desk.handoff.absence_notices import AbsenceNotices
from assistant.kit.settings.settings import EscalationSettings
from assistant.messages.trials.rehearsal import AlwaysStaffed
from assistant.operations.autonomy.answer_autonomy import AnswerAutonomy
from assistant.operations.autonomy.ports import LiveTable
from assistant.operations.shop_rules import load_rules
from integrations.stores.memory.autonomy_tables import MemoryAutonomyTables
from integrations.stores.memory.memory_shop import MemoryShop
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.seeds.shop_records import RECORDS
from tests.unit.assistant.answers.shop_fixture import asked
from tests.unit.assistant.messages.turning import Assistant

ROOM = Path(room.__path__[0])
ROOT = ROOM.parents[1]
README = (ROOM / "README.md").read_text(encoding="utf-8")

PARTS = Assistant(asked("délai ?")).parts
AUTONOMY = AnswerAutonomy(autonomy=LiveTable(MemoryAutonomyTables()))
CLOCK = HandClock()
BACKSTAGE = open_backstage(MemoryShop(RECORDS), rules=load_rules(), clock=CLOCK)
ABSENCE = AbsenceNotices(outlooks=AlwaysStaffed(CLOCK), clock=CLOCK, default_language="fr")


class TestATurn:
    def test_without_a_shop_system_only_answers(self) -> None:
        turn = assemble_turn(PARTS, autonomy=AUTONOMY)

        assert turn.dialogue is None
        assert not turn.policy.operates

    def test_with_a_dialogue_does_things_in_the_shop(self) -> None:
        turn = assemble_turn(PARTS, autonomy=AUTONOMY, dialogue=BACKSTAGE.engine)

        assert turn.dialogue is BACKSTAGE.engine
        assert turn.policy.operates

    def test_escalates_as_the_settings_say_unless_others_are_given(self) -> None:
        given = EscalationSettings(no_answer_times=7)

        usual = assemble_turn(PARTS, autonomy=AUTONOMY)
        other = assemble_turn(PARTS, autonomy=AUTONOMY, escalation=given)

        assert usual.policy.escalation.no_answer_times == (
            PARTS.settings.escalation.no_answer_times
        )
        assert other.policy.escalation.no_answer_times == 7


class TestSteps:
    def test_stand_in_the_order_that_the_readme_tells(self) -> None:
        turn = assemble_turn(PARTS, autonomy=AUTONOMY, outlooks=ABSENCE.outlooks)
        steps = assemble_steps(turn, gate=BACKSTAGE.engine.gate, absence=ABSENCE)

        told = re.findall(r"^   \d\. `(\w+)` \(`([\w./]+)`\)", README, re.MULTILINE)

        assert [type(step).__name__ for step in steps] == [name for name, _ in told]
        for step, (_, file) in zip(steps, told, strict=True):
            assert type(step).__module__.replace(".", "/").endswith(file.removesuffix(".py"))

    def test_without_a_gate_and_without_people_are_two(self) -> None:
        steps = assemble_steps(assemble_turn(PARTS, autonomy=AUTONOMY))

        assert [type(step).__name__ for step in steps] == ["ChannelConventions", "Turn"]


class TestTheReadme:
    def test_is_short(self) -> None:
        assert len(README.splitlines()) <= 60

    def test_names_only_files_and_names_that_exist(self) -> None:
        files = re.findall(r"`([\w./]+\.py|[a-z_]+/)`", README)
        names = re.findall(r"`([A-Z]\w+|[a-z]+_[a-z_]+)`", README)
        code = "\n".join(file.read_text("utf-8") for file in (ROOT / "assistant").rglob("*.py"))

        places = (ROOM, ROOT, ROOT / "assistant")
        assert [one for one in files if not any((at / one).exists() for at in places)] == []
        assert [one for one in names if not re.search(rf"\b(class|def) {one}\b", code)] == []

    def test_names_every_module_of_the_room(self) -> None:
        modules = {file.name for file in ROOM.glob("*.py")} - {"__init__.py"}

        assert {one for one in modules if f"`{one}`" not in README} == set()
