"""What a package hands up to the application: its routes, commands, jobs, reports, permissions and panels."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from click import Command
from flask import Blueprint
from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Permission:
    """Something an officer may do, in words, and the roles that may do it."""

    name: str
    title: str
    roles: frozenset[str]


@dataclass(frozen=True)
class Job:
    """A kind of work for the queue: which queue carries it and the function (by path) that does it for one id."""

    queue: str
    path: str


@dataclass(frozen=True)
class Sweep:
    """Work that should be moving and is not: asked of the database, put on its queue again."""

    job: Job
    find: Callable[[Session], Sequence[int]]


@dataclass(frozen=True)
class WorkItem:
    """One thing that waits for somebody: what, why, since when, by when."""

    title: str
    detail: str
    why: str
    url: str
    since: date
    decide_by: date | None = None


@dataclass(frozen=True)
class Work:
    """A queue of waiting things: its words, who may take them, how many and how old, and the oldest of them."""

    title: str
    permission: str
    url: str
    count: Callable[[Session, Any], tuple[int, date | None]]
    items: Callable[[Session, Any, int], Sequence[WorkItem]]


@dataclass(frozen=True)
class Found:
    """One answer of the search: what it is, what tells it apart, where it opens."""

    kind: str
    title: str
    detail: str
    url: str
    exact: bool


@dataclass(frozen=True)
class Search:
    """How one register answers the search field; `find(session, officer, text)` gives at most fifty."""

    permission: str
    find: Callable[[Session, Any, str], Sequence[Found]]


@dataclass(frozen=True)
class Panel:
    """A higher register shown on a lower page: where, to whom, by which template, from which question."""

    page: str
    place: int
    permission: str
    template: str
    read: Callable[[Session, Any, int], Mapping[str, Any]]


@dataclass(frozen=True)
class Check:
    """A proof for `mis check`: its name and the question that gives how many were examined and what disagrees."""

    name: str
    run: Callable[[Session], tuple[int, Sequence[str]]]


@dataclass(frozen=True)
class MenuItem:
    """A place in the main menu, or an act offered on the home page, to those who may; the least `place` comes first.

    `also` are addresses outside its own that belong to it.
    """

    title: str
    url: str
    permission: str
    place: int = 0
    also: Sequence[str] = ()


@dataclass(frozen=True)
class Part:
    """One package's contribution; the application is the sum of three.

    `subcommands` hang under a group of a lower part, each with that group's name.
    """

    name: str
    pages: Sequence[Blueprint] = ()
    api: Sequence[Blueprint] = ()
    commands: Sequence[Command] = ()
    subcommands: Sequence[tuple[str, Command]] = ()
    permissions: Sequence[Permission] = ()
    jobs: Sequence[Job] = ()
    sweeps: Sequence[Sweep] = ()
    reports: Sequence[Any] = ()
    work: Sequence[Work] = ()
    searches: Sequence[Search] = ()
    panels: Sequence[Panel] = ()
    checks: Sequence[Check] = ()
    menu: Sequence[MenuItem] = ()
    first_acts: Sequence[MenuItem] = ()
    family: Callable[[Session, str], Mapping[str, int]] | None = None
