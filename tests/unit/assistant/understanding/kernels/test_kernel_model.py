from assistant.understanding.kernels.kernel_model import BUCKETS, letter_buckets


class TestLetterBuckets:
    def test_are_the_same_for_any_case_accent_or_sign(self) -> None:
        assert letter_buckets("Déjà  reçu !").tolist() == letter_buckets("deja recu").tolist()

    def test_of_two_spellings_are_shared_in_part(self) -> None:
        one, other = set(letter_buckets("commande")), set(letter_buckets("comande"))

        assert one != other
        assert len(one & other) > len(one) / 3

    def test_are_each_given_once_and_in_range(self) -> None:
        found = letter_buckets("ha ha ha ha").tolist()

        assert found == sorted(set(found))
        assert all(0 <= one < BUCKETS for one in found)

    def test_of_nothing_are_none(self) -> None:
        assert letter_buckets("").tolist() == []
