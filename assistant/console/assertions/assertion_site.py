"""Hold the parts behind the pages of assertions, and read their form."""

from dataclasses import dataclass

from pydantic import Field

from assistant.console.conversations.console_forms import Form
from assistant.console.insights.routes import Dashboard
from assistant.desk.staff.ports import Audit
from assistant.improvement.assertions.assertion import Settlement
from assistant.improvement.assertions.ports import AssertionBook
from assistant.improvement.changes.change_steps import ChangeSteps

PAGE = "/console/assertions"


class SettlementForm(Form):
    """Hold a person's word on an assertion."""

    version: int = Field(ge=1, lt=2**31, description="the one that the page showed")
    settlement: Settlement
    reason: str = Field("", max_length=500)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssertionSite:
    """Hold the parts behind the pages."""

    dashboard: Dashboard
    book: AssertionBook
    changes: ChangeSteps
    audit: Audit
