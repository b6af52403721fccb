import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from multiprocessing.synchronize import Event
from pathlib import Path

import numpy as np
import pytest

from retrieval.catalogue.types import BadRow, CatalogueItem, Document
from retrieval.index.index_build import IndexReport, build
from retrieval.index.index_versions import IndexBusyError, Versions
from retrieval.index.version_writer import BATCH, IndexProgress
from retrieval.reading.kept_statements import KeptStatements, folder_of
from retrieval.searching.search import LiveIndex
from retrieval.types import PackedTokens, Passage
from tests.support.memory.exact_store import MemoryStores
from tests.support.processes.killable_processes import CONTEXT
from tests.unit.retrieval.making import WordEncoder, page, product, variant

BAD = BadRow(file="products.csv", line=7, reason="no title: give it one")
SHOP: tuple[CatalogueItem, ...] = (
    page("## Délai\n\nVous avez 30 jours.\n\n## Frais\n\nLe retour est gratuit."),
    page("You have 30 days.", language="en", title="Returns"),
    product(),
    BAD,
)


def _many(count: int) -> list[CatalogueItem]:
    return [page(f"Texte numéro {n}.", name=f"page-{n}", title=f"Page {n}") for n in range(count)]


def _build_version(root: Path, number: int, started: Event | None = None) -> None:
    """Build pages that all have the version's number for a title."""
    if started is not None:
        started.set()
    items = [
        page(f"Texte numéro {n}.", name=f"page-{n}", title=f"Version {number}")
        for n in range(4 * BATCH)
    ]
    build(items, encoder=WordEncoder(), root=root)


