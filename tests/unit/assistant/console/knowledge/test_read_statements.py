from pathlib import Path

from assistant.console.knowledge.read_statements import statements_of
from tests.unit.assistant.console.knowledge.indexes import document, index

TEXT = """
## How long

You have **30 days**.

- Bring it to the shop.
- Or post it.

## Fees

| Country | Fee |
|---|---|
| France | free |
"""


class TestAPage:
    def test_states_sentences_items_and_rows_below_their_headings(self, tmp_path: Path) -> None:
        contents = index(tmp_path, document("returns", TEXT))
        (page,) = contents.view().pages

        first, second = statements_of(contents.passages(page.key))

        assert first.heading == "How long"
        assert first.statements == ("You have 30 days.", "Bring it to the shop.", "Or post it.")
        assert (second.heading, second.statements) == ("Fees", ("Country: France · Fee: free",))
