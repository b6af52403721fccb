"""How far the assistant goes alone: a table of operations and topics, and its verdicts."""
