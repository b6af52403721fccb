"""List the tools of a customer's conversation: read this file first.

One declaration serves every caller: the mind that a language model has, and programs that speak
for customers. No tool has an effect, proves an identity or takes a yes.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.operations.shop_rules import Rules
from assistant.tools.counting_tools import counting_tools
from assistant.tools.declaration import ConversationTool
from assistant.tools.knowledge_tools import knowledge_tools
from assistant.tools.operation_tools import operation_tools
from assistant.tools.people_tools import people_tools


@dataclass(frozen=True, slots=True)
class ToolSet:
    """Hold tools in an order that never changes: endpoints keep what a request begins with."""

    tools: tuple[ConversationTool, ...]

    @property
    def by_name(self) -> Mapping[str, ConversationTool]:
        """Return the tools by their names."""
        return {tool.name: tool for tool in self.tools}


def customer_tools(rules: Rules | None, *, operates: bool, sells: bool) -> ToolSet:
    """Return the tools of a conversation; without `rules` there is nothing to do in the shop."""
    operations = operation_tools(rules, operates=operates, sells=sells) if rules else ()
    return ToolSet((*knowledge_tools(), *counting_tools(), *people_tools(), *operations))
