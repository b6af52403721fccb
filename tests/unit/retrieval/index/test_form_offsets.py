import numpy as np
import pytest
from numpy.typing import NDArray

from retrieval.index.form_offsets import PassageForm, offsets

PAGES = 40
FRENCH = np.array([1.0, 0, 0, 0], np.float32)
ASKING = np.array([0, 1.0, 0, 0], np.float32)
SELLING = np.array([0, 0, 1.0, 0], np.float32)


def _form(count: int) -> PassageForm:
    rows = np.arange(count)
    return PassageForm(
        products=(rows % 8 >= 4).astype(np.uint8),
        questions=(rows % 4 == 3).astype(np.uint8) * (rows % 8 < 4).astype(np.uint8),
        languages=(rows % 2).astype(np.uint16),
    )


def _vectors(form: PassageForm) -> NDArray[np.float32]:
    subject = np.random.default_rng(1).normal(scale=0.01, size=(len(form.products), 4))
    common = (
        form.languages[:, None] * FRENCH
        + form.questions[:, None] * ASKING
        + form.products[:, None] * SELLING
    )
    vectors: NDArray[np.float32] = (subject + common).astype(np.float32)
    return vectors


class TestOffsets:
    def test_take_off_what_a_language_has_in_common(self) -> None:
        form = _form(8 * PAGES)
        vectors = _vectors(form)

        rest = vectors - offsets(vectors, form, languages=2)[form.numbers]

        products = form.products == 1
        means = [rest[products & (form.languages == n)].mean(axis=0) for n in (0, 1)]
        assert np.allclose(means[0], means[1], atol=0.05)

    def test_leave_what_tells_products_from_pages(self) -> None:
        form = _form(8 * PAGES)
        vectors = _vectors(form)

        rest = vectors - offsets(vectors, form, languages=2)[form.numbers]

        difference = rest[form.products == 1].mean(axis=0) - rest[form.products == 0].mean(axis=0)
        assert difference[2] == pytest.approx(1, abs=0.05)

    def test_hardly_change_the_only_page_of_its_form(self) -> None:
        form = PassageForm(
            products=np.zeros(20, np.uint8),
            questions=np.array([1] + [0] * 19, np.uint8),
            languages=np.zeros(20, np.uint16),
        )
        vectors = np.zeros((20, 4), np.float32)
        vectors[0] = ASKING

        taken = offsets(vectors, form, languages=1)[form.numbers]

        assert abs(taken[0] @ ASKING) < 0.25

    def test_of_one_form_in_one_language_are_nothing(self) -> None:
        form = PassageForm(
            products=np.zeros(9, np.uint8),
            questions=np.ones(9, np.uint8),
            languages=np.zeros(9, np.uint16),
        )
        vectors = np.random.default_rng(2).normal(size=(9, 4)).astype(np.float32)

        assert np.allclose(offsets(vectors, form, languages=1), 0, atol=1e-6)

    def test_of_nothing_are_nothing(self) -> None:
        empty = _form(0)

        assert not offsets(np.zeros((0, 4), np.float32), empty, languages=2).any()


class TestForm:
    def test_is_repeated_for_every_sentence(self) -> None:
        form = _form(8)

        repeated = form.repeated(np.array([0, 2, 1, 0, 0, 0, 0, 3]))

        assert repeated.numbers.tolist() == [form.numbers[n] for n in (1, 1, 2, 7, 7, 7)]
