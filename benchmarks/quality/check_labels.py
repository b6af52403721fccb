"""Measure the checks of quality against people's labels.

    python -m benchmarks.quality.check_labels [--show CHECK]

`tests/evals/quality` has the conversations, one a line: `{"id", "events"}`, the events as the log
keeps them, and the labels; `--talks` and `--labels` name others.
`--labels` has `conversation,check,label` with `ok`, `not` or `na`, by somebody who saw none of the
checks. A check finds a conversation where any of its visits fails; of what was resolved the first
visit counts, and of a return what came after it. Precision and recall are of `not`.
"""

import argparse
import csv
import gzip
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from assistant.answers.composing.reply_fit import fit_of
from assistant.app.compose.insight_sources import desk_clock
from assistant.app.compose.search.local_models import find_models, open_encoder
from assistant.desk.handoff.desk_rules import load_desk_rules
from assistant.insights.analysis_rows import QualityName, QualityVerdict, Rows
from assistant.insights.aspects.aspect_reader import AspectReader
from assistant.insights.aspects.aspect_training import load_or_train_aspects
from assistant.insights.insight import Window
from assistant.insights.lake.builds import Builds, BuildState
from assistant.insights.lake.lake import Lake, Tables, open_duckdb
from assistant.insights.lake.row_files import Staging, merge
from assistant.insights.projection.checks.tone_model import rudeness_of
from assistant.insights.projection.conversation_rows import ConversationProjection
from assistant.insights.projection.text_reader import TextReader
from assistant.insights.queries.quality_query import judged_rows
from assistant.insights.signals.competitors import Competitors
from assistant.insights.signals.sold_things import SoldThings
from assistant.insights.signals.stated_needs import needs_of
from assistant.insights.statistics.intervals import wilson
from assistant.kit.settings.settings import load
from assistant.understanding.intents.intent_training import load_or_train_intents
from integrations.stores.sql.log.event_codec import decode

_SET = Path(__file__).parents[2] / "tests/evals/quality"
_FIRST_VISIT = frozenset({QualityName.RESOLVED, QualityName.STILL_72H, QualityName.STILL_7D})
_NOW = datetime(2026, 12, 31, tzinfo=UTC)


def projection() -> ConversationProjection:
    """Return the projection of a shop without a catalogue, with the desk's own rules."""
    settings = load()
    encoder, models = open_encoder(settings), find_models(settings)
    reader = TextReader(
        encoder=encoder,
        intents=load_or_train_intents(encoder, models),
        aspects=AspectReader(encoder=encoder, model=load_or_train_aspects(encoder, models)),
        shop=SoldThings(),
        competitors=Competitors.load(None, sold=()),
        names=False,
        needs=needs_of(encoder),
    )
    return ConversationProjection(
        reader=reader,
        secret=b"labels",
        desk=desk_clock(load_desk_rules()),
        rudeness=rudeness_of(encoder),
        fit=fit_of(encoder),
    )


def rows_of(talks: Path) -> Iterator[Rows]:
    """Yield the rows of each conversation."""
    project = projection()
    with gzip.open(talks, "rt", encoding="utf-8") as file:
        lines = file.read().splitlines()
    for line in lines:
        yield project.rows([decode(json.dumps(one)) for one in json.loads(line)["events"]])


def told(every: Sequence[Rows]) -> Mapping[tuple[str, str], tuple[str, str]]:
    """Return the label and the reason that the checks give each conversation."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    firsts = {one.visits[0].message_id for one in every if one.visits}
    with tempfile.TemporaryDirectory() as folder:
        lake = _lake(Path(folder), every)
        span = Window.before(_NOW.date(), days=1000)
        rows = lake.rows(judged_rows(Tables(), span, built_at=_NOW))
        lake.close()
    for row in rows:
        if row["check"] in _FIRST_VISIT and row["visit_id"] not in firsts:
            continue
        key = (row["conversation_key"], row["check"])
        if row["verdict"] == QualityVerdict.FAILED:
            found[key] = ("not", row["reason"])
        else:
            found.setdefault(key, ("ok", ""))
    return found


def _lake(folder: Path, every: Sequence[Rows]) -> Lake:
    builds = Builds(folder)
    build, staging = builds.begin(), Staging(folder=builds.staging)
    for rows in every:
        staging.add("messages", rows.messages)
        staging.add("signals", rows.signals)
        staging.add("visits", rows.visits)
        staging.add("checks", rows.checks)
    staging.finish()
    merge(None, staging, (), build)
    builds.publish(build, BuildState(built_at=_NOW.isoformat()))
    return Lake(open_duckdb(build), build)


def main() -> None:
    """Print precision and recall of each check, with intervals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--talks", type=Path, default=_SET / "talks.jsonl.gz")
    parser.add_argument("--labels", type=Path, default=_SET / "labels.csv")
    parser.add_argument("--show", default="", help="a check whose errors are listed")
    given = parser.parse_args()
    found = told([*rows_of(given.talks)])
    counts: dict[str, dict[tuple[str, str], int]] = defaultdict(lambda: defaultdict(int))
    with given.labels.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            check, label = row["check"], row["label"].strip()
            said, why = found.get((row["conversation"], check), ("na", ""))
            counts[check][said, label] += 1
            if check == given.show and (said == "not") != (label == "not"):
                print(row["conversation"], f"check: {said} {why}", f"person: {label}")
    for name in QualityName:
        print(_line(name, counts[name]))


def _line(name: str, of: Mapping[tuple[str, str], int]) -> str:
    right = of.get(("not", "not"), 0)
    flagged = sum(n for (said, _), n in of.items() if said == "not")
    wrong = sum(n for (_, label), n in of.items() if label == "not")
    precision, recall = wilson(right, flagged), wilson(right, wrong)
    applies = sum(n for (said, label), n in of.items() if "na" not in (said, label))
    agree = sum(n for (said, label), n in of.items() if said == label != "na")
    return (
        f"{name:10} flagged {flagged:3} labelled not {wrong:3}"
        f"  precision {precision.value:.2f} ({precision.low:.2f} to {precision.high:.2f})"
        f"  recall {recall.value:.2f} ({recall.low:.2f} to {recall.high:.2f})"
        f"  of {applies} where both judge, the same: {agree}"
    )


if __name__ == "__main__":
    main()
