"""Which tools are offered to whom; each list is made once, for every call looks into it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from mcp.types import Tool

from assistant.operations.rules import Rules
from assistant.desk.staff.staff_permissions import Permission, may
from assistant.conversation.people import Role
from integrations.channels.mcp.staff_tools import staff_tools
from integrations.channels.mcp.tools import catalogue_tools, customer_tools

Tools = Sequence[Tool]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolLists:
    """The lists, by what a caller may do."""

    rules: Rules | None  # None: there is no shop system to do anything in
    max_chars: int  # of what a customer says at once
    _made: dict[str, Tools] = field(default_factory=dict, init=False)

    def to_customers(self, *, operates: bool) -> Tools:
        """Return the tools of a program that speaks for customers."""
        name = "operations" if operates else "questions"
        if name not in self._made:
            self._made[name] = customer_tools(
                self.rules, operates=operates, max_chars=self.max_chars
            )
        return self._made[name]

    def to_staff(self, role: Role) -> Tools:
        """Return the tools of one of the shop's people."""
        reads = may(role, Permission.READ_INSIGHTS)
        name = "insights" if reads else "catalogue"
        if name not in self._made:
            self._made[name] = [*catalogue_tools(), *(staff_tools() if reads else ())]
        return self._made[name]
