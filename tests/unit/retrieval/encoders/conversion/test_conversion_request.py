from retrieval.encoders.conversion.conversion_request import (
    Alphabet,
    EncoderVariant,
)


class TestAKey:
    def test_changes_with_everything_that_changes_vectors(self) -> None:
        variants = [EncoderVariant(alphabet=one) for one in Alphabet]
        keys = {variant.key() for variant in variants}
        keys.add(EncoderVariant().key(weights_sha256="00" * 32))

        assert len(keys) == len(variants) + 1

    def test_is_a_plain_folder_name(self) -> None:
        assert EncoderVariant().key() == "multilingual-e5-small-latin-int7-1571fc98-2"
