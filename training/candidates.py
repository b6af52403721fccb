"""Search the invented shops for each training question, and write down the statements found.

Usage: python -m training.candidates --models DIR --out DIR [SHOP ...]

DIR of `--models` is the folder where models are kept, and made where missing; `--out` gets
one file a shop, a line a question: the question as it is searched, the statements found with the
measures that the product takes of them, and which of them answer.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from dataclasses import astuple
from pathlib import Path
from typing import Any

import yaml

from assistant.answers.composing.evidence_finder import PER_PAGE
from assistant.answers.composing.pages.statement_choice import Extract, extract
from assistant.answers.composing.pages.statement_reading import signals_of, word
from assistant.app.compose.answer_engine import Engine, open_engine
from assistant.app.compose.search.local_models import open_encoder
from assistant.app.compose.search.shop_index import index_items, read_shop
from assistant.kit.settings.settings import load
from assistant.understanding.types import ReadingContext
from retrieval.types import Filter, PassageKind
from training.shop_data import DATA, Question, Statement, plain
from training.shop_data import read_shop as read_questions

MOST = 60  # statements of a question that are kept, best first
SHARE = 0.6  # of the shorter text's words that a statement and a quote have in common
WORDS = 3  # at least, that they have in common


def main() -> None:
    """Write the candidates of every shop named, or of all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--shops", type=Path, default=DATA / "shops")
    parser.add_argument("names", nargs="*")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    for folder in sorted(given.shops.iterdir()):
        if given.names and folder.name not in given.names:
            continue
        rows = asyncio.run(_candidates(folder, given.models))
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        (given.out / f"{folder.name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        answered = [row for row in rows if row["answers"]]
        found = sum(any(c["right"] for c in row["found"]) for row in answered)
        sys.stdout.write(
            f"{folder.name}: {len(rows)} questions, {found} of {len(answered)} found\n"
        )
        sys.stdout.flush()


async def _candidates(folder: Path, models: Path) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as temporary:
        data = Path(temporary)
        settings = load(data_dir=data).model_copy(update={"models_dir": models})
        profile = data / "shop.yaml"
        shop = yaml.safe_load((folder / "shop.yml").read_text("utf-8"))
        profile.write_text(yaml.safe_dump({k: shop[k] for k in ("name", "languages", "currency")}))
        settings = settings.model_copy(
            update={"shop": settings.shop.model_copy(update={"file": profile})}
        )
        items = read_shop(settings, [folder / "pages"]).values()
        index_items(settings, items, open_encoder(settings), progress=lambda _: None)
        async with open_engine(settings) as engine:
            return [await _ask(engine, q) for q in read_questions(folder).questions]


async def _ask(engine: Engine, question: Question) -> dict[str, Any]:
    searcher = (await engine.turn.index.current()).searcher
    understanding = await engine.parts.reader.read(
        question.q,
        ReadingContext(
            vocabulary=searcher.vocabulary, topic=question.after, language=question.lang
        ),
    )
    found = await searcher.search(
        understanding.text,
        understanding.vector,
        language=understanding.language,
        where=Filter(),
        limit=engine.parts.settings.search.limit,
        per_source=PER_PAGE,
    )
    pages = [one for one in found if one.passage.kind is PassageKind.DOCUMENT]
    extracts = extract(understanding, pages)
    right = (*question.answer, *question.same)
    return {
        "q": question.q,
        "text": understanding.text,
        "lang": question.lang,
        "kind": question.kind,
        "need": question.need,
        "intent": understanding.intent.value,
        "answers": len(question.answer),
        "alien": extracts.question.alien,
        "asks_fact": bool(extracts.question.kinds),
        "found": [_row(one, right) for one in extracts.ranked[:MOST]],
    }


def _row(one: Extract, right: tuple[Statement, ...]) -> dict[str, Any]:
    passage, statement = one.evidence.passage, one.statement
    units = one.reading.units[statement.first : statement.last + 1]
    text = "\n".join(unit.text for unit in units)
    return {
        "page": Path(passage.url).name,
        "lang": passage.language,
        "read": word(one.reading, statement),
        "signals": [round(value, 4) for value in signals_of(one)],
        "features": [round(value, 4) for value in astuple(one.features)],
        "sure": round(one.confidence, 4),
        "right": any(_states(one, text, quoted) for quoted in right),
    }


def _states(one: Extract, text: str, quoted: Statement) -> bool:
    """Tell whether a statement says the quote, or most of it."""
    if Path(one.evidence.passage.url).name != quoted.page:
        return False
    said, quote = plain(text), plain(quoted.quote)
    if quote in said or said in quote:
        return len(said) > 0
    ours, theirs = set(said.split()), set(quote.split())
    return len(ours & theirs) >= SHARE * min(len(ours), len(theirs)) and len(ours & theirs) >= WORDS


if __name__ == "__main__":
    main()
