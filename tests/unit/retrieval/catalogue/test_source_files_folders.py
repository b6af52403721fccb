from pathlib import Path

import pytest

from retrieval.catalogue.source_files import files_in


def names(root: Path) -> list[str]:
    return [path.relative_to(root).as_posix() for path in files_in(root)]


def write(root: Path, *paths: str) -> None:
    for path in paths:
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x")


class TestAFolder:
    def test_is_walked_in_the_order_of_names(self, tmp_path: Path) -> None:
        write(tmp_path, "b/2.md", "b/1.md", "a/z.md", "c.md")

        assert names(tmp_path) == ["c.md", "a/z.md", "b/1.md", "b/2.md"]

    @pytest.mark.parametrize(
        "path",
        [
            ".hidden.md",
            ".git/config.md",
            "node_modules/a.md",
            "README.md",
            "LICENSE_AFL.txt",
            "SOURCE.txt",
            "CODE_OF_CONDUCT.md",
        ],
    )
    def test_hides_what_is_not_for_customers(self, tmp_path: Path, path: str) -> None:
        write(tmp_path, path, "codes-promo.md", "security-of-payments.csv")

        assert names(tmp_path) == ["codes-promo.md", "security-of-payments.csv"]

    def test_is_not_left_by_a_link(self, tmp_path: Path) -> None:
        write(tmp_path, "shop/a.md", "secret.md")
        (tmp_path / "shop" / "out.md").symlink_to(tmp_path / "secret.md")
        (tmp_path / "shop" / "in.md").symlink_to(tmp_path / "shop" / "a.md")

        assert names(tmp_path / "shop") == ["a.md", "in.md"]
