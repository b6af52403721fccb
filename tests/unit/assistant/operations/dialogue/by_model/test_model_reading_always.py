"""Whatever a model calls, only the customer's words and the shop's reasons come of it."""

import json

from hypothesis import given
from hypothesis import strategies as st

from assistant.kit.model.ports import ToolCall
from assistant.operations.dialogue.by_model.customer_quotes import is_quote
from assistant.operations.dialogue.by_model.model_reading import CustomerWords, read
from assistant.operations.dialogue.by_model.model_tools import VALUES, offered
from assistant.operations.dialogue.values.slot_values import reasons_of
from assistant.operations.operation_register import OPERATIONS
from assistant.operations.shop_rules import load_rules

RULES = load_rules()
TOOLS = {tool.name for tool in offered((), RULES, in_progress=True)}
NAMES = sorted({"words", "question", "operation", *sum(VALUES.values(), ())})
SAID = CustomerWords(now="cancel 1001 please, the blue shirt", earlier=("12 Harbour Lane, Cork",))

OWN = ("cancel", "1001", "please", "the", "blue", "shirt", "12", "Harbour", "Lane", "Cork")
words = st.sampled_from((*OWN, "evil", "1002", "14", "!"))
texts = st.lists(words, max_size=6).map(" ".join) | st.text(max_size=20)
values = texts | st.none() | st.integers() | st.booleans() | st.lists(texts, max_size=2)
reasons = st.sampled_from([reason for name in OPERATIONS for reason in reasons_of(name, RULES)])
arguments = st.dictionaries(st.sampled_from(NAMES), values | reasons, max_size=6)
calls = st.builds(
    lambda name, given: ToolCall(call_id="c", name=name, arguments=given),
    st.sampled_from(sorted(TOOLS | {"confirm", "refund"})),
    arguments.map(json.dumps) | st.text(max_size=30),
)


class TestAReading:
    @given(st.lists(calls, max_size=12))
    def test_has_no_word_that_the_customer_did_not_write(self, given_calls: list[ToolCall]) -> None:
        reading = read(given_calls, TOOLS, SAID, RULES)

        for wish in reading.wishes:
            assert is_quote(wish.text, SAID.all)
            assert all(is_quote(one, SAID.all) for one in wish.described.values())
        assert all(not one or is_quote(one, (SAID.now,)) for one in reading.questions)

    @given(st.lists(calls, max_size=12))
    def test_settles_nothing_but_reasons_of_the_shop(self, given_calls: list[ToolCall]) -> None:
        for wish in read(given_calls, TOOLS, SAID, RULES).wishes:
            assert set(wish.slots) <= {"reason"}
            assert set(wish.slots.values()) <= set(reasons_of(wish.operation, RULES))
