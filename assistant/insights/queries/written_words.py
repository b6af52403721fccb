"""Find how customers write the things that they look for, with their accents.

Signals hold a thing by its plain words, so that all spellings count together; its written form is
looked up in the messages, where erasing removes it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

import ibis

from assistant.insights.analysis_rows import SignalType
from assistant.insights.insight import LEAST_CUSTOMERS
from assistant.insights.lake.lake import Lake, Tables
from assistant.insights.signals.sought_things import plain
from assistant.understanding.message_words import split

_LOOKED_UP = 12  # messages of each thing
_SEARCHED = (SignalType.PRODUCT_NOT_FOUND, SignalType.UNKNOWN_WORD)


def written_words(lake: Lake, tables: Tables) -> dict[str, str]:
    """Return the usual spelling of each thing that enough customers looked for in vain."""
    searched = tables.signals.filter(tables.signals.type.isin(_SEARCHED))
    enough = (
        searched.group_by("value")
        .having(searched.customer_key.nunique() >= LEAST_CUSTOMERS)
        .agg(count=searched.count())
    )
    kept = searched.semi_join(enough, "value")
    newest = ibis.row_number().over(group_by="value", order_by=[ibis.desc("at"), "message_id"])
    chosen = kept.select("value", "at", "message_id").mutate(place=newest)
    chosen = chosen.filter(chosen.place < _LOOKED_UP).select("value", "message_id")
    messages = tables.messages.select("message_id", "text")
    return most_written(
        (row["value"], row["text"])
        for row in lake.rows(chosen.join(messages, "message_id").select("value", "text"))
    )


def most_written(said: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the most frequent spelling of each thing in the texts that it was said in."""
    spellings: dict[str, Counter[str]] = {}
    for value, text in said:
        if written := written_form(value, text):
            spellings.setdefault(value, Counter())[written] += 1
    return {value: _most(counts) for value, counts in spellings.items()}


def _most(counts: Mapping[str, int]) -> str:
    return max(counts, key=lambda one: (counts[one], one))


def written_form(value: str, text: str) -> str:
    """Return the words of a thing as they stand in a text, with those between; "": not there."""
    words, wanted = split(text), value.split()
    start = next((i for i, one in enumerate(words) if plain(one.text) == wanted[0]), None)
    if start is None:
        return ""
    place = start
    for name in wanted[1:]:
        later = range(place + 1, len(words))
        found = next((i for i in later if plain(words[i].text) == name), None)
        if found is None:
            return ""
        place = found
    return text[words[start].start : words[place].end].lower()
