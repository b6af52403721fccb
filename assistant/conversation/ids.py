"""Name the identifiers of a conversation, so that none is taken for another."""

from typing import NewType

ConversationId = NewType("ConversationId", str)
MessageId = NewType("MessageId", str)  # ours, unique in the log
ContactId = NewType("ContactId", str)  # the customer as a channel knows them
AccountId = NewType("AccountId", str)  # one widget, one WhatsApp number, one page
CustomerId = NewType("CustomerId", str)  # one person, as the shop knows them
AgentId = NewType("AgentId", str)  # a person of the shop who answers
TeamId = NewType("TeamId", str)  # agents who answer for each other
