"""Columns that an unknown table is told of: each list is one that is really read."""

from pathlib import PurePosixPath

import pytest

from retrieval.catalogue.file_kinds import FileKind, sniff
from retrieval.catalogue.source_files import SourceFile
from retrieval.catalogue.tables.expected_columns import EXPECTED, explain_columns


class TestTheExpectedColumns:
    @pytest.mark.parametrize(("name", "columns"), EXPECTED)
    def test_are_of_a_format_that_is_read(self, name: str, columns: str) -> None:
        data = f"{columns}\n".encode()
        path = PurePosixPath("a.csv")

        kind = sniff(SourceFile(name="a.csv", data=data, path=path, root="", is_named=True)).kind

        assert kind not in {FileKind.UNKNOWN, FileKind.UNKNOWN_PRODUCTS}, name

    def test_are_said_beside_those_of_the_table(self) -> None:
        said = explain_columns(["produit", "tarif"])

        assert "(produit, tarif)" in said
        assert "Handle, Title" in said

    def test_are_said_of_a_wide_table_in_short(self) -> None:
        said = explain_columns([f"c{number}" for number in range(40)])

        assert "c11 and 28 more" in said
