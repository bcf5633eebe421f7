"""A reference read aloud or typed badly is noticed: any one wrong sign, any two neighbours swapped."""

from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from mis.identifiers import ALPHABET, KINDS, derived_reference, new_reference, read_reference, references_from, written

references = some.builds(written, some.sampled_from(sorted(KINDS)), some.text(ALPHABET, min_size=10, max_size=10))


@given(references)
def test_a_reference_is_read_however_it_is_typed(reference: str) -> None:
    assert read_reference(reference) == reference
    assert read_reference(f"  {reference.lower()} ") == reference
    assert read_reference(reference.replace("-", "")) == reference
    assert read_reference(" ".join(reference.replace("-", ""))) == reference
    assert len(reference) <= 35


@given(references)
def test_signs_that_look_alike_are_taken_for_each_other(reference: str) -> None:
    kind, rest = reference[:2], reference[2:]
    assert read_reference(kind + rest.replace("0", "O").replace("1", "I")) == reference
    assert read_reference(kind + rest.replace("1", "l")) == reference


@given(references, some.integers(3, 16), some.sampled_from(ALPHABET))
def test_any_one_wrong_sign_is_noticed(reference: str, place: int, sign: str) -> None:
    assume(reference[place] not in (sign, "-"))
    assert read_reference(reference[:place] + sign + reference[place + 1 :]) is None


@given(references, some.integers(0, 14))
def test_any_two_neighbours_swapped_are_noticed(reference: str, place: int) -> None:
    signs = reference.replace("-", "")
    assume(place + 1 < len(signs) and signs[place] != signs[place + 1])
    swapped = signs[:place] + signs[place + 1] + signs[place] + signs[place + 2 :]
    assert read_reference(swapped) is None


@given(references, some.sampled_from(sorted(KINDS)))
def test_the_reference_of_one_kind_is_none_of_another(reference: str, kind: str) -> None:
    assume(kind != reference[:2])
    assert read_reference(kind + reference[2:]) is None


@pytest.mark.parametrize(
    "text", ["", "0", "-1", "01", "1e3", str(2**63), "9" * 40, "null", "../1", "1;DROP TABLE person", "PE", "PE-" + "0" * 13,
             "PE\x00", "ＰＥ-00000-00000-00", "c9a3fd54-a84c-4e6e-9f6e-000000000000", "PE-00000-00000-0",
             "ZZ-00000-00000-00", "PE" * 5000],
)  # fmt: skip
def test_what_cannot_be_a_reference_is_none(text: str) -> None:
    assert read_reference(text) is None


def test_new_references_are_of_chance_and_those_of_a_demonstration_are_not() -> None:
    assert len({new_reference("PE") for _ in range(2000)}) == 2000
    with references_from(Random(7)):
        first = [new_reference("PE") for _ in range(3)]
    with references_from(Random(7)):
        assert [new_reference("PE") for _ in range(3)] == first
    assert new_reference("PE") not in first


def test_a_derived_reference_follows_from_its_seed_and_parts_alone() -> None:
    assert derived_reference("PY", "a", "b") == derived_reference("PY", "a", "b")
    assert derived_reference("PY", "ab", "") != derived_reference("PY", "a", "b")
    assert derived_reference("PY", "b", "a") != derived_reference("PY", "a", "b")
    assert read_reference(derived_reference("PY", "a", "b")) is not None


def test_an_unknown_kind_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="no kind"):
        new_reference("XX")
