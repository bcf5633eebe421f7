"""What the shapes of the API refuse, in the office's own words: the library's sentence becomes ours, its field named."""

import re

from mis.errors import Problem

SENTENCES = {
    r"Missing data for required field\.": "%(field)s: it is missing",
    r"Field may not be null\.": "%(field)s: it may not be empty",
    r"Unknown field\.": "%(field)s: nothing of this name is read here",
    r"Must be one of: (?P<offered>.*)\.": "%(field)s: choose one of %(offered)s",
    r"Not a valid (integer|number)\.": "%(field)s: write a number",
    r"Number too large\.": "%(field)s: this number is too large",
    r"Not a valid (utf-8 )?string\.": "%(field)s: write it as text, between quotes",
    r"(Not a valid boolean\.|Answer true or false)": "%(field)s: answer true or false",
    r"Not a valid list\.": "%(field)s: write it as a list",
    r"(Not a valid mapping type|Invalid input type|Invalid type)\.": "%(field)s: write it as an object of names and values",
    r"Not a valid date\.": "%(field)s: write a day such as 2024-05-31",
    r"Shorter than minimum length (?P<least>[0-9]+)\.": "%(field)s: at least %(least)s characters or lines",
    r"Longer than maximum length (?P<most>[0-9]+)\.": "%(field)s: at most %(most)s characters or lines",
    r"Length must be between (?P<least>[0-9]+) and (?P<most>[0-9]+)\.": "%(field)s: %(least)s to %(most)s characters or lines",
    r"Length must be (?P<least>[0-9]+)\.": "%(field)s: exactly %(least)s characters",
    r"Must be greater than or equal to (?P<least>\S+)\.": "%(field)s: at least %(least)s",
    r"Must be less than or equal to (?P<most>\S+)\.": "%(field)s: at most %(most)s",
    r"Must be greater than or equal to (?P<least>\S+) and less than or equal to (?P<most>\S+)\.": (
        "%(field)s: a number from %(least)s to %(most)s"
    ),
    r"String does not match expected pattern\.": "%(field)s: it is not written as it must be",
    r"One or more of the choices you made was in: .*": "%(field)s: it holds a sign that no text may hold",
    r"(Invalid value|Invalid input)\.": "%(field)s: this cannot be right",
}
KIND = re.compile(r"(Date|Month|Amount): (?=\S)")
WHOLE = "body"


def problem_of(path: str, words: str) -> Problem:
    """The refusal of a field (its path, such as members.0.role; "" for the whole body) said in our own words.

    What a shape of ours says itself keeps its words, behind the field's name instead of the kind of value.
    """
    field = path or WHOLE
    for pattern in SENTENCES:
        if found := re.fullmatch(pattern, words, re.DOTALL):
            return Problem(path or None, SENTENCES[pattern], "invalid", values={"field": field, **found.groupdict()})
    ours = {"field": field, "words": KIND.sub("", words, count=1)}
    return Problem(path or None, "%(field)s: %(words)s", "invalid", values=ours)
