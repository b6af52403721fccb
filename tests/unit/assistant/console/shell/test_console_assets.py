import re
from graphlib import TopologicalSorter

from assistant.console.shell.console_assets import FOLDER

_IMPORTED = re.compile(r"""^import\b[^;]*?["']\./([\w-]+\.js)["'];""", re.MULTILINE)


class TestTheScripts:
    def test_import_each_other_in_no_circle(self) -> None:
        imports = {one.name: set(_IMPORTED.findall(one.read_text())) for one in FOLDER.glob("*.js")}

        assert set(TopologicalSorter(imports).static_order()) == imports.keys()  # or CycleError
        assert imports["thread.js"] >= {"composer.js", "dom.js"}
