"""Generate Rasa's project from the operations: domain, rules, forms, configuration.

The same operations give the same files, so the digest of the files tells whether a trained model
is theirs.
"""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml
from pydantic import JsonValue

from assistant.operations.operation_register import OPERATIONS, AnyOperation
from integrations.services.rasa.rasa_protocol import (
    CONFIRMATION,
    IDENTITY,
    Act,
    form_of,
    slot_names,
    slots_of,
)

BOT = Path(__file__).parent / "bot"
"""The project: what is generated here, the lock, and the code that runs in Rasa's process."""

CODE = "comptoir_rasa.py"

TRAINING = ("--data", "training", "--skip-validation")
"""Arguments of `rasa train`. Validation compares stories, which there are none of, for 20 s."""

_HEADER = "# Generated from assistant/operations: python -m integrations.services.rasa\n"

_VERSION = "3.1"

STANDING_ACTIONS = ("action_drop", "action_decline", "action_digress", "action_rephrase")
"""Actions beside those that ask for a slot and those that submit an operation."""

Yaml = Mapping[str, JsonValue]
_Rule = dict[str, JsonValue]


class _Plain(yaml.SafeDumper):
    """Write YAML without aliases, so that people can read the files."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002  # of none
        return True


def generate() -> dict[str, str]:
    """Return every file of the project by its path."""
    files: dict[str, Yaml] = {
        "config.yml": _config(),
        "domain.yml": _domain(),
        "training/rules.yml": {"version": _VERSION, "rules": [*_rules()]},
        "training/nlu.yml": _nlu(),
        "endpoints.yml": _endpoints(),
        "credentials.yml": {"comptoir_rasa.TurnChannel": {"secret": "${RASA_SECRET}"}},
    }
    written = {
        path: _HEADER + yaml.dump(content, Dumper=_Plain, sort_keys=False)
        for path, content in files.items()
    }
    return {**written, CODE: (BOT / CODE).read_text(encoding="utf-8")}


def digest(files: Mapping[str, str]) -> str:
    """Return 16 hex digits that only these files have."""
    lock = (BOT / "requirements.txt").read_bytes()
    told = "\0".join(part for path in sorted(files) for part in (path, files[path]))
    return hashlib.sha256(told.encode() + lock).hexdigest()[:16]


def write(files: Mapping[str, str], folder: Path) -> None:
    """Write the files below `folder`."""
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")


def _config() -> Yaml:
    return {
        "recipe": "default.v1",
        "assistant_id": "comptoir",
        "language": "en",
        "pipeline": [{"name": "comptoir_rasa.GivenUnderstanding"}],
        "policies": [{"name": "RulePolicy"}],
    }


def _endpoints() -> Yaml:
    return {
        "action_endpoint": {
            "url": "${RASA_ACTIONS_URL}",
            "headers": {"Authorization": "Bearer ${RASA_SECRET}"},
            "enable_selective_domain": True,
        },
        "tracker_store": {"type": "comptoir_rasa.TurnStore", "address": "${RASA_REDIS_URL}"},
        "lock_store": {"type": "comptoir_rasa.TurnLocks", "address": "${RASA_REDIS_URL}"},
    }


def _intents() -> list[str]:
    return [*OPERATIONS, *(str(act) for act in Act)]


def _nlu() -> Yaml:
    """Return examples of every intent, which Rasa wants; none is ever compared with a message."""
    return {
        "version": _VERSION,
        "nlu": [{"intent": name, "examples": f"- {name}\n- {name} it\n"} for name in _intents()],
    }


def _domain() -> Yaml:
    asking = [f"action_ask_{name}" for name in slot_names()]
    submitting = [f"action_submit_{name}" for name in OPERATIONS]
    return {
        "version": _VERSION,
        "intents": [{name: {"use_entities": False}} for name in _intents()],  # rules go by intent
        "entities": [name for name in slot_names() if name != CONFIRMATION],
        "slots": {name: _slot(name) for name in slot_names()},
        "forms": {
            form_of(name): {"required_slots": [*slots_of(operation)]}
            for name, operation in OPERATIONS.items()
        },
        "actions": [*asking, *submitting, *STANDING_ACTIONS],
        "session_config": {"session_expiration_time": 0, "carry_over_slots_to_new_session": True},
    }


def _slot(name: str) -> _Rule:
    mappings: list[JsonValue] = [{"type": "from_entity", "entity": name}]
    if name == CONFIRMATION:
        conditions: list[JsonValue] = [
            {"active_loop": form_of(operation.name), "requested_slot": CONFIRMATION}
            for operation in OPERATIONS.values()
            if operation.has_effect
        ]
        yes: JsonValue = {"type": "from_intent", "intent": str(Act.AFFIRM), "value": "yes"}
        mappings = [{**yes, "conditions": conditions}] if isinstance(yes, dict) else []
    return {"type": "text", "influence_conversation": False, "mappings": mappings}


def _rules() -> Iterator[JsonValue]:
    for name, operation in OPERATIONS.items():
        form = form_of(name)
        yield _rule(f"open {name}", _intent(name), _action(form), _loop(form))
        submitted = (*_closed(form), _action(f"action_submit_{name}"))
        yield _rule(f"open {name}, of which all is known", _intent(name), *submitted)
        yield _rule(f"submit {name}", *submitted, within=form)
        for act, action in _detours():
            steps = (_intent(act), _action(action), _action(form), _loop(form))
            yield _rule(f"{act} in {name}", *steps, within=form)
        yield from _endings(operation, form)


def _detours() -> tuple[tuple[str, str], ...]:
    """Return the acts after which the form asks again, each with its action."""
    return ((Act.DIGRESS, "action_digress"), (Act.UNCLEAR, "action_rephrase"))


def _endings(operation: AnyOperation, form: str) -> Iterator[JsonValue]:
    leaving = [(Act.STOP, "action_drop")]
    if operation.has_effect:
        leaving.append((Act.DENY, "action_decline"))
    for act, action in leaving:
        steps = (_action("action_deactivate_loop"), _loop(None), _action(action))
        yield _rule(f"{act} in {operation.name}", _intent(act), *steps, within=form)
    prove = (_intent(Act.PROVE), _action(f"action_ask_{IDENTITY}"))
    yield _rule(f"{Act.PROVE} in {operation.name}", *prove, within=form)


def _closed(form: str) -> tuple[JsonValue, ...]:
    return (
        _action(form),
        _loop(None),
        {"slot_was_set": [{"requested_slot": None}]},
    )


def _rule(name: str, *steps: JsonValue, within: str = "") -> JsonValue:
    condition: _Rule = {"condition": [{"active_loop": within}]} if within else {}
    return {"rule": name, **condition, "steps": [*steps]}


def _intent(name: str) -> JsonValue:
    return {"intent": str(name)}


def _loop(form: str | None) -> JsonValue:
    return {"active_loop": form}


def _action(name: str) -> JsonValue:
    return {"action": name}
