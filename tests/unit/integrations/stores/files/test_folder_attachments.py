import stat
from pathlib import Path

import pytest

from assistant.desk.attachment_store import Attachments, AttachmentsUnavailableError
from integrations.stores.files.folder_attachments import FolderAttachments
from tests.contract.attachments import MOST, AttachmentsContract
from tests.support.seeds.media_files import TEXT, png


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


class TestFolderAttachments(AttachmentsContract):
    @pytest.fixture
    def files(self, tmp_path: Path) -> Attachments:
        return FolderAttachments(tmp_path / "attachments", most_bytes=MOST)

    async def test_no_path_is_made_of_a_name(self, files: Attachments, tmp_path: Path) -> None:
        await files.keep("../../../evil.txt", TEXT)
        await files.keep("C:\\windows\\evil.txt", TEXT)

        assert {path.name for path in files_in(tmp_path)} == {"data", "about.json"}

    async def test_files_outlive_the_process(self, files: Attachments, tmp_path: Path) -> None:
        kept = await files.keep("a.png", png())

        again = FolderAttachments(tmp_path / "attachments", most_bytes=1)
        assert (await again.read(kept.attachment_id)).attachment == kept

    async def test_nobody_else_of_the_machine_may_read_them(
        self, files: Attachments, tmp_path: Path
    ) -> None:
        await files.keep("a.png", png())

        modes = [stat.S_IMODE(path.stat().st_mode) for path in files_in(tmp_path)]
        assert modes == [0o600, 0o600]

    async def test_nothing_half_written_is_left_of_a_refusal(
        self, files: Attachments, tmp_path: Path
    ) -> None:
        (tmp_path / "attachments").write_text("no folder")

        with pytest.raises(AttachmentsUnavailableError):
            await files.keep("a.png", png())

        assert [path.name for path in files_in(tmp_path)] == ["attachments"]

    async def test_dropping_leaves_nothing(self, files: Attachments, tmp_path: Path) -> None:
        kept = await files.keep("a.png", png())

        await files.drop(kept.attachment_id)

        assert files_in(tmp_path) == []
