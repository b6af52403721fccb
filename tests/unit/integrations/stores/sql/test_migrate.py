import ast
from collections.abc import Iterator
from importlib import import_module

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from integrations.stores.sql.migrate import HEAD, MIGRATIONS, OLDEST

NARROWING = {
    *("drop_table", "drop_column", "drop_constraint", "rename_table", "alter_column"),
    *("batch_alter_table", "create_unique_constraint", "create_check_constraint"),
    *("create_primary_key", "create_foreign_key"),
}


def contractions(source: str) -> Iterator[str]:
    """Yield what a migration does that programs before it may not live with."""
    tree = ast.parse(source)
    calls = [one for one in ast.walk(tree) if isinstance(one, ast.Call)]
    making = [one for one in calls if called(one) == "create_table"]
    made = {name_of(one.args[0]) for one in making}
    within = {inner for one in making for inner in ast.walk(one)}
    for call in calls:
        given = {word.arg for word in call.keywords}
        match called(call):
            case name if name in NARROWING:
                yield ast.unparse(call)
            case "" if ast.unparse(call.func) == "sa.Column" and call not in within:
                words = {word.arg: ast.unparse(word.value) for word in call.keywords}
                if words.get("nullable") == "False" and "server_default" not in words:
                    yield ast.unparse(call)
            case "create_index" if "unique" in given and name_of(call.args[1]) not in made:
                yield ast.unparse(call)
            case "execute":
                words_of = ast.unparse(call).upper()
                if any(word in words_of for word in ("DROP ", "RENAME ", "ALTER TABLE")):
                    yield ast.unparse(call)
            case _:
                pass


def called(call: ast.Call) -> str:
    """Return the name of an operation of Alembic; "": the call is of something else."""
    function = call.func
    if isinstance(function, ast.Attribute) and ast.unparse(function.value) == "op":
        return function.attr
    return ""


def name_of(argument: ast.expr) -> str:
    return ast.literal_eval(argument) if isinstance(argument, ast.Constant) else ""


def upgrading(line: str) -> str:
    return f"def upgrade() -> None:\n    {line}\n"


class TestHead:
    def test_is_the_newest_revision(self) -> None:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))

        assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


class TestTheOldestProgram:
    def test_lives_with_every_later_migration(self) -> None:
        package = "integrations.stores.sql.migrations.versions"
        contracting = {
            import_module(f"{package}.{path.stem}").revision: path.name
            for path in sorted((MIGRATIONS / "versions").glob("r*.py"))
            if list(contractions(path.read_text("utf-8")))
        }

        assert [name for number, name in contracting.items() if number > OLDEST] == []
        assert max(contracting) == OLDEST <= HEAD

    @pytest.mark.parametrize(
        "line",
        [
            'op.drop_table("events")',
            'op.drop_column("events", "at")',
            'op.alter_column("events", "at", new_column_name="when")',
            'op.add_column("events", sa.Column("mood", sa.Text, nullable=False))',
            'op.create_index("one", "events", ["at"], unique=True)',
            'op.execute("ALTER TABLE events RENAME COLUMN at TO moment")',
        ],
    )
    def test_lives_without_what_narrows(self, line: str) -> None:
        assert list(contractions(upgrading(line)))

    @pytest.mark.parametrize(
        "line",
        [
            'op.add_column("events", sa.Column("mood", sa.Text))',
            'op.add_column("events", sa.Column("n", sa.Text, nullable=False, server_default=""))',
            'op.create_index("one", "events", ["at"])',
            'op.execute("INSERT INTO moods SELECT type FROM events")',
        ],
    )
    def test_lives_with_what_adds(self, line: str) -> None:
        assert not list(contractions(upgrading(line)))
