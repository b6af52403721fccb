"""Ask twenty questions to each of three packs of policies that others wrote.

    python -m benchmarks.quality.policy_packs --data DIR

DIR holds the packs; each is indexed with the product's readers and encoder and asked the questions
of `policy_packs/`. Prints per pack what was answered right, wrong and not at all, what was
indexed, and the time. The packs measure: nothing is chosen on them.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.app.compose.answer_engine import open_engine
from assistant.app.compose.search.shop_index import build_index
from assistant.kit.settings.settings import Settings, load
from benchmarks.harness.shop import open_work
from benchmarks.quality.answer_quality import Given, converse, measures, read_sets
from retrieval.index.index_build import IndexReport, ignore_progress

QUESTIONS = Path(__file__).parent / "policy_packs"
PACKS = {
    "policies_basecamp": "basecamp.yml",
    "policies_en_ota": "en_ota.yml",
    "policies_fr_ota": "fr_ota.yml",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One pack's answers and what they were found in."""

    pack: str
    indexed: IndexReport
    given: tuple[Given, ...]
    ask_s: float

    def lines(self) -> Iterator[str]:
        """Yield the figures, then every reply that is not right."""
        right = sum(g.right for g in self.given if not g.asking.silent)
        wrong = sum(not g.right and not g.abstained for g in self.given)
        abstained = sum(g.abstained for g in self.given if not g.asking.silent)
        silent = sum(g.right for g in self.given if g.asking.silent)
        asked = sum(not g.asking.silent for g in self.given)
        yield (
            f"{self.pack}: {right} of {asked} answered right, {wrong} wrong, {abstained} not "
            f"answered; {silent} of {len(self.given) - asked} that nothing answers left alone"
        )
        yield (
            f"  {self.indexed.documents} documents, {self.indexed.passages} passages in "
            f"{self.indexed.seconds:.0f} s; {1000 * self.ask_s / len(self.given):.0f} ms a question"
        )
        yield f"  blocked by the guard: {measures(self.given)['blocked']}"
        for g in self.given:
            if not g.right:
                said = g.reply.text.replace("\n", " / ")[:110]
                yield f"  - {' '.join(g.asking.turns)}\n      [{g.reply.kind} {g.first}] {said}"


async def measure(pack: str, folder: Path, settings: Settings) -> Result:
    """Index one pack and ask its questions."""
    indexed = build_index(settings, [folder], progress=ignore_progress)
    given = []
    async with open_engine(settings) as engine:
        started = time.perf_counter()
        for asking in read_sets([QUESTIONS / PACKS[pack]]):
            reply, rule = await converse(engine, asking.turns)
            given.append(Given(asking=asking, reply=reply, rule=rule))
        ask_s = time.perf_counter() - started
    return Result(pack=pack, indexed=indexed, given=tuple(given), ask_s=ask_s)


def main() -> None:
    """Ask all packs below DIR."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the packs")
    parser.add_argument("packs", nargs="*", choices=[*PACKS, []], help="which; all")
    arguments = parser.parse_args()
    for pack in arguments.packs or PACKS:
        settings = load(data_dir=open_work() / "policies" / pack)
        result = asyncio.run(measure(pack, arguments.data / pack, settings))
        sys.stdout.writelines(f"{line}\n" for line in result.lines())
        sys.stdout.flush()


if __name__ == "__main__":
    main()
