"""What the library says of a wrong shape never reaches the one who asks."""

import pytest
from marshmallow import Schema, ValidationError, fields, validate

from mis.schema_words import problem_of

LIBRARY = ("valid", "Must be", "Missing data", "Length", "Field may", "pattern", "minimum")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        (fields.Integer(), "x", "it: write a number"),
        (fields.Integer(), None, "it: it may not be empty"),
        (fields.Boolean(), "perhaps", "it: answer true or false"),
        (fields.List(fields.String()), 3, "it: write it as a list"),
        (fields.Dict(), 3, "it: write it as an object of names and values"),
        (fields.Date(), "x", "it: write a day such as 2024-05-31"),
        (fields.String(validate=validate.Length(1, 3)), "abcd", "it: 1 to 3 characters or lines"),
        (fields.String(validate=validate.Length(max=3)), "abcd", "it: at most 3 characters or lines"),
        (fields.String(validate=validate.Length(min=2)), "a", "it: at least 2 characters or lines"),
        (fields.String(validate=validate.Length(2, 2)), "a", "it: 2 to 2 characters or lines"),
        (fields.Integer(validate=validate.Range(1, 200)), 0, "it: a number from 1 to 200"),
        (fields.Integer(validate=validate.Range(max=200)), 201, "it: at most 200"),
        (fields.Integer(validate=validate.Range(min=1)), 0, "it: at least 1"),
        (fields.String(validate=validate.Regexp("[0-9]+")), "x", "it: it is not written as it must be"),
        (fields.String(validate=validate.ContainsNoneOf("x")), "x", "it: it holds a sign that no text may hold"),
    ],
)
def test_each_sentence_of_the_library_becomes_ours(field: fields.Field, value: object, words: str) -> None:
    shape = Schema.from_dict({"it": field})()
    with pytest.raises(ValidationError) as refused:
        shape.load({"it": value})
    (said,) = refused.value.messages_dict["it"]
    found = problem_of("it", said)
    assert found.words() == words
    assert not any(word in found.words() for word in LIBRARY)


def test_what_we_say_ourselves_stays_behind_the_name_of_the_field() -> None:
    said = "Date: “1954” is not written as 2024-05-31"
    assert problem_of("birth_date", said).words() == "birth_date: “1954” is not written as 2024-05-31"
