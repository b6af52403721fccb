from pathlib import Path

import pytest

from retrieval.encoders.conversion.conversion_request import (
    Alphabet,
    Arithmetic,
    EncoderVariant,
    detect_arithmetic,
)


class TestAKey:
    def test_changes_with_everything_that_changes_vectors(self) -> None:
        variants = [EncoderVariant(alphabet=a, arithmetic=b) for a in Alphabet for b in Arithmetic]
        keys = {variant.key() for variant in variants}
        keys.add(EncoderVariant().key(weights_sha256="00" * 32))

        assert len(keys) == len(variants) + 1

    def test_is_a_plain_folder_name(self) -> None:
        assert EncoderVariant().key() == "multilingual-e5-small-latin-int8-1571fc98-2"


class TestDetectArithmetic:
    @pytest.mark.parametrize("flag", ["avx512_vnni", "avx_vnni"])
    def test_takes_eight_bits_where_the_processor_has_vnni(self, tmp_path: Path, flag: str) -> None:
        cpuinfo = tmp_path / "cpuinfo"
        cpuinfo.write_text(f"processor\t: 0\nflags\t\t: fpu avx2 {flag} rdpid\n")

        assert detect_arithmetic(cpuinfo) is Arithmetic.INT8

    def test_takes_the_safe_seven_without(self, tmp_path: Path) -> None:
        cpuinfo = tmp_path / "cpuinfo"
        cpuinfo.write_text("processor\t: 0\nflags\t\t: fpu avx2 not_avx_vnni_at_all\n")

        assert detect_arithmetic(cpuinfo) is Arithmetic.INT7

    def test_takes_the_safe_seven_where_nobody_can_tell(self, tmp_path: Path) -> None:
        assert detect_arithmetic(tmp_path / "missing") is Arithmetic.INT7
