from pathlib import Path

from assistant.app.evaluation.held_out_report import Judgement
from assistant.app.evaluation.held_out_run import evaluate_held_out
from assistant.kit.settings.settings import Settings

RETURNS = "# Retours\n\nVous avez 21 jours après réception pour nous retourner un article.\n"
DELIVERY = "# Livraison\n\nLa livraison à domicile coûte 4,90 € en France.\n"


def shop(folder: Path, page: str, fact: str) -> None:
    (folder / "pages").mkdir(parents=True)
    (folder / "shop.yml").write_text(f"name: {folder.name}\nlanguages: [fr]\n")
    (folder / "pages/aide.md").write_text(page)
    (folder / "questions.yml").write_text(
        f'- {{ask: "Combien de jours pour retourner un article ?", lang: fr, {fact}}}\n'
    )


class TestASet:
    async def test_asks_each_shop_of_its_own_texts_and_leaves_nothing_behind(
        self, encoder_dir: Path, tmp_path: Path
    ) -> None:
        shop(tmp_path / "has", RETURNS, "all: 21 jours")
        shop(tmp_path / "lacks", DELIVERY, "silent: true")
        settings = Settings(data_dir=encoder_dir.parents[1])
        told: list[tuple[str, int, int]] = []

        report = await evaluate_held_out(
            settings, tmp_path, data=None, progress=lambda *one: told.append(one)
        )

        assert {one.shop: one.judgement for one in report.outcomes} == {
            "has": Judgement.RIGHT,
            "lacks": Judgement.SILENT,
        }
        assert ("Indexing", 2, 2) in told
        assert not (settings.data_dir / "index").exists()
