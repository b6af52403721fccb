"""Read the form of a scenario, and fill it in with a saved one, or with a question. Pure."""

from collections.abc import Mapping

from pydantic import Field, ValidationError

from assistant.console.conversations.console_forms import Form
from assistant.conversation.message import ChannelKind
from assistant.improvement.rehearsal.saved_scenario import SavedScenario
from assistant.improvement.rehearsal.written_scenario import (
    COLUMNS,
    MOST_CHARS,
    MOST_NAME,
    ScenarioPersonalDataError,
    WrittenScenario,
    as_cells,
    without_personal_data,
)

_MANY = ("knows", "hides", "wants", "goes_on", "effects", "says", "never_says", "traits")
"""Fields of several lines."""

_TICKS = ("once", "signed_in", "agrees", "insists", "answered", "silent", "no_promise", "protected")


class ScenarioForm(Form):
    """Write a scenario, or remove it; ticks that are not sent are off."""

    name: str = Field("", max_length=200)
    opening: str = Field("", max_length=MOST_CHARS)
    language: str = "fr"
    channel: ChannelKind = ChannelKind.WEBCHAT
    mood: str = "calm"
    traits: str = Field("", max_length=200)
    order: str = Field("", max_length=60)
    signed_in: str = ""
    knows: str = Field("", max_length=2000)
    hides: str = Field("", max_length=200)
    wants: str = Field("", max_length=2000)
    agrees: str = ""
    goes_on: str = Field("", max_length=MOST_CHARS)
    again: str = Field("", max_length=MOST_CHARS)
    once: str = ""
    insists: str = ""
    page: str = Field("", max_length=300)
    category: str = Field("", max_length=300)
    effects: str = Field("", max_length=2000)
    says: str = Field("", max_length=2000)
    never_says: str = Field("", max_length=2000)
    source: str = Field("", max_length=300)
    answered: str = ""
    opens: str = Field("", max_length=60)
    person: str = ""
    silent: str = ""
    proven: str = ""
    no_promise: str = ""
    protected: str = ""
    seed: str = Field("1", max_length=10)
    hour: str = Field("10", max_length=2)
    weekday: str = Field("", max_length=1)
    version: int = Field(0, ge=0, lt=2**31)
    do: str = ""

    def written(self) -> WrittenScenario | str:
        """Return the scenario without personal data, or the name of the field that is wrong.

        "personal.FIELD" stands for a check that names personal data.
        """
        given: dict[str, object] = {name: getattr(self, name).strip() for name in COLUMNS}
        given["name"] = self.name.strip() or self.opening.strip()[:MOST_NAME]
        for name in _TICKS:
            given[name] = bool(getattr(self, name))
        try:
            return without_personal_data(WrittenScenario.model_validate(given))
        except ScenarioPersonalDataError as error:
            return f"personal.{error.field}"
        except ValidationError as error:
            return str(error.errors()[0]["loc"][0])


def filled_form(kept: SavedScenario) -> Mapping[str, str]:
    """Return the fields of a form that show a scenario."""
    cells = dict(zip(COLUMNS, as_cells(kept), strict=True))
    lines = {name: cells[name].replace(" | ", "\n") for name in _MANY}
    ticks = {name: "1" if cells[name] == "yes" else "" for name in _TICKS}
    return {**cells, **lines, **ticks, "version": str(kept.version)}


def question_form(asked: Mapping[str, str], language: str) -> Mapping[str, str]:
    """Return the fields of a form that is empty, or that shows a question from the bench."""
    given = ScenarioForm().model_dump() | {"agrees": "1", "no_promise": "1", "language": language}
    if question := asked.get("question", "")[:MOST_CHARS]:
        names = ("language", "channel", "page", "category", "source")
        told = {name: asked[name][:_MOST_TOLD] for name in names if asked.get(name)}
        given |= {"opening": question, "name": question[:MOST_NAME], "once": "1"} | told
        given |= {"answered": "1"} if told.get("source") else {}
    return given


_MOST_TOLD = 300  # characters of a field
