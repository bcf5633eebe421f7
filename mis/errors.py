"""What the office says when something cannot be done, in the words of the one who asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: at which field or row, in which words, under which code.

    The message may name places, as in "%(found)s is in the future", which `values` fill: so that it can be
    translated before it is filled.
    """

    field: str | None
    message: str
    code: str = "invalid"
    row: int | None = None
    values: Mapping[str, object] = attribute(default_factory=dict)

    def words(self, translate: Callable[[str], str] = str) -> str:
        """The message in a language, its places filled."""
        message = translate(self.message)
        return message % self.values if self.values else message


class Refusal(Exception):
    """Nothing was done, for these reasons; `status` is what the web answers."""

    status = 422
    title = "Nothing was done"

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(problem.words() for problem in problems))
        self.problems = problems

    def as_json(self, translate: Callable[[str], str] = str) -> dict:
        """The problem as RFC 9457 writes it, in a language."""
        errors = [
            {"field": problem.field, "row": problem.row, "code": problem.code, "message": problem.words(translate)}
            for problem in self.problems
        ]
        kept = [{key: value for key, value in error.items() if value is not None} for error in errors]
        detail = "; ".join(str(error["message"]) for error in errors)
        return {"type": "about:blank", "title": translate(self.title), "status": self.status, "detail": detail, "errors": kept}


class Malformed(Refusal):
    """The request itself cannot be read."""

    status = 400
    title = "This request cannot be read"


class NotSignedIn(Refusal):
    """Nobody is signed in, or the session has ended."""

    status = 401
    title = "Sign in first"


class Forbidden(Refusal):
    """The officer lacks a permission."""

    status = 403
    title = "You may not do this"


class NotFound(Refusal):
    """There is no such record, or it lies outside the officer's offices."""

    status = 404
    title = "Not found"


class Conflict(Refusal):
    """The record changed, or is no longer in the state that the act needs."""

    status = 409
    title = "Something changed"


class Outdated(Refusal):
    """The copy that the act was based on is not the newest."""

    status = 412
    title = "Something changed"


class TooMany(Refusal):
    """Too many tries in too short a time."""

    status = 429
    title = "Wait a little"


class Unavailable(Refusal):
    """The database does not answer."""

    status = 503
    title = "The office cannot answer now"


def refuse(field: str | None, message: str, code: str = "invalid", /, **values: object) -> Refusal:
    """A refusal of one problem, to be raised; `values` fill the places named in the message."""
    return Refusal(Problem(field, message, code, values=values))


def missing(message: str, /, **values: object) -> NotFound:
    """There is no such thing, or it is not the officer's to see."""
    return NotFound(Problem(None, message, "not-found", values=values))


def conflict(message: str, code: str = "changed", /, **values: object) -> Conflict:
    """The state does not allow it (any more)."""
    return Conflict(Problem(None, message, code, values=values))
