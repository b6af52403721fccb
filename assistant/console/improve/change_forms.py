"""Hold the forms of a change set's page."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from assistant.console.conversations.console_forms import Form
from assistant.console.verified.answer_form import filled
from assistant.improvement.changes.change_set import ChangeKind
from assistant.insights.drafting.page_documents import decode_page
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.messages.trials.candidate_codec import decode_answer


class VersionForm(Form):
    """Hold the version of a change set that the page showed."""

    version: int = Field(ge=1, lt=2**31)


class DecisionForm(VersionForm):
    """Hold the decision of a person on a change set."""

    do: Literal["approve", "reject", "take_back"]
    reason: str = Field("", max_length=500)


class PageWordsForm(VersionForm):
    """Hold the words of a page as somebody wrote them."""

    title: str = Field(min_length=1, max_length=200)
    text: str = Field(min_length=1, max_length=20_000)
    url: str = Field("", max_length=500, pattern=r"^(https?://\S+)?$")


def fields_of(content: CandidateChange) -> Mapping[str, str]:
    """Return the fields of the form of a content."""
    if content.kind == ChangeKind.VERIFIED:
        return filled(decode_answer(content.content))
    if content.kind == ChangeKind.PAGE:
        page = decode_page(content.content)
        return {"title": page.title, "text": page.text, "url": page.url}
    return {}
