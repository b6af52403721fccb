"""How much personal data is taken out of a public set's sentences, by kind.

    python -m benchmarks.insights.personal_data --data DIR

DIR holds `presidio_pii`. A place counts as found if every letter and digit of it is taken out,
whatever it is called; a place that is taken out and touches none of the set's counts against
precision. Nothing was chosen on the set.
"""

import argparse
import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

from assistant.understanding.personal_data.personal_spans import PersonalDataKind
from assistant.understanding.personal_data.removal import find_personal_data

PLACES = ("data/synth_dataset_v2.json", "tests/data/generated_small.json")
FOLDER = "presidio_pii/presidio-research"

STRUCTURED = frozenset(
    {
        "CREDIT_CARD",
        "DOMAIN_NAME",
        "EMAIL_ADDRESS",
        "IBAN_CODE",
        "IP_ADDRESS",
        "PHONE_NUMBER",
        "US_DRIVER_LICENSE",
        "US_SSN",
    }
)
GOAL = 0.99  # recall of the structured kinds together


def main() -> None:
    """Look for personal data, compare, print."""
    parser = argparse.ArgumentParser(description="recall and precision of personal data")
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds the sets")
    arguments = parser.parse_args()
    there, found, told, right = (
        Counter[str](),
        Counter[str](),
        Counter[PersonalDataKind](),
        Counter[PersonalDataKind](),
    )
    seconds = sentences = 0.0
    for place in PLACES:
        for row in json.loads((arguments.data / FOLDER / place).read_text(encoding="utf-8")):
            started = time.perf_counter()
            spans = find_personal_data(row["full_text"])
            seconds, sentences = seconds + time.perf_counter() - started, sentences + 1
            covered = {at for span in spans for at in range(span.start, span.end)}
            for true in row["spans"]:
                there[true["entity_type"]] += 1
                found[true["entity_type"]] += _letters(row["full_text"], true) <= covered
            marked = {at for t in row["spans"] for at in range(*_ends(t))}
            for span in spans:
                told[span.kind] += 1
                right[span.kind] += not marked.isdisjoint(range(span.start, span.end))
    assert sum(there.values()) > 2_000, "the set has thousands of places"
    print(f"  {sentences:.0f} sentences, {1e6 * seconds / sentences:.0f} us each")
    for kind, count in sorted(there.items(), key=lambda one: (one[0] not in STRUCTURED, one[0])):
        mark = "structured" if kind in STRUCTURED else ""
        print(
            f"  {kind:<20} {found[kind]:4} of {count:4}  recall {found[kind] / count:.3f}  {mark}"
        )
    of = sum(there[kind] for kind in STRUCTURED)
    recall = sum(found[kind] for kind in STRUCTURED) / of
    print(f"  structured kinds together: recall {recall:.4f} of {of} (goal {GOAL})")
    for kind, count in sorted(told.items()):
        share = right[kind] / count
        print(f"  taken out as {kind:<8} {count:4}  of which on a marked place {share:.3f}")


def _ends(span: dict[str, Any]) -> tuple[int, int]:
    return span["start_position"], span["end_position"]


def _letters(text: str, span: dict[str, Any]) -> set[int]:
    start, end = _ends(span)
    return {at for at in range(start, end) if text[at].isalnum()}


if __name__ == "__main__":
    main()
