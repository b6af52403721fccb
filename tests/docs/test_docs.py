"""The documents tell the truth: what they name exists."""

import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
from pydantic import BaseModel

from assistant.app.cli.command_line import cli
from assistant.app.compose.shop_profile import DEMO_DATA
from assistant.kit.settings.retired_settings import RETIRED
from assistant.kit.settings.settings import PREFIX, Settings, load
from integrations.shops.demo.demo_records import read_records

ROOT = Path(__file__).parents[2]
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
TRY_IT = (ROOT / "docs/try-it.md").read_text(encoding="utf-8")
YOUR_SHOP = (ROOT / "docs/your-shop.md").read_text(encoding="utf-8")
DOCUMENTS = [
    *ROOT.glob("*.md"),
    *(ROOT / "docs").rglob("*.md"),
    *(ROOT / "integrations").glob("*/*/README.md"),
]
MODULES = {
    path.name
    for package in ("assistant", "retrieval", "integrations", "tests", "benchmarks")
    for path in (ROOT / package).rglob("*.py")
    if "node_modules" not in path.parts
}
GONE = {"reading.py"}  # the decision for eleven rooms has it as an example
PATH = re.compile(
    r"`((?:assistant|retrieval|integrations|tests|benchmarks|docs|requirements)/[\w./-]*)"
)


def settings_of(model: type[BaseModel], prefix: str) -> Iterator[str]:
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from settings_of(kind, f"{prefix}{name.upper()}__")
        else:
            yield f"{prefix}{name.upper()}"


class TestDocuments:
    @pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: str(d.relative_to(ROOT)))
    def test_name_only_files_that_exist(self, document: Path) -> None:
        named = PATH.findall(document.read_text(encoding="utf-8"))

        missing = [name for name in named if not (ROOT / name.rstrip(".")).exists()]

        assert missing == []

    @pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: str(d.relative_to(ROOT)))
    def test_name_only_modules_that_exist(self, document: Path) -> None:
        named = set(re.findall(r"`([a-z]\w*\.py)`", document.read_text(encoding="utf-8")))

        assert named - MODULES <= GONE

    @pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: str(d.relative_to(ROOT)))
    def test_name_only_settings_that_exist(self, document: Path) -> None:
        known = set(settings_of(Settings, PREFIX)) | {
            PREFIX + n.upper() for n in Settings.model_fields
        }
        tests_only = re.compile(rf"{PREFIX}(TEST_\w+|FAILPOINT|CHROMIUM|SHOP_DIR|PUBLISHED_\w+)")
        named = set(re.findall(rf"{PREFIX}\w+", document.read_text(encoding="utf-8")))

        told = tuple(RETIRED)  # of some only the beginning
        left = {one for one in named - known if not one.startswith(told)}
        assert {name for name in left if not tests_only.fullmatch(name)} == set()

    def test_name_every_setting_in_the_example(self) -> None:
        example = (ROOT / ".env.example").read_text(encoding="utf-8")

        missing = [s for s in settings_of(Settings, PREFIX) if f"{s}=" not in example]

        assert missing == []

    def test_say_every_default_in_the_example(self, monkeypatch: pytest.MonkeyPatch) -> None:
        example = (ROOT / ".env.example").read_text(encoding="utf-8")
        for name, value in re.findall(r"^#?(\w+)=(.*)$", example, re.MULTILINE):
            monkeypatch.setenv(name, value)

        assert load() == Settings()

    def test_name_every_command(self) -> None:
        commands = typer.main.get_command(cli).commands  # type: ignore[attr-defined]  # a group

        assert [name for name in commands if f"comptoir {name}" not in COMMANDS] == []

    def test_name_only_options_that_exist(self) -> None:
        commands = typer.main.get_command(cli).commands.values()  # type: ignore[attr-defined]  # a group
        within = [one for group in commands for one in getattr(group, "commands", {}).values()]
        every = (*commands, *within)
        known = {option for command in every for p in command.params for option in p.opts}
        pages = README + COMMANDS + TRY_IT + YOUR_SHOP
        named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", pages))

        of_docker = {"--rm", "--resolve-image-digests"}
        assert named <= known | of_docker | {"--help", "--data", "--version"}


