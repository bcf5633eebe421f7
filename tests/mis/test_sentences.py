"""The sentences of refusals reach the translators, wherever in a file they stand."""

from io import BytesIO

import pytest

from mis.sentences import extract_sentences

IN_A_VARIABLE = """
def demand(state):
    words = "This run is %(state)s"
    raise conflict(words, "state", state=state)
"""
OF_THE_FILE = """
NOTHING = "There is no such run"
def found(row):
    raise missing(NOTHING)
"""
BY_STATE = """
def demand(state):
    words = {"granted": "This run is %(state)s", "refused": "There is no such run"}
    raise conflict(words[state], "state")
"""
EITHER = """
def demand(first):
    one = "This run is %(state)s"
    raise refuse("run", one if first else "There is no such run")
"""
THROUGH_ANOTHER = """
def demand(self):
    self.add("run", "There is no such run")
def add(self, field, message):
    self.found.append(message)
"""
NO_SENTENCE = """
def demand(state):
    words = "not for an officer"
    log(words)
    raise refuse("run", f"Run {state}")
"""


def sentences(code: str) -> set[str]:
    return {found[2] for found in extract_sentences(BytesIO(code.encode()), {}, (), {})}


@pytest.mark.parametrize(
    ("code", "found"),
    [
        (IN_A_VARIABLE, {"This run is %(state)s"}),
        (OF_THE_FILE, {"There is no such run"}),
        (BY_STATE, {"This run is %(state)s", "There is no such run"}),
        (EITHER, {"This run is %(state)s", "There is no such run"}),
        (THROUGH_ANOTHER, {"There is no such run"}),
        (NO_SENTENCE, set()),
    ],
    ids=["in a variable", "of the file", "by state", "either", "through another function", "no sentence"],
)
def test_the_sentence_of_a_refusal_is_found(code: str, found: set[str]) -> None:
    assert sentences(code) == found
