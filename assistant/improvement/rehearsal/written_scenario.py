"""Hold a scenario as people write it, flat, in a form or a file, and make a saved one of it. Pure.

`WrittenScenario` has the names of the columns and keys; lists in a table are parted by `|`.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import uuid4

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
)

from assistant.commerce.order import OrderStatus
from assistant.commerce.shop_effects import EFFECT_TYPES
from assistant.conversation.message import ChannelKind, Language
from assistant.improvement.rehearsal.saved_scenario import (
    ANY_OPERATION,
    CustomerPart,
    ExpectedEffect,
    Known,
    Mood,
    SavedScenario,
    TalkExpectation,
    Trait,
)
from assistant.operations.operation_register import OPERATIONS
from assistant.understanding.personal_data.removal import (
    find_personal_data,
    placeholder,
    remove_personal_data,
)

MOST_CHARS = 2_000
"""Of one message, as of one on the bench."""

MOST_NAME = 200
"""Of the name of a scenario."""

_MOST_TITLE = 300


def _listed(value: Any) -> Any:  # noqa: ANN401  # what a file has there
    """Return the parts of a cell or of the lines of a field."""
    if not isinstance(value, str):
        return value if value is not None else ()
    parts = value.replace("\n", "|").split("|")
    return tuple(filter(None, map(str.strip, parts)))


def _named(value: Any) -> Any:  # noqa: ANN401  # the same
    """Return the pairs of a cell: `item=the jacket | version=M`."""
    if not isinstance(value, str):
        return value if value is not None else {}
    pairs = (one.partition("=") for one in _listed(value))
    return {name.strip(): said.strip() for name, _, said in pairs}


def _maybe(value: Any) -> Any:  # noqa: ANN401  # the same
    return None if value == "" else value


def _known_effect(text: str) -> str:
    """Return an expected effect whose type there is: another one would never be done."""
    if (named := _effect(text).effect) not in EFFECT_TYPES:
        msg = f"{named!r} is not done in a shop; there are: {', '.join(EFFECT_TYPES)}"
        raise ValueError(msg)
    return text


def _known_operation(name: str) -> str:
    if name not in {"", ANY_OPERATION, *OPERATIONS}:
        msg = f"{name!r} is no operation; there are: {', '.join((ANY_OPERATION, *OPERATIONS))}"
        raise ValueError(msg)
    return name


Texts = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Effects = Annotated[
    tuple[Annotated[str, AfterValidator(_known_effect)], ...], BeforeValidator(_listed)
]
Maybe = Annotated[bool | None, BeforeValidator(_maybe)]


class WrittenScenario(BaseModel):
    """Hold a scenario in the words of a form or a file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=MOST_NAME)
    opening: str = Field(min_length=1, max_length=MOST_CHARS)
    language: Language = "fr"
    channel: ChannelKind = ChannelKind.WEBCHAT
    mood: Mood = Mood.CALM
    traits: Annotated[tuple[Trait, ...], BeforeValidator(_listed)] = ()
    order: str = Field("", max_length=60)
    signed_in: bool = False
    knows: Annotated[dict[Known, str], BeforeValidator(_named)] = {}
    hides: Annotated[tuple[Known, ...], BeforeValidator(_listed)] = ()
    wants: Texts = ()
    agrees: bool = True
    goes_on: Texts = ()
    again: str = Field("", max_length=MOST_CHARS)
    once: bool = False
    insists: bool = False
    page: str = Field("", max_length=_MOST_TITLE)
    category: str = Field("", max_length=_MOST_TITLE)
    effects: Effects = ()  # each as `cancel_order` or `cancel_order: BM1042; 45.00`
    says: Texts = ()
    never_says: Texts = ()
    source: str = Field("", max_length=_MOST_TITLE)
    answered: bool = False
    opens: Annotated[str, AfterValidator(_known_operation)] = ""
    person: Maybe = None
    silent: bool = False
    proven: Maybe = None
    no_promise: bool = True
    protected: bool = False
    seed: int = Field(1, ge=0, lt=2**31)
    hour: int = Field(10, ge=0, le=23)
    weekday: Annotated[Annotated[int, Field(ge=0, le=6)] | None, BeforeValidator(_maybe)] = None

    @classmethod
    def of(cls, kept: SavedScenario) -> "WrittenScenario":
        """Return a saved scenario as it is written.

        It is not checked again: a name of an effect that there is no more is shown as it is kept.
        """
        part, expected = kept.part, kept.expected
        return cls.model_construct(
            name=kept.name,
            effects=tuple(_effect_words(one) for one in expected.effects),
            protected=kept.protected,
            seed=kept.seed,
            hour=kept.hour,
            weekday=kept.weekday,
            knows=dict(part.knows),
            **{name: getattr(part, name) for name in _PART if name != "knows"},
            **{name: getattr(expected, name) for name in _EXPECTED if name != "effects"},
        )

    def saved(self, *, by: str, at: datetime, scenario_id: str = "") -> SavedScenario:
        """Return a scenario of version 1 of it; without an id it gets one of its own."""
        effects = tuple(_effect(one) for one in self.effects)
        expected = {name: getattr(self, name) for name in _EXPECTED if name != "effects"}
        return SavedScenario(
            scenario_id=scenario_id or uuid4().hex,
            version=1,
            name=self.name.strip(),
            part=CustomerPart(**{name: getattr(self, name) for name in _PART}),
            expected=TalkExpectation(effects=effects, **expected),
            protected=self.protected,
            seed=self.seed,
            hour=self.hour,
            weekday=self.weekday,
            by=by,
            at=at,
        )

    @property
    def named_state(self) -> OrderStatus | None:
        """Return the state that the order is wanted in; None: it is a number, or there is none."""
        return OrderStatus(self.order) if self.order in set(OrderStatus) else None

    @property
    def names_customer(self) -> bool:
        """Tell whether a customer of the shop may be seen in its talk."""
        known = {Known.ORDER, Known.EMAIL} & self.knows.keys()
        return bool(self.order or self.signed_in or known) or self.proven is not None


