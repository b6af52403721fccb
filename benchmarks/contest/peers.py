"""Answers a second beside txtai, Haystack and LlamaIndex, on the same documents and weights.

`python -m benchmarks.contest.peers [--torch] [--rounds N]`

Each contestant is `PROCESSES` processes on one thread each, which answer a round's questions
between them, one after the other. Contestants take turns within every round, so that a machine
that slows down slows all of them. A peer's answer is its five best passages; Comptoir's is the
whole reply: understood, searched, composed, reviewed.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

from assistant.app.compose.search.local_models import find_models, open_encoder
from assistant.app.compose.shop_profile import DEMO
from assistant.kit.settings.settings import Settings
from benchmarks.contest.contest import Job, Lap, Text, rate, times_best
from benchmarks.contest.environment import open_environment
from benchmarks.harness.figures import middle
from benchmarks.harness.questions import Question
from benchmarks.harness.shop import WORK, prepare, questions
from retrieval.catalogue.catalogue_reader import read_paths
from retrieval.catalogue.types import CatalogueItem, Document, Product
from retrieval.encoders.default_encoder import make_default
from retrieval.ports import Encoder

PROCESSES = 2
ROUND = 200  # questions
ROUNDS = 5
OURS = ("comptoir", "encoder")
PEERS = ("txtai", "txtai-ids", "haystack", "llamaindex")
WITH_TORCH = ("txtai-torch", "haystack-torch", "llamaindex-torch")
LEAST_FOUND = 0.7  # of the pages and products asked about; else a contestant did something else
GOAL = 3.0  # times the best peer
LOG = WORK / "contestants.log"
_QUIET = {
    "OMP_NUM_THREADS": "1",  # of PyTorch, faiss and numpy: one core a process
    "TOKENIZERS_PARALLELISM": "false",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "HF_HUB_OFFLINE": "1",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a contestant did in all rounds."""

    name: str
    per_s: tuple[float, ...]  # answers, a round each
    found: float  # share of answers that name what was asked about
    rss_mb: float  # of one process, at the end

    def row(self, peers: "Sequence[Result]") -> str:
        """Return a line of the table, compared with the best of `peers`."""
        found = f"{self.found:6.1%}" if self.name != "encoder" else "     -"
        times = times_best(self.per_s, [peer.per_s for peer in peers])
        spread = f"({min(self.per_s):.0f} to {max(self.per_s):.0f})"
        return (
            f"  {self.name:<18} {middle(self.per_s):5.0f}/s  {spread:<14} {times:5.2f}x"
            f"   found {found}   {self.rss_mb:5.0f} MB a process"
        )


class Contestant:
    """The processes of one contestant."""

    def __init__(self, name: str, processes: Sequence["subprocess.Popen[str]"]) -> None:
        self.name = name
        self._processes = processes
        self._rates: list[float] = []
        self._hits = 0
        self._asked = 0

    @classmethod
    def start(cls, name: str, python: Path, job: Path, log: IO[str]) -> Self:
        """Start loading in every process; what libraries say goes to `log`."""
        command = [str(python), "-m", "benchmarks.contest.contestants", name, str(job)]
        environment = {**os.environ, **({} if name in OURS else _QUIET)}  # ours sees to itself
        return cls(
            name,
            [
                subprocess.Popen(  # noqa: S603  # our own arguments
                    command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    text=True,
                    cwd=Path(__file__).parents[2],
                    env=environment,
                )
                for _ in range(PROCESSES)
            ],
        )

    def wait(self) -> dict[str, str]:
        """Wait until all have loaded; return the versions of what they share."""
        ready = [json.loads(_line(process))["ready"] for process in self._processes]
        return dict(ready[0])

    def answer(self, asked: Sequence[Question], *, counts: bool = True) -> None:
        """Answer a round's questions, shared out among the processes."""
        shares = [asked[number :: len(self._processes)] for number in range(len(self._processes))]
        for process, share in zip(self._processes, shares, strict=True):
            pipe = _open(process.stdin)
            pipe.write(json.dumps([question.text for question in share]) + "\n")
            pipe.flush()
        laps = [Lap(**json.loads(_line(process))) for process in self._processes]
        if not counts:
            return
        self._rates.append(rate(laps))
        for share, lap in zip(shares, laps, strict=True):
            self._asked += len(share)
            self._hits += sum(
                not set(question.urls).isdisjoint(urls)
                for question, urls in zip(share, lap.found, strict=True)
            )

    def result(self) -> Result:
        """Return what was done so far."""
        memory = [resident_mb(process.pid) for process in self._processes]
        found = self._hits / self._asked
        return Result(
            name=self.name, per_s=tuple(self._rates), found=found, rss_mb=sum(memory) / len(memory)
        )

    def stop(self) -> None:
        """Let the processes go."""
        for process in self._processes:
            process.kill()
            process.communicate()


