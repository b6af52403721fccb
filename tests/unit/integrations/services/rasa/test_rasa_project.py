from pathlib import Path
from typing import Any

import yaml

from assistant.operations.operation_register import OPERATIONS
from integrations.services.rasa.action_server import ActionCall, Tracker, run
from integrations.services.rasa.rasa_project import BOT, digest, generate, write
from integrations.services.rasa.rasa_protocol import Act, form_of, slots_of


def read(path: str) -> Any:  # noqa: ANN401  # YAML
    return yaml.safe_load(generate()[path])


class TestTheProject:
    def test_in_the_tree_is_the_one_that_the_operations_give(self) -> None:
        in_tree = {path: (BOT / path).read_text(encoding="utf-8") for path in generate()}

        assert in_tree == generate(), "run python -m integrations.services.rasa"

    def test_has_a_form_for_every_operation(self) -> None:
        forms = read("domain.yml")["forms"]

        assert {name: tuple(form["required_slots"]) for name, form in forms.items()} == {
            form_of(name): slots_of(operation) for name, operation in OPERATIONS.items()
        }

    def test_has_an_intent_for_every_signal(self) -> None:
        intents = {name for one in read("domain.yml")["intents"] for name in one}

        assert intents == {*OPERATIONS, *map(str, Act)}

    def test_has_no_action_that_the_action_server_does_not_know(self) -> None:
        tracker = Tracker.model_validate({"active_loop": {"name": form_of("cancel_order")}})
        actions = read("domain.yml")["actions"]

        unknown = [a for a in actions if run(ActionCall(next_action=a, tracker=tracker)) is None]

        assert actions
        assert unknown == []

    def test_has_rules_to_open_submit_and_leave_every_operation(self) -> None:
        names = {rule["rule"] for rule in read("training/rules.yml")["rules"]}

        for operation in OPERATIONS:
            wanted = {f"open {operation}", f"submit {operation}", f"stop in {operation}"}
            assert wanted <= names

    def test_fills_the_confirmation_by_a_yes_to_a_read_back_only(self) -> None:
        (mapping,) = read("domain.yml")["slots"]["confirmation"]["mappings"]

        assert mapping["intent"] == Act.AFFIRM
        assert {one["requested_slot"] for one in mapping["conditions"]} == {"confirmation"}

    def test_keeps_no_secret(self) -> None:
        assert read("credentials.yml") == {
            "comptoir_rasa.TurnChannel": {"secret": "${RASA_SECRET}"}
        }
        assert "Bearer ${RASA_SECRET}" in generate()["endpoints.yml"]


class TestItsDigest:
    def test_is_the_same_for_the_same_files(self) -> None:
        assert digest(generate()) == digest(generate())

    def test_changes_with_a_file(self) -> None:
        files = generate()

        assert digest({**files, "config.yml": "x"}) != digest(files)


class TestWriting:
    def test_makes_the_folders_that_are_missing(self, tmp_path: Path) -> None:
        write({"a/b.yml": "x: 1\n"}, tmp_path / "new")

        assert (tmp_path / "new/a/b.yml").read_text() == "x: 1\n"
