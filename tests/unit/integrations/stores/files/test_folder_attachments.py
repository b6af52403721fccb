import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.desk.attachment_store import (
    Attachments,
    AttachmentsUnavailableError,
    UnknownAttachmentError,
)
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

    async def test_what_a_crash_left_half_written_is_found_and_dropped(
        self, files: Attachments, tmp_path: Path
    ) -> None:
        kept = await files.keep("a.png", png())
        place = tmp_path / "attachments" / kept.attachment_id[:2] / kept.attachment_id
        place.rename(place.with_suffix(".new"))  # as if it had died before the last step

        with pytest.raises(UnknownAttachmentError):
            await files.describe(kept.attachment_id)
        found = await files.kept_before(datetime.now(UTC) + timedelta(minutes=1))
        assert list(found) == [kept.attachment_id]
        assert await files.kept_before(datetime.now(UTC) - timedelta(minutes=1)) == {}
        await files.drop(kept.attachment_id)
        assert files_in(tmp_path) == []

    async def test_a_description_needs_no_bytes(self, files: Attachments, tmp_path: Path) -> None:
        kept = await files.keep("a.png", png())
        next(one for one in files_in(tmp_path) if one.name == "data").unlink()

        assert (await files.describe(kept.attachment_id)).attachment == kept
