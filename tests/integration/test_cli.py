"""Every command as a shop's staff and scripts run it, with the real encoder."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner

from assistant.app.cli.command_line import cli
from tests.support.processes.comptoir import new_data_dir, run
from tests.support.seeds import small_shop

pytestmark = pytest.mark.slow  # commands as processes

COMMANDS = ("demo", "serve", "worker", "index", "ask", "eval", "doctor")
GROUPED = ("desk rebuild", "staff add", "audit verify", "autonomy show", "privacy export")
CONTRACT = {
    "id",
    "kind",
    "text",
    "language",
    "intent",
    "confidence",
    "sources",
    "latency_ms",
}
SOURCE = {"title", "url", "quote", "score"}
BATCH: list[dict[str, Any]] = [
    {"id": "alone", "text": "et en taille M ?"},
    {"id": "policy", "text": "How long do I have to return an item?"},
    {"id": "silent", "text": "Organisez-vous des mariages ?"},
    {"id": "search", "text": "robe rouge sous 50 EUR en M"},
    {"id": "after another", "text": "et en taille M ?"},
    {"id": "hello", "text": "bonjour"},
    {"id": "person", "text": "Je voudrais parler à une personne"},
    {"id": "compare", "text": "compare la parka Suroît et la veste Crachin"},
    {"id": "blank", "text": "   "},
    {"id": 9, "text": "?"},
]
KINDS = {
    "policy": "answered",
    "silent": "abstained",
    "search": "answered",
    "hello": "small_talk",
    "person": "handed_off",
    "compare": "answered",
    "blank": "refused",
}

Done = subprocess.CompletedProcess[str]


@pytest.fixture
def data_dir(demo_data: Path, tmp_path: Path) -> Path:
    """A data folder that is set up and in which nothing is indexed."""
    return new_data_dir(tmp_path / "data", like=demo_data)


@pytest.fixture(scope="module")
def demo(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo shop indexed."""
    return new_data_dir(tmp_path_factory.mktemp("cli"), like=demo_data, index=True)


@pytest.fixture(scope="module")
def batch(demo: Path) -> list[dict[str, Any]]:
    """The answers to `BATCH`, with five sources each."""
    file = demo / "batch.jsonl"
    file.write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in BATCH))
    return answers(run("ask", "--batch", file, "--json", "--top", "5", "--data-dir", demo))


def answers(done: Done) -> list[dict[str, Any]]:
    """Return the answers on standard output, one a line."""
    assert done.returncode == 0, done.stderr
    return [orjson.loads(line) for line in done.stdout.splitlines()]


class TestHelp:
    def test_names_every_command(self) -> None:
        done = run("--help")

        assert done.returncode == 0
        assert [name for name in COMMANDS if f" {name} " not in done.stdout] == []
        assert "COMPTOIR_" in done.stdout

    @pytest.mark.parametrize("command", [*COMMANDS, *GROUPED])
    def test_of_a_command_names_its_options(self, command: str) -> None:
        done = CliRunner().invoke(cli, [*command.split(), "--help"])

        assert done.exit_code == 0
        assert "--data-dir" in done.stdout

    def test_is_installed_as_comptoir(self) -> None:
        program = Path(sys.executable).with_name("comptoir")

        done = subprocess.run([program, "--help"], capture_output=True, text=True, check=True)

        assert "Usage: comptoir" in done.stdout


@dataclass(frozen=True, kw_only=True)
class Indexed:
    """What a shop saw that indexed its files several times."""

    folder: Path
    bad_rows: list[str]  # the lines of the file asked for
    first: Done
    again: Done  # nothing had changed
    grown: Done  # a page had come
    mistyped: Done  # a path that is not there
    answer: dict[str, Any]  # after all that


