"""Read the form of a verified answer, and fill it again. Pure but for the fields' own checks."""

from collections.abc import Mapping
from datetime import date
from typing import Literal, get_args

from pydantic import Field

from assistant.answers.verified.types import (
    AnswerState,
    VerifiedAnswer,
    VerifiedId,
    WayOfAsking,
)
from assistant.console.conversations.console_forms import Form
from assistant.conversation.message import Language

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
            state=AnswerState(self.do),
        )


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
    }
    for language in LANGUAGES:
        fields[f"ways_{language}"] = "\n".join(answer.ways_in(language))
        fields[f"text_{language}"] = answer.texts.get(language, "")
    return fields
