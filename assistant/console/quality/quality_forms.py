"""Read the forms of the pages of quality."""

from typing import Literal

from pydantic import Field

from assistant.console.conversations.console_forms import Form
from assistant.insights.analysis_rows import CheckedSide, QualityName

PAGE = "/console/quality"


class CheckJudgementForm(Form):
    """Hold a person's judgement on a check's verdict of one visit."""

    check: QualityName
    side: CheckedSide
    agent: str = Field("", max_length=64)
    visit: str = Field(min_length=1, max_length=200)
    conversation: str = Field(min_length=1, max_length=200)
    verdict: str = Field(max_length=20)  # as it was shown; what is kept is the build's own
    agrees: Literal["yes", "no"]


class SwitchForm(Form):
    """Hold whether a check is to count."""

    on: Literal["yes", "no"]
