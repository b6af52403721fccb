"""`comptoir insights demo`: what the demo's customers complain about is found."""

from pathlib import Path

from tests.infra.comptoir import new_data_dir, run


class TestTheDemosInsights:
    def test_name_what_its_reviews_complain_about(self, demo_data: Path, tmp_path: Path) -> None:
        demo = new_data_dir(tmp_path / "data", like=demo_data, index=True)

        done = run("insights", "demo", "--data-dir", demo)

        assert done.returncode == 0, done.stderr
        assert "made-up reviews are kept as demo-reviews" in done.stdout
        for found in (
            "defect_cluster: cire-grain, zip",
            "defect_cluster: gourde-isotherme-vague, leak",
            "size_confusion: robe-ondine",
            "price_objection: caban-amiral",
        ):
            assert found in done.stdout
        assert "Warning" not in done.stderr