class ScenarioPersonalDataError(ValueError):
    """Say that a check of a scenario names personal data, and the field that it stands in."""

    def __init__(self, field: str) -> None:
        super().__init__(f"{field}: personal data")
        self.field = field


def without_personal_data(written: WrittenScenario) -> WrittenScenario:
    """Return a scenario whose words have no personal data. Blocks: that is looked for.

    What its customer knows stays, for they have to tell it, and so do parts of it elsewhere. The
    number of their order becomes "{order}" where they write it. Addresses of pages stay.

    Raises:
        ScenarioPersonalDataError: a check names personal data. Without these words it would be
            another check, which always fails or never does.
    """
    other = Known.ORDER in {*written.hides, *written.knows}
    number = "" if written.named_state else written.order
    own = "" if other else number  # that "{order}" stands for
    known = tuple(filter(None, (*written.knows.values(), number)))

    def told(text: str) -> str:
        named = re.sub(rf"(?<!\w){re.escape(own)}(?!\w)", "{order}", text) if own else text
        return _without_others(named, known)[:MOST_CHARS]

    for name in _CHECKS:
        if any(_without_others(one, known) != one for one in _texts_of(written, name)):
            raise ScenarioPersonalDataError(name)
    return written.model_copy(
        update={
            "name": remove_personal_data(written.name).text[:MOST_NAME],
            "category": remove_personal_data(written.category).text[:_MOST_TITLE],
            "opening": told(written.opening),
            "again": told(written.again),
            "goes_on": tuple(map(told, written.goes_on)),
        }
    )


def _texts_of(written: WrittenScenario, name: str) -> Sequence[str]:
    """Return the words and numbers of a check."""
    if name == "effects":
        return [held for one in written.effects for held in _effect(one).holds]
    texts: Sequence[str] = getattr(written, name)
    return texts


def _without_others(text: str, known: Sequence[str]) -> str:
    """Return a text without personal data, but for values of `known`."""
    parts, at = [], 0
    for span in find_personal_data(text):
        words = text[span.start : span.end]
        if not any(words.lower() in one.lower() for one in known):
            parts += [text[at : span.start], _around(words, known, placeholder(span.kind))]
            at = span.end
    return "".join((*parts, text[at:]))


def _around(words: str, known: Sequence[str], instead: str) -> str:
    """Return `instead` in place of all that stands around whole values of `known`."""
    values = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    pieces = re.split(rf"(?i)(?<!\w)({values})(?!\w)", words) if values else [words]
    return "".join(
        piece if place % 2 else _AROUND.sub(instead, piece) for place, piece in enumerate(pieces)
    )


_AROUND = re.compile(r"\w(?:.*\w)?", re.DOTALL)
_PART = tuple(CustomerPart.__dataclass_fields__)
_EXPECTED = tuple(TalkExpectation.__dataclass_fields__)
_CHECKS = ("wants", "effects", "says", "never_says")
COLUMNS = tuple(WrittenScenario.model_fields)
"""Keys of a file, and columns of a table."""

_MANY = TypeAdapter(list[WrittenScenario])


class ScenarioFileError(ValueError):
    """Say that a file of scenarios cannot be used: where, and why in the words of the parser."""


def read_scenarios_file(text: str) -> Sequence[WrittenScenario]:
    """Return the scenarios of a YAML file.

    Raises:
        ScenarioFileError: it is no list of scenarios; nothing of it is to be kept.
    """
    try:
        return _MANY.validate_python(yaml.safe_load(text) or [])
    except RecursionError:
        msg = "too many brackets"
        raise ScenarioFileError(msg) from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        msg = f"{place}: {first['msg']}"
        raise ScenarioFileError(msg) from None
    except (yaml.YAMLError, ValueError) as error:  # YAML reads "2026-13-45" as a date
        raise ScenarioFileError(str(error)) from None


def write_scenarios_file(scenarios: Sequence[SavedScenario]) -> str:
    """Return scenarios as a YAML file, without values that are the defaults."""
    rows = [
        WrittenScenario.of(one).model_dump(mode="json", exclude_defaults=True) for one in scenarios
    ]
    return yaml.safe_dump(rows, allow_unicode=True, sort_keys=False, width=120)


def as_cells(kept: SavedScenario) -> Sequence[str]:
    """Return the cells of a scenario in a table, in the order of `COLUMNS`."""
    written = WrittenScenario.of(kept).model_dump(mode="json")
    return [_cell(written[name]) for name in COLUMNS]


def _cell(value: Any) -> str:  # noqa: ANN401  # a field of the model
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Mapping():
            return " | ".join(f"{name}={said}" for name, said in value.items())
        case list() | tuple():
            return " | ".join(value)
        case _:
            return str(value)


def _effect(written: str) -> ExpectedEffect:
    name, _, rest = written.partition(":")
    holds = tuple(filter(None, map(str.strip, rest.split(";"))))
    return ExpectedEffect(effect=name.strip(), holds=holds)


def _effect_words(effect: ExpectedEffect) -> str:
    return f"{effect.effect}: {'; '.join(effect.holds)}" if effect.holds else effect.effect
