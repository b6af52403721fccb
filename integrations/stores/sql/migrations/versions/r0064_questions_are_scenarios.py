"""Keep saved questions as scenarios of one message, and replays as runs."""

import json
import re
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0062"

_ENGLISH = re.compile(r"\b(?:the|is|are|do|does|you|my|how|what|when|where|which)\b", re.IGNORECASE)
_OUTCOMES = {"answered": {"answered": True}, "silent": {"silent": True}, "person": {"person": True}}
_MISSES = {"no_person": "not_handed_over", "no_operation": "not_opened"}


def upgrade() -> None:
    """Make trial_runs of question_runs and replay_runs, and scenarios of saved_questions."""
    op.create_table(
        "trial_runs",
        sa.Column("run_id", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("going", sa.Boolean, nullable=False),
        sa.Column("in_force", sa.Boolean, nullable=False),
        sa.Column("replays", sa.Boolean, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_index("trial_runs_going", "trial_runs", ["going", "asked_at"])
    op.execute(
        "INSERT INTO trial_runs (run_id, version, asked_at, going, in_force, replays, content)"
        " SELECT run_id, version, asked_at, going, in_force, FALSE, content FROM question_runs"
    )
    op.execute(
        "INSERT INTO trial_runs (run_id, version, asked_at, going, in_force, replays, content)"
        " SELECT run_id, version, asked_at, going, FALSE, TRUE, content FROM replay_runs"
    )
    for run_id, content in _rows("SELECT run_id, content FROM trial_runs WHERE replays"):
        _update("trial_runs", {"run_id": run_id}, _as_run(json.loads(content)))
    saved = _rows("SELECT question_id, content FROM saved_questions")
    questions = {question_id: json.loads(content) for question_id, content in saved}
    results = _rows("SELECT run_id, question_id, content FROM question_results")
    for run_id, test_id, content in results:
        _keep_result(run_id, test_id, json.loads(content), is_question=test_id in questions)
    op.execute(
        "INSERT INTO scenarios (scenario_id, version, made_at, content)"
        " SELECT question_id, version, made_at, content FROM saved_questions"
    )
    for question_id, question in questions.items():
        _update("scenarios", {"scenario_id": question_id}, _as_scenario(question))
    for table in ("saved_questions", "question_results", "question_runs", "replay_runs"):
        op.drop_table(table)


def _as_run(replay: dict[str, Any]) -> dict[str, Any]:
    changes = replay.pop("plan")["changes"]
    return {**replay, "cause": "asked", "candidate": changes[0] if changes else None}


def _as_scenario(question: dict[str, Any]) -> dict[str, Any]:
    expected = question["expected"]
    outcome = _OUTCOMES.get(expected["outcome"], {"opens": expected["operation"] or "any"})
    guessed = "en" if _ENGLISH.search(question["text"]) else "fr"
    return {
        **{name: question[name] for name in ("version", "by", "at")},
        "scenario_id": question["question_id"],
        "name": question["text"][:200],
        "part": {
            **{name: question[name] for name in ("channel", "page", "category")},
            "opening": question["text"],
            "language": question["language"] or guessed,
            "once": True,
        },
        "expected": {
            **outcome,
            "source": expected["source"],
            "says": expected["facts"],
            "no_promise": False,
        },
    }


def _keep_result(run_id: str, test_id: str, result: dict[str, Any], *, is_question: bool) -> None:
    """Keep the result of a question as a talk, and with that of a scenario how it was before."""
    this = {"run_id": run_id, "scenario_id": test_id}
    kept = _rows(
        "SELECT content FROM played_talks WHERE run_id = :run_id AND scenario_id = :scenario_id",
        **this,
    )
    if kept:
        talk = json.loads(kept[0][0])
        _update("played_talks", this, {**talk, "before": result.get("before")})
    elif is_question:
        faults = [(one["fault"], one["what"]) for one in result["faults"]]
        turn = {"wrote": [], "said": result["said"], "kind": result["kind"]}
        broken = next((what for fault, what in faults if fault == "broken"), "")
        talk = {
            "scenario_id": test_id,
            "scenario_version": result["question_version"],
            "talk": {"turns": [turn], "broken": broken, "about_customer": False},
            "misses": [{"miss": _MISSES.get(fault, fault), "what": what} for fault, what in faults],
            "before": result.get("before"),
        }
        insert = "INSERT INTO played_talks VALUES (:run_id, :scenario_id, :content)"
        op.get_bind().execute(sa.text(insert), {**this, "content": json.dumps(talk)})


def _rows(query: str, **values: str) -> list[Any]:
    return list(op.get_bind().execute(sa.text(query), values).all())


def _update(table: str, key: dict[str, str], content: dict[str, Any]) -> None:
    this = " AND ".join(f"{name} = :{name}" for name in key)
    query = f"UPDATE {table} SET content = :content WHERE {this}"  # noqa: S608  # our own names
    op.get_bind().execute(sa.text(query), {**key, "content": json.dumps(content)})
