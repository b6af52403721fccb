"""What questions lose when personal data is taken out before a language model reads them.

`python -m benchmarks.model.redaction_loss`

The questions of held-out and invented shops ask about pages and products; none tells who asks,
though many name a town, a number or somebody it is for. Counted is how many the model would read
otherwise than they were asked, by the kind of what is taken out; some are printed, to be judged.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import yaml

from assistant.understanding.personal_data.removal import remove_personal_data

ROOT = Path(__file__).parents[2]
SETS = {"held-out shops": "tests/evals/unseen", "invented shops": "training/data/shops"}
GOAL = 0.02  # share of questions that lose something
_SHOWN = 12  # of each set


def asked_in(folder: Path) -> Iterator[str]:
    """Yield the questions of every shop below a folder, each once."""
    seen = set[str]()
    for path in sorted(folder.glob("*/questions.yml")):
        loaded = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
        for one in loaded if isinstance(loaded, list) else loaded["questions"]:
            words = one.get("ask") or one.get("q")
            if words and words not in seen:
                seen.add(words)
                yield words


def main() -> None:
    """Take out, count and print."""
    for name, place in SETS.items():
        kinds, lost, count = Counter[str](), list[str](), 0
        for count, words in enumerate(asked_in(ROOT / place), start=1):  # noqa: B007 - how many
            redacted = remove_personal_data(words)
            if redacted.text != words:
                kinds.update({span.kind.value for span in redacted.spans})
                lost.append(redacted.text)
        told = ", ".join(f"{kind} {number}" for kind, number in kinds.most_common())
        print(f"  {name}: {len(lost)} of {count} questions lose something ({told})")
        for words in lost[:: max(1, len(lost) // _SHOWN)][:_SHOWN]:
            print(f"    {words}")
        print(f"  goal: at most {GOAL:.0%}; is {len(lost) / count:.1%}")


if __name__ == "__main__":
    main()
