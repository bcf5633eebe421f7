"""What the office says when something cannot be done, in the words of the one who asked."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: at which field or row, in which words, under which code."""

    field: str | None
    message: str
    code: str = "invalid"
    row: int | None = None


class Refusal(Exception):
    """Nothing was done, for these reasons; `status` is what the web answers."""

    status = 422
    title = "Nothing was done"

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(str(problem.message) for problem in problems))
        self.problems = problems

    def as_json(self) -> dict:
        """The problem as RFC 9457 writes it."""
        errors = [
            {key: value for key, value in vars(problem).items() if value is not None} | {"message": str(problem.message)}
            for problem in self.problems
        ]
        return {"type": "about:blank", "title": str(self.title), "status": self.status, "detail": str(self), "errors": errors}


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


class TooMany(Refusal):
    """Too many tries in too short a time."""

    status = 429
    title = "Wait a little"


def refuse(field: str | None, message: str, code: str = "invalid") -> Refusal:
    """A refusal of one problem, to be raised."""
    return Refusal(Problem(field, message, code))


def missing(what: str) -> NotFound:
    """There is no such thing, or it is not the officer's to see."""
    return NotFound(Problem(None, what, "not-found"))


def conflict(message: str, code: str = "changed") -> Conflict:
    """The state does not allow it (any more)."""
    return Conflict(Problem(None, message, code))