def _ask(root: Path, question: str) -> list[str]:
    """Return the titles found, by a reader that opens the index now."""
    script = (
        "import asyncio, sys; from pathlib import Path\n"
        "from retrieval.searching.search import LiveIndex\n"
        "from tests.unit.retrieval.making import WordEncoder\n"
        "e = WordEncoder(); s = LiveIndex(Path(sys.argv[1]), e.name).current()\n"
        "q = sys.argv[2]\n"
        "found = asyncio.run(s.search(q, e.encode_query(q), language='fr'))\n"
        "for evidence in found: print(evidence.passage.title)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(root), question],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.splitlines()


class _SentenceStatements:
    """Sentences as statements; a token is the number of letters."""

    def __init__(self, reader: str, ending: str = "") -> None:
        self.reader = reader
        self.ending = ending
        self.encoded: list[str] = []

    def texts_of(self, passage: Passage) -> list[str]:
        return [one.text + self.ending for one in passage.sentences]

    def encode(self, text: str) -> PackedTokens:
        self.encoded.append(text)
        return np.array([[len(text), 1]], np.float16)


class _Index:
    """A folder to build into, with everything kept in memory that can be."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.stores = MemoryStores()
        self.encoder = WordEncoder()
        self.told: list[IndexProgress] = []
        self.statements: _SentenceStatements | None = None

    def build(
        self, items: Iterator[CatalogueItem] | tuple[CatalogueItem, ...] | list[CatalogueItem]
    ) -> IndexReport:
        self.encoder.encoded.clear()
        return build(
            items,
            encoder=self.encoder,
            root=self.root,
            stores=self.stores,
            statements=self.statements,
            progress=self.told.append,
        )

    @property
    def versions(self) -> set[str]:
        return {folder.name for folder in Versions(self.root).folder("").iterdir()}


@pytest.fixture
def index(tmp_path: Path) -> _Index:
    return _Index(tmp_path / "index")


class TestBuild:
    def test_reports_what_it_did(self, index: _Index) -> None:
        report = index.build(SHOP)

        assert (report.documents, report.products, report.passages) == (2, 1, 4)
        assert report.encoded == 4
        assert report.bad_rows == (BAD,)
        assert report.changed
        assert Versions(index.root).current() == index.root / "versions" / report.version

    def test_tells_how_far_it_is(self, index: _Index) -> None:
        index.build(_many(BATCH + 1))

        assert [told.passages for told in index.told] == [BATCH, BATCH + 1, BATCH + 1]
        assert [told.finishing for told in index.told] == [False, False, True]
        assert index.told[-1].items == index.told[-1].total == BATCH + 1
        assert index.told[-1].per_s > 0

    def test_does_not_know_the_total_of_what_it_has_yet_to_read(self, index: _Index) -> None:
        index.build(iter(_many(3)))

        assert index.told[0].total is None

    def test_builds_an_index_of_nothing(self, index: _Index) -> None:
        assert index.build(()).passages == 0

    def test_knows_the_words_of_the_catalogue(self, index: _Index) -> None:
        index.build(SHOP)

        vocabulary = LiveIndex(index.root, "words-1", stores=index.stores).current().vocabulary

        assert vocabulary.options == (("Taille", "38"),)
        assert vocabulary.categories == ("Bottes", "Chaussures")


class TestBuildAgain:
    def test_costs_nothing_and_keeps_the_version_if_nothing_changed(self, index: _Index) -> None:
        first = index.build(SHOP)

        second = index.build(SHOP)

        assert index.encoder.encoded == []
        assert not second.changed
        assert second.version == first.version
        assert index.versions == {first.version}

    def test_encodes_only_what_is_new(self, index: _Index) -> None:
        index.build(SHOP)

        report = index.build((*SHOP, page("Livraison en 3 jours.", name="shipping")))

        assert report.encoded == 1
        assert report.passages == 5
        assert all("3 jours" in text or text == "Retours" for text in index.encoder.encoded)

    def test_encodes_nothing_for_a_new_price(self, index: _Index) -> None:
        index.build(SHOP)
        dearer = product(variants=(variant("99.00", Taille="38"),))

        report = index.build((*SHOP[:2], dearer))

        assert report.encoded == 0
        assert report.changed

    def test_encodes_all_for_another_encoder(self, index: _Index) -> None:
        index.build(SHOP)
        index.encoder.name = "words-2"

        assert index.build(SHOP).encoded == 4

    def test_forgets_what_is_no_longer_there(self, index: _Index) -> None:
        index.build(SHOP)

        assert index.build(SHOP[:1]).passages == 2

    def test_removes_the_version_before_unless_it_is_in_use(self, index: _Index) -> None:
        first = index.build(SHOP)
        live = LiveIndex(index.root, "words-1", stores=index.stores)
        searcher = live.current()

        second = index.build(SHOP[:1])
        assert index.versions == {first.version, second.version}

        del searcher
        assert live.current().version == second.version
        third = index.build(SHOP[:2])
        assert index.versions == {second.version, third.version}

    def test_fills_the_store_again_that_lost_some_of_the_version(self, index: _Index) -> None:
        before = index.build(SHOP).version
        index.stores.stores[before].entries.pop()

        report = index.build(SHOP)

        assert (report.changed, report.encoded) == (True, 0)
        assert len(index.stores.stores[report.version].entries) == report.passages


class TestInterruptedBuild:
    def test_leaves_the_old_version_and_no_trace(self, index: _Index) -> None:
        first = index.build(SHOP)

        def broken() -> Iterator[CatalogueItem]:
            yield from _many(BATCH + 5)
            message = "disk full"
            raise OSError(message)

        with pytest.raises(OSError, match="disk full"):
            index.build(broken())

        assert index.versions == {first.version}
        assert index.build(SHOP).encoded == 0

    def test_that_was_killed_leaves_the_old_version_serving(self, tmp_path: Path) -> None:
        build(SHOP, encoder=WordEncoder(), root=tmp_path)
        script = (
            "import os, sys; from pathlib import Path\n"
            "from retrieval.index.index_build import build\n"
            "from tests.unit.retrieval.making import WordEncoder, page\n"
            "items = [page(f'Texte {n}.', name=f'{n}', title=f'{n}') for n in range(99)]\n"
            "build(items, encoder=WordEncoder(), root=Path(sys.argv[1]),"
            " progress=lambda told: os._exit(9 if told.passages < 99 else 1))"
        )
        killed = subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False)

        assert killed.returncode == 9
        assert len(list((tmp_path / "versions").iterdir())) == 2
        assert _ask(tmp_path, "délai de retour")[0] == "Retours"

        report = build(_many(3), encoder=WordEncoder(), root=tmp_path)
        assert report.changed
        assert [folder.name for folder in (tmp_path / "versions").iterdir()] == [report.version]

    @pytest.mark.slow  # fifty processes
    def test_that_was_killed_fifty_times_at_any_moment_mixes_no_two_versions(
        self, tmp_path: Path
    ) -> None:
        chance = random.Random(20261130)  # noqa: S311 - no secret
        begun = time.monotonic()
        _build_version(tmp_path, 0)
        takes_s, killed, served = time.monotonic() - begun, 0, 0
        for number in range(1, 51):
            started = CONTEXT.Event()
            builder = CONTEXT.Process(target=_build_version, args=(tmp_path, number, started))
            builder.start()
            assert started.wait(60)
            builder.join(chance.uniform(0, 1.2 * takes_s))
            builder.kill()
            builder.join()
            was_killed = builder.exitcode == -signal.SIGKILL
            killed, takes_s = killed + was_killed, takes_s * (1.02 if was_killed else 0.8)

            (found,) = set(_ask(tmp_path, "numéro"))
            assert found in {f"Version {served}", f"Version {number}"}
            served = int(found.removeprefix("Version "))

        assert killed > 25  # or the build was put to no test
        _build_version(tmp_path, 51)
        assert set(_ask(tmp_path, "numéro")) == {"Version 51"}
        assert len(list((tmp_path / "versions").iterdir())) == 1

    def test_waits_for_nobody(self, index: _Index) -> None:
        with Versions(index.root).building(), pytest.raises(IndexBusyError):
            index.build(SHOP)

    def test_over_a_damaged_version_makes_a_new_one(self, index: _Index) -> None:
        first = index.build(SHOP)
        (index.root / "versions" / first.version / "manifest.json").write_text("{}")

        report = index.build(SHOP)

        assert report.changed
        assert report.encoded == 4


def test_documents_in_the_thousands_are_streamed(index: _Index) -> None:
    most = 0
    read = 0

    def items() -> Iterator[Document]:
        nonlocal read
        for n in range(4 * BATCH):
            read += 1
            yield page(f"Texte numéro {n}.", name=f"page-{n}", title=f"Page {n}")

    def watch(told: IndexProgress) -> None:
        nonlocal most
        most = max(most, read - told.passages)

    build(items(), encoder=WordEncoder(), root=index.root, stores=index.stores, progress=watch)

    assert most <= 1


class TestStatementsOfPages:
    def test_are_kept_with_the_version(self, index: _Index) -> None:
        index.statements = _SentenceStatements("one")
        report = index.build(SHOP)

        kept = KeptStatements.open(Versions(index.root).folder(report.version), "one")

        assert kept is not None
        assert len(kept) == 3  # of pages alone
        found = kept.find("You have 30 days.")
        assert found is not None
        assert found.tolist() == [[17, 1]]

    def test_are_encoded_once_for_all_versions(self, index: _Index) -> None:
        index.statements = _SentenceStatements("one")
        index.build(SHOP)
        index.statements.encoded.clear()

        report = index.build((*SHOP, page("Livraison en 3 jours.", name="shipping")))

        kept = KeptStatements.open(Versions(index.root).folder(report.version), "one")
        assert kept is not None
        assert len(kept) == 4
        assert index.statements.encoded == ["Livraison en 3 jours."]

    def test_leave_a_version_that_says_the_same(self, index: _Index) -> None:
        index.statements = _SentenceStatements("one")
        index.build(SHOP)

        assert not index.build(SHOP).changed

    def test_that_are_read_otherwise_now_are_encoded_anew(self, index: _Index) -> None:
        index.statements = _SentenceStatements("one")
        index.build(SHOP)
        index.statements = _SentenceStatements("one", ending=" Indeed.")

        report = index.build(SHOP)

        kept = KeptStatements.open(Versions(index.root).expect(), "one")
        assert (report.changed, report.encoded) == (True, 0)
        assert kept is not None
        assert kept.find("You have 30 days. Indeed.") is not None

    @pytest.mark.parametrize("name", ["keys.bin", "ends.npy", "tokens.bin"])
    def test_that_are_damaged_are_made_whole(self, index: _Index, name: str) -> None:
        index.statements = _SentenceStatements("one")
        folder = Versions(index.root).folder(index.build(SHOP).version)
        (folder_of(folder, "one") / name).write_bytes(b"\0")

        assert index.build(SHOP).changed
        assert KeptStatements.open(Versions(index.root).expect(), "one") is not None

    @pytest.mark.parametrize("before", [None, _SentenceStatements("another")])
    def test_are_added_to_what_a_release_before_indexed(
        self, index: _Index, before: _SentenceStatements | None
    ) -> None:
        index.statements = before
        index.build(SHOP)
        index.statements = _SentenceStatements("one")

        report = index.build(SHOP)

        assert report.changed
        assert report.encoded == 0
        folder = Versions(index.root).expect()
        assert KeptStatements.open(folder, "one") is not None