def resident_mb(pid: int) -> float:
    """Return a process's resident memory in MB of 10^6 bytes."""
    pages = int(Path(f"/proc/{pid}/statm").read_text("utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def texts_of(items: Sequence[CatalogueItem], encoder: Encoder) -> tuple[Text, ...]:
    """Return pages and products as every peer gets them."""
    texts = []
    for item in items:
        if isinstance(item, Document | Product):
            title, text = item.title, _say(item)
            vector = encoder.encode_passage(f"{title}\n\n{text}").tolist()
            texts.append(Text(url=item.url, title=title, text=text, vector=vector))
    return tuple(texts)


def _say(item: Document | Product) -> str:
    if isinstance(item, Document):
        return item.text
    prices = [variant.price for variant in item.variants if variant.price]
    facts = [" > ".join(item.category), *(f"{name}: {value}" for name, value in item.attributes)]
    facts += [f"{price.amount_minor / 100:.2f} {price.currency}" for price in prices[:1]]
    return "\n".join((item.description, *facts))


@contextmanager
def contest(names: Sequence[str], settings: Settings, *, torch: bool) -> Iterator[list[Contestant]]:
    """Yield all contestants, loaded and warm."""
    python = open_environment(torch=torch)
    encoder = make_default(find_models(settings))
    if torch:
        _add_torch(python, encoder.parents[1])
    print("  encoding the documents for the peers ...", flush=True)
    job = WORK / "job.json"
    Job(
        data_dir=str(settings.data_dir.resolve()),
        shop_file=str(DEMO / "shop.yaml"),
        encoder=str(encoder.resolve()),
        texts=texts_of(list(read_paths([DEMO])), open_encoder(settings)),
    ).write(job)
    with ExitStack() as stack:
        log = stack.enter_context(LOG.open("w"))
        contestants, versions = [], []
        for name in names:  # one after the other: loading is not measured here
            environment = Path(sys.executable) if name in OURS else python
            contestant = Contestant.start(name, environment, job, log)
            stack.callback(contestant.stop)
            versions.append(contestant.wait())
            contestant.answer(questions(ROUND // 4), counts=False)
            contestants.append(contestant)
        if any(version != versions[0] for version in versions):
            msg = f"the contestants do not encode with the same versions: {versions}"
            raise RuntimeError(msg)
        yield contestants


def _add_torch(python: Path, models: Path) -> None:
    """Make the weights for PyTorch, where the library for that is."""
    make = (
        "import sys, pathlib; from retrieval.encoders.default_encoder import make_default as make; "
        "from retrieval.encoders.model_folders import ModelFolders; "
    )
    make += "make(ModelFolders((pathlib.Path(sys.argv[1]),)), torch=True)"
    command = [str(python), "-c", make, str(models.resolve())]
    subprocess.run(command, check=True, cwd=Path(__file__).parents[2])  # noqa: S603  # ours


def run(names: Sequence[str], *, rounds: int, torch: bool) -> list[Result]:
    """Let contestants answer `rounds` times `ROUND` questions, none twice."""
    with contest(names, prepare(), torch=torch) as contestants:
        for number in range(rounds):
            asked = questions(ROUND, skip=ROUND // 4 + number * ROUND)
            # Each round begins with another: whoever follows a pause has the cooler processor.
            first = number % len(contestants)
            for contestant in (*contestants[first:], *contestants[:first]):
                contestant.answer(asked)
        return [contestant.result() for contestant in contestants]


def _open(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe


def _line(process: "subprocess.Popen[str]") -> str:
    line = _open(process.stdout).readline()
    if not line:
        msg = f"{process.args!r} ended with code {process.wait()}; {LOG} says why"
        raise RuntimeError(msg)
    return line


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description="answers a second, beside peers")
    parser.add_argument("--torch", action="store_true", help="also the peers' own way to encode")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    arguments = parser.parse_args()
    names = (*OURS, *PEERS, *(WITH_TORCH if arguments.torch else ()))
    results = {
        result.name: result for result in run(names, rounds=arguments.rounds, torch=arguments.torch)
    }
    alike, as_they_come = (
        [results[n] for n in some if n in results] for some in (PEERS, WITH_TORCH)
    )
    print(f"  {PROCESSES} processes each, {arguments.rounds} rounds of {ROUND} questions")
    print("  x: the best peer with the same encoder")
    for result in results.values():
        print(result.row(alike))
    ours = results["comptoir"].per_s
    times = times_best(ours, [peer.per_s for peer in alike])
    most = times_best(results["encoder"].per_s, [peer.per_s for peer in alike])
    print(f"  goal: comptoir at least {GOAL:g}x the best peer; is {times:.2f}x")
    print(f"  who did nothing but encode would be at {most:.2f}x")
    if as_they_come:
        times = times_best(ours, [peer.per_s for peer in as_they_come])
        print(f"  of the best peer that loads the same weights its own way: {times:.2f}x")
    for result in results.values():
        assert result.name == "encoder" or result.found >= LEAST_FOUND, result


if __name__ == "__main__":
    main()