@pytest.fixture(scope="module")
def indexed(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Indexed:
    place = tmp_path_factory.mktemp("index")
    data_dir = new_data_dir(place / "data", like=demo_data)
    folder = small_shop.write(place / "shop")
    (folder / "faulty.csv").write_text(small_shop.FAULTY)
    where, unread = ("--data-dir", data_dir), place / "bad-rows.txt"
    first = run("index", folder, *where, "--bad-rows", unread)
    again = run("index", folder, *where)
    (folder / "warranty.md").write_text(small_shop.WARRANTY)
    grown = run("index", folder, *where)
    mistyped = run("index", folder / "mistyped", *where)
    (answer,) = answers(run("ask", "How much is the Black bin?", "--json", *where))
    return Indexed(
        folder=folder,
        bad_rows=unread.read_text().splitlines(),
        first=first,
        again=again,
        grown=grown,
        mistyped=mistyped,
        answer=answer,
    )


class TestIndex:
    def test_names_bad_rows_by_file_and_line_and_indexes_the_rest(self, indexed: Indexed) -> None:
        faulty = indexed.folder / "faulty.csv"

        assert indexed.first.returncode == 1
        assert indexed.first.stdout == ""
        assert f"{faulty}:3: " in indexed.first.stderr
        assert f"{faulty}:4: price: 'many EUR' is not a price" in indexed.first.stderr
        assert "5 products and 1 documents" in indexed.first.stderr
        assert "2 could not be read; the rest is indexed." in indexed.first.stderr

    def test_lets_the_sound_rows_of_a_faulty_file_be_asked_for(self, indexed: Indexed) -> None:
        assert indexed.answer["kind"] == "answered"
        assert "€19.00" in indexed.answer["text"]

    def test_writes_bad_rows_to_a_file_if_asked(self, indexed: Indexed) -> None:
        faulty = str(indexed.folder / "faulty.csv")

        assert [line.split(":")[:2] for line in indexed.bad_rows] == [[faulty, "3"], [faulty, "4"]]

    def test_of_unchanged_files_encodes_nothing(self, indexed: Indexed) -> None:
        assert "(6 new," in indexed.first.stderr
        assert "(0 new," in indexed.again.stderr
        assert "Nothing changed: the index stays as it was." in indexed.again.stderr

    def test_of_one_new_file_encodes_that_one(self, indexed: Indexed) -> None:
        assert "5 products and 2 documents" in indexed.grown.stderr
        assert "(1 new," in indexed.grown.stderr

    def test_without_anything_to_read_fails_and_keeps_the_index_there_is(
        self, indexed: Indexed
    ) -> None:
        missing = indexed.folder / "mistyped"

        assert indexed.mistyped.returncode == 2
        assert f"{missing}: there is no such file or folder" in indexed.mistyped.stderr
        assert "Error: Nothing was indexed" in indexed.mistyped.stderr
        assert indexed.answer["kind"] == "answered"

    def test_of_sound_files_succeeds(self, data_dir: Path, tmp_path: Path) -> None:
        done = run("index", small_shop.write(tmp_path / "shop"), "--data-dir", data_dir)

        assert done.returncode == 0
        assert "3 products and 1 documents, 4 passages" in done.stderr

    def test_needs_a_path(self) -> None:
        done = run("index")

        assert done.returncode == 2
        assert "PATH" in done.stderr


class TestAsk:
    def test_prints_one_line_of_json_with_the_contracts_keys(self, demo: Path) -> None:
        (answer,) = answers(
            run("ask", "Combien de temps pour renvoyer un article ?", "--json", "--data-dir", demo)
        )

        assert set(answer) >= CONTRACT
        assert answer["kind"] == "answered"
        assert answer["language"] == "fr"
        assert answer["intent"] == "question"
        assert 0 <= answer["confidence"] <= 1
        assert "30 jours" in answer["text"]
        assert answer["latency_ms"] > 0
        for source in answer["sources"]:
            assert set(source) >= SOURCE
            assert 0 <= source["score"] <= 1
            assert source["url"].startswith("/fr/")
            assert source["quote"]

    def test_is_for_people_without_json(self, demo: Path) -> None:
        done = run("ask", "Combien coûte la Parka Suroît ?", "--data-dir", demo)

        assert done.returncode == 0
        assert "249,00" in done.stdout
        assert "/fr/produits/parka-suroit" in done.stderr

    def test_says_nothing_of_itself_beside_the_answer(self, demo: Path) -> None:
        done = run("ask", "bonjour", "--json", "--data-dir", demo)

        assert done.stderr == ""
        assert len(done.stdout.splitlines()) == 1

    def test_answers_a_batch_in_order_each_with_so_many_sources(
        self, batch: list[dict[str, Any]]
    ) -> None:
        assert [answer["id"] for answer in batch] == [line["id"] for line in BATCH]
        assert all(set(answer) >= CONTRACT for answer in batch)
        read = [answer for answer in batch if answer["kind"] != "refused"]
        assert {len(answer["sources"]) for answer in read} == {5}

    def test_tells_the_kinds_of_answers_apart(self, batch: list[dict[str, Any]]) -> None:
        assert {answer["id"]: answer["kind"] for answer in batch if answer["id"] in KINDS} == KINDS

    def test_makes_a_conversation_of_each_line(self, batch: list[dict[str, Any]]) -> None:
        alone, after_another = (a for a in batch if a["id"] in {"alone", "after another"})

        assert {**alone, "id": "", "latency_ms": 0} == {**after_another, "id": "", "latency_ms": 0}

    @pytest.mark.parametrize("line", ["{", '{"id": "b"}', '{"text": "b"}', '"b"'])
    def test_names_the_line_of_a_batch_that_is_no_question(
        self, demo: Path, tmp_path: Path, line: str
    ) -> None:
        file = tmp_path / "batch.jsonl"
        file.write_text(f'{{"id": "a", "text": "bonjour"}}\n\n{line}\n')

        done = run("ask", "--batch", file, "--json", "--data-dir", demo)

        assert done.returncode == 2
        assert f'{file}:3: expected an object with "id" and "text"' in done.stderr
        assert done.stdout == ""

    def test_without_an_index_says_what_to_run(self, data_dir: Path) -> None:
        done = run("ask", "bonjour", "--data-dir", data_dir)

        assert done.returncode == 2
        assert "run `comptoir index` first" in done.stderr
        assert "Traceback" not in done.stderr

    @pytest.mark.parametrize("arguments", [[], ["bonjour", "--batch", __file__]])
    def test_wants_a_question_or_a_batch(self, arguments: list[str]) -> None:
        done = run("ask", *arguments)

        assert done.returncode == 2
        assert "Give one question, as in: comptoir ask" in done.stderr

    def test_names_a_shop_file_that_is_missing(self, demo: Path) -> None:
        done = run(
            "ask", "bonjour", "--data-dir", demo, env={"COMPTOIR_SHOP__FILE": "/none/shop.yaml"}
        )

        assert done.returncode == 2
        assert "/none/shop.yaml does not exist; COMPTOIR_SHOP__FILE names it" in done.stderr

    @pytest.mark.parametrize(
        ("wish", "asks"),
        [
            ("I want to cancel my order BM10484152", "who you are"),
            ("je veux annuler ma commande BM10484152, lea.le.goff@example.com", "qui vous êtes"),
        ],
    )
    def test_asks_who_wants_something_done_and_does_nothing(
        self, demo: Path, tmp_path: Path, wish: str, asks: str
    ) -> None:
        file = tmp_path / "batch.jsonl"
        file.write_bytes(b"".join(orjson.dumps({"id": n, "text": wish}) + b"\n" for n in (1, 1)))
        before = sorted(path.name for path in demo.iterdir())

        first, again = answers(run("ask", "--demo", "--batch", file, "--data-dir", demo))

        assert first["kind"] == "asked"
        assert asks in first["text"]
        assert first["sources"] == []
        assert {**first, "latency_ms": 0} == {**again, "latency_ms": 0}
        assert sorted(path.name for path in demo.iterdir()) == before

    def test_answers_a_wish_from_the_pages_where_nothing_can_be_done(self, demo: Path) -> None:
        wish = "I want to cancel my order BM10484152"

        (answer,) = answers(run("ask", wish, "--json", "--data-dir", demo))

        assert answer["kind"] != "asked"

    def test_takes_the_shop_system_from_the_settings(self, demo: Path) -> None:
        wish = "Where is my order?"

        (answer,) = answers(
            run(
                *("ask", wish, "--json", "--data-dir", demo),
                env={"COMPTOIR_SHOP__SYSTEM": "builtin"},
            )
        )

        assert answer["kind"] == "asked"

    def test_gives_the_shops_contact_to_who_wants_a_person(self, demo: Path) -> None:
        shop = Path(__file__).parents[2] / "integrations/shops/demo/content/shop.yaml"

        (answer,) = answers(
            run(
                *("ask", "I would like to talk to a person", "--json", "--data-dir", demo),
                env={"COMPTOIR_SHOP__FILE": str(shop)},
            )
        )

        assert answer["kind"] == "handed_off"
        assert "bonjour@brisemare.example" in answer["text"]


class TestDoctor:
    def test_counts_what_is_not_well_and_says_how_to_mend_it(self, data_dir: Path) -> None:
        data_dir.chmod(0o700)
        done = run("doctor", "--data-dir", data_dir)

        assert done.returncode == 2  # no index, no worker
        assert "✓ encoder" in done.stderr
        assert "✗ index    nothing is indexed" in done.stderr
        assert "→ run: comptoir index PATH..." in done.stderr
        assert "✗ worker   no worker is alive" in done.stderr

    def test_looks_at_one_part_if_asked(self, demo: Path) -> None:
        done = run("doctor", "--only", "index", "--data-dir", demo)

        assert done.returncode == 0
        assert done.stderr.startswith("✓ index    version ")
        assert len(done.stderr.splitlines()) == 1

    def test_says_nothing_of_what_is_well_if_quiet(self, demo: Path) -> None:
        done = run("doctor", "--only", "data", "--quiet", "--data-dir", demo)

        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

    def test_knows_its_parts(self) -> None:
        done = run("doctor", "--only", "engine")

        assert done.returncode == 2
        assert "There is no part engine. Parts: python, data, encoder" in done.stderr


class TestASetting:
    @pytest.mark.parametrize("command", ["serve", "doctor"])
    def test_that_is_misspelt_stops_every_command(self, command: str) -> None:
        done = run(command, env={"COMPTOIR_PROT": "9000"})

        assert done.returncode == 2
        assert "Error: COMPTOIR_PROT is no setting. Did you mean COMPTOIR_PORT?" in done.stderr

    def test_that_does_not_fit_is_named(self) -> None:
        done = run("serve", env={"COMPTOIR_POLICY__FLOOR": "3"})

        assert done.returncode == 2
        assert "Error: COMPTOIR_POLICY__FLOOR: Input should be less than" in done.stderr


class TestEval:
    def test_without_an_index_says_what_to_run(self, data_dir: Path) -> None:
        done = run("eval", "--data-dir", data_dir)

        assert done.returncode == 2
        assert "comptoir" in done.stderr
        assert "Traceback" not in done.stderr

    def test_measures_a_set_of_questions(self, demo: Path, tmp_path: Path) -> None:
        (tmp_path / "answers").mkdir()
        (tmp_path / "answers/en.yml").write_text(
            "- ask: How long do I have to return an item?\n"
            "  language: en\n  answerable: true\n  says: [30 days]\n"
            "- ask: Who won the football world cup in 1998?\n"
            "  language: en\n  answerable: false\n"
        )

        done = run("eval", "--sets", tmp_path, "--json", "--data-dir", demo)

        assert answers(done) == [
            {
                "answerable": 1,
                "unanswerable": 1,
                "answered": 1.0,
                "answered_right": 1.0,
                "abstention_precision": 1.0,
                "abstention_recall": 1.0,
            }
        ]
