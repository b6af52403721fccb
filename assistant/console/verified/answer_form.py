"""Read the form of a verified answer, and fill it again. Pure but for the fields' own checks."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal, get_args

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from assistant.answers.verified.types import (
    AnswerState,
    CorrectedStatement,
    VerifiedAnswer,
    VerifiedId,
    WayOfAsking,
)
from assistant.console.conversations.console_forms import Form
from assistant.conversation.message import Language
from assistant.understanding.personal_data.removal import remove_personal_data

_WRONG = TypeAdapter(tuple[CorrectedStatement, ...])
LANGUAGES: tuple[Language, ...] = get_args(Language)


class AnswerForm(Form):
    """Hold the fields of a verified answer as somebody wrote them."""

    version: int = Field(0, ge=0, lt=2**31, description="the one that the form was made of")
    ways_fr: str = Field("", max_length=20_000, description="a way of asking on each line")
    ways_en: str = Field("", max_length=20_000)
    text_fr: str = Field("", max_length=10_000)
    text_en: str = Field("", max_length=10_000)
    by: Literal["text", "person"] = Field("text", description="who answers")
    source_title: str = Field("", max_length=200)
    source_url: str = Field("", max_length=1_000)
    review_by: str = Field("", max_length=20, description="a day: 2027-03-01")
    wrong: str = Field("", max_length=20_000, description="statements of pages, as JSON")
    corrects: Literal["", "yes"] = Field("", description="these are said no more")
    do: Literal["live", "draft"] = "live"

    @property
    def has_wrong_day(self) -> bool:
        """Return whether the day of the review is no day."""
        return bool(self.review_by.strip()) and read_day(self.review_by) is None

    def answer(self, answer_id: VerifiedId) -> VerifiedAnswer:
        """Return the answer as it was written."""
        person = self.by == "person"
        written = {"fr": self.text_fr, "en": self.text_en}
        texts = {
            language: _tidy(written[language])
            for language in LANGUAGES
            if not person and written[language].strip()
        }
        return VerifiedAnswer(
            answer_id=answer_id,
            ways=(*_ways("fr", self.ways_fr), *_ways("en", self.ways_en)),
            texts=texts,
            person=person,
            source_title="" if person else " ".join(self.source_title.split()),
            source_url="" if person else self.source_url.strip(),
            review_by=read_day(self.review_by),
            corrects=read_wrong(self.wrong) if self.corrects and not person else (),
            state=AnswerState(self.do),
        )


class NewAnswer(BaseModel):
    """Hold the question of a customer that an answer is written for, and the words they got."""

    question: str = Field("", max_length=4_000)
    language: Language = "fr"
    back: str = Field("", alias="from", pattern=r"^[A-Za-z0-9_-]{0,64}$")
    told: str = Field("", max_length=2_000, description="words of a page, which may be wrong")
    page: str = Field("", max_length=1_000, description="its title")
    url: str = Field("", max_length=2_000)

    def fields(self, today: date) -> Mapping[str, str]:
        """Return the fields of a form with the question in it, without personal data."""
        in_a_year = today.replace(year=today.year + 1, day=min(today.day, 28))
        statement = CorrectedStatement(title=self.page, url=self.url, quote=self.told)
        return {
            "by": "text",
            f"ways_{self.language}": remove_personal_data(" ".join(self.question.split())).text,
            "review_by": in_a_year.isoformat(),
            "wrong": write_wrong([statement] if self.told and self.page else []),
        }


def write_wrong(statements: Sequence[CorrectedStatement]) -> str:
    """Return statements of pages as a form carries them; "": there are none."""
    return _WRONG.dump_json(tuple(statements)).decode() if statements else ""


def read_wrong(text: str) -> tuple[CorrectedStatement, ...]:
    """Return the statements of a form; none where it carries none that can be read."""
    try:
        return _WRONG.validate_json(text)
    except ValidationError:
        return ()


def read_day(text: str) -> date | None:
    """Return a day as forms write it; None: it is none."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _ways(language: Language, lines: str) -> tuple[WayOfAsking, ...]:
    each = (" ".join(line.split()) for line in lines.splitlines())
    return tuple(WayOfAsking(language=language, text=line) for line in each if line)


def _tidy(text: str) -> str:
    """Return a text without the line ends of forms and blanks at the ends of lines."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def filled(answer: VerifiedAnswer | None) -> Mapping[str, str]:
    """Return the fields of a form for an answer; those of an empty form for none."""
    if answer is None:
        return {"by": "text"}
    fields = {
        "by": "person" if answer.person else "text",
        "source_title": answer.source_title,
        "source_url": answer.source_url,
        "review_by": answer.review_by.isoformat() if answer.review_by else "",
        "wrong": write_wrong(answer.corrects),
        "corrects": "yes" if answer.corrects else "",
    }
    for language in LANGUAGES:
        fields[f"ways_{language}"] = "\n".join(answer.ways_in(language))
        fields[f"text_{language}"] = answer.texts.get(language, "")
    return fields