class TestReadme:
    def test_fits_what_one_reads_at_once(self) -> None:
        assert len(README.splitlines()) <= 120

    @pytest.mark.parametrize("page", ["README.md", "docs/try-it.md"])
    def test_shows_only_pictures_that_exist(self, page: str) -> None:
        text = (ROOT / page).read_text(encoding="utf-8")

        shown = re.findall(r"!\[[^]]+\]\(([^)]+)\)", text)

        assert shown
        assert [path for path in shown if not (ROOT / page).parent.joinpath(path).exists()] == []

    def test_links_only_pages_that_exist(self) -> None:
        linked = re.findall(r"(?<!!)\[[^]]+\]\(([^)]+)\)", README)

        assert "LICENSE" in linked
        assert [path for path in linked if not (ROOT / path).exists()] == []

    def test_greets_a_customer_and_an_order_of_the_walk(self) -> None:
        said = set(re.findall(r"`(Grace Nolan|cancel my order BM\d+)`", README))

        assert len(said) == 2
        assert [words for words in said if f"`{words}`" not in TRY_IT] == []


class TestTheWalk:
    """What it says of the demo's orders is so."""

    ORDERS = TRY_IT.split("## Orders")[1].split("\n## ")[0]

    def test_names_a_customer_and_orders_that_can_do_what_it_says(self) -> None:
        records = read_records(datetime.now(UTC))
        orders = {order.number: order for order in records.orders}
        [customer] = [one for one in records.customers if one.email in self.ORDERS]

        named = re.findall(r"BM\d+", self.ORDERS)

        assert [orders[number].status for number in named] == ["shipped", "pending"]
        assert {orders[number].customer_id for number in named} == {customer.customer_id}
        assert f"`{customer.given_name} {customer.family_name}`" in self.ORDERS

    def test_quotes_the_demo_shops_own_words(self) -> None:
        words = (ROOT / "integrations/shops/demo/theme/words.yaml").read_text(encoding="utf-8")

        quoted = re.findall(r'"([A-Z][^"`]+)"', self.ORDERS)

        assert len(quoted) == 2
        assert [quote for quote in quoted if quote not in words] == []

    def test_says_where_the_demos_mail_is(self) -> None:
        folder = Settings(data_dir=DEMO_DATA).outbox

        assert f"`{folder}`" in self.ORDERS


class TestTheLock:
    def test_has_every_package_that_the_image_needs(self) -> None:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        lock = (ROOT / "requirements/runtime.txt").read_text(encoding="utf-8").lower()
        extras = project["optional-dependencies"]
        wanted = [*project["dependencies"], *extras["postgres"], *extras["tracing"]]

        names = [re.split(r"[\[=<>]", one)[0] for one in wanted]

        assert [n for n in names if not re.search(rf"^{n}(\[.*\])?==", lock, re.MULTILINE)] == []


class TestDecisions:
    INDEX = (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8")
    FILES = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))

    def test_are_numbered_without_a_gap(self) -> None:
        numbers = [int(file.name[:4]) for file in self.FILES]

        assert numbers == list(range(1, len(numbers) + 1))

    def test_are_all_in_the_index_by_their_titles(self) -> None:
        lines = set()
        for file in self.FILES:
            title = file.read_text(encoding="utf-8").split("\n")[0]
            number, words = re.fullmatch(r"# (\d+):? (.+)", title, re.ASCII).groups()  # type: ignore[union-attr]
            lines.add(f"- [{number}]({file.name}) {words}")

        assert lines == {line for line in self.INDEX.splitlines() if line.startswith("- ")}


class TestArchitecture:
    def test_fits_what_one_reads_at_once(self) -> None:
        assert len(ARCHITECTURE.splitlines()) <= 150

    def test_has_lines_that_fit_a_window(self) -> None:
        assert [line for line in ARCHITECTURE.splitlines() if len(line) > 120] == []

    def test_names_every_room(self) -> None:
        rooms = [
            f"{package}/{path.name}"
            for package in ("assistant", "retrieval", "integrations")
            for path in (ROOT / package).iterdir()
            if (path / "__init__.py").exists()
        ]

        assert [room for room in rooms if f"`{room}" not in ARCHITECTURE] == []

    def test_names_only_definitions_that_exist(self) -> None:
        code = "\n".join(
            path.read_text(encoding="utf-8")
            for package in ("assistant", "retrieval", "integrations")
            for path in (ROOT / package).rglob("*.py")
        )
        named = set(
            re.findall(r"`(?:\w+\.)*([A-Z][a-z]+[A-Za-z]+|[a-z]+_[a-z_]+)(?:\(\))?`", ARCHITECTURE)
        )

        assert [name for name in named if not re.search(rf"\b{name}\b", code)] == []


class TestModules:
    def test_stay_small(self) -> None:
        modules = {
            path: len(path.read_text(encoding="utf-8").splitlines())
            for package in ("assistant", "retrieval", "integrations")
            for path in (ROOT / package).rglob("*.py")
            if "node_modules" not in path.parts
        }

        assert [str(path) for path, lines in modules.items() if lines > 600] == []
