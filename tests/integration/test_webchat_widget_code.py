"""The widget's code, by the tools that know the language; `npm ci` brings them."""

import json
import subprocess
from pathlib import Path
from shutil import which

import pytest

from integrations.channels.webchat import widget_files

HOME = widget_files.FOLDER.parent
SCRIPTS = sorted(widget_files.FOLDER.rglob("*.js"))

# Reads pairs of sources, and prints whether a compiler reads the same program from both.
SAME = """
const ts = require("typescript");
const read = (source) => {
  const seen = [];
  const walk = (node) => {
    const text = ts.isSourceFile(node) ? "" : node.text ?? "";
    seen.push([node.kind, text, node.operator ?? 0, node.flags & ts.NodeFlags.BlockScoped]);
    ts.forEachChild(node, walk);
  };
  const file = ts.createSourceFile("x.js", source, ts.ScriptTarget.ES2022);
  walk(file);
  return JSON.stringify([seen, file.parseDiagnostics.length]);
};
const pairs = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(pairs.map(([a, b]) => read(a) === read(b))));
"""


def run(*command: str, given: str = "") -> str:
    program = which(command[0])
    assert program, f"{command[0]} is missing: install Node.js and npm"
    done = subprocess.run(
        [program, *command[1:]], cwd=HOME, input=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


class TestTheWidgetsCode:
    def test_has_no_wrong_type(self) -> None:
        assert run("npm", "run", "--silent", "check") == ""

    def test_means_the_same_without_its_comments_and_spaces(self) -> None:
        pairs = [(path.read_text(), widget_files.compact(path).decode()) for path in SCRIPTS]

        same = json.loads(run("node", "-e", SAME, given=json.dumps(pairs)))

        assert dict(zip((p.name for p in SCRIPTS), same, strict=True)) == {
            p.name: True for p in SCRIPTS
        }

    @pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
    def test_asks_to_be_checked(self, path: Path) -> None:
        assert path.read_text().startswith("// @ts-check\n")

    def test_is_locked_without_naming_a_registry(self) -> None:
        lock = (HOME / "package-lock.json").read_text()

        assert '"integrity"' in lock
        assert "://" not in lock
