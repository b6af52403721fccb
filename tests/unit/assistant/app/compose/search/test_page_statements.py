"""Statements of pages that are encoded when the shop is indexed."""

from pathlib import Path

import pytest

from assistant.app.compose.answer_engine import open_engine
from assistant.app.compose.search.local_models import open_encoder
from assistant.app.compose.search.page_statements import open_page_statements
from assistant.app.compose.search.shop_index import index_items
from assistant.conversation.events import ReplyKind
from assistant.kit.settings.settings import Settings
from retrieval.encoders.onnx_encoder import OnnxEncoder
from retrieval.index.index_build import ignore_progress
from tests.unit.retrieval.making import WordEncoder, page

PAGE = page(
    "## Délai\n\nVous avez 30 jours pour renvoyer un article.\n\n"
    "| Pays | Frais |\n|---|---|\n| France | 4,90 € |\n| Belgique | 6,90 € |"
)


@pytest.mark.usefixtures("encoder")
async def test_statements_of_pages_are_not_encoded_when_they_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data_dir=tmp_path)
    index_items(settings, [PAGE], open_encoder(settings), progress=ignore_progress)
    monkeypatch.setattr(OnnxEncoder, "statement_states", None)  # whoever encodes now fails

    async with open_engine(settings) as engine:
        days = await engine.ask("Combien de jours ai-je pour renvoyer un article ?")
        fee = await engine.ask("Combien coûte le retour depuis la Belgique ?")

    assert days.reply.kind is fee.reply.kind is ReplyKind.ANSWERED
    assert "30 jours" in days.reply.text
    assert "6,90 €" in fee.reply.text


def test_none_are_kept_where_no_reader_looks_for_them(encoder: OnnxEncoder, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    search = settings.search.model_copy(update={"reader": False})

    assert open_page_statements(settings, WordEncoder()) is None
    assert open_page_statements(settings.model_copy(update={"search": search}), encoder) is None
