"""Editions: what is in force between two changes, its digest, and the plan by which it decides."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from typing import Any

import polars as pl

from mis.errors import refuse
from mis.law import amounts, conditions, days, history, lookups, measures, wages
from mis.law.book import SECTIONS, Line, Sheet, days_of_change
from mis.law.dues import check_dues
from mis.law.facts import Fact, catalogue
from mis.law.terms import NUMBER, LawError, Scope, Term, Version, constant

SHAPES = {
    **amounts.SHAPES, **lookups.SHAPES, **days.SHAPES, **conditions.SHAPES, **measures.SHAPES, **wages.SHAPES, **history.SHAPES,
}  # fmt: skip
KINDS = {"month": "date", "text": "text"}
PAYMENT_FACTS = {"payment": ("number", 3), "period_from": ("date", 1), "period_to": ("date", 1)}


@dataclass(frozen=True, eq=False)
class Edition:
    """The lines of a sheet in force from a day, in the sheet's order."""

    sheet: Sheet
    since: date
    lines: tuple[Line, ...]

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical definition: what the law says, without words and documents."""
        head = {name: getattr(self.sheet, name) for name in ("code", "currency", "decimals", "per", "rule_date", "periods")}
        head |= {name: getattr(self.sheet, name) for name in ("missing", "shares") if getattr(self.sheet, name)}
        lines = [{name: value for name, value in vars(line).items() if value not in (None, False)} for line in self.lines]
        head |= {"coverage": {**self.sheet.coverage, "services": self.services}} if self.sheet.coverage else {}
        head |= {"versions": versions} if (versions := _versions(self.sheet)) else {}
        text = json.dumps({**head, "lines": lines}, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)
        return sha256(text.encode()).hexdigest()

    @property
    def services(self) -> list[Mapping[str, Any]]:
        """The services that the benefit covers, of those that have begun and not ended."""
        listed = (self.sheet.coverage or {}).get("services", [])
        return [each for each in listed if each.get("since", date.min) <= self.since <= each.get("until", date.max)]

    @cached_property
    def plan(self) -> Mapping[str, Term]:
        """Each line's name as a term, in order; raises Refusal naming sheet and line."""
        scope = Scope(_names(), fields=_fields(), shapes=SHAPES, decimals=self.sheet.decimals, versions=_versions(self.sheet))
        plan: dict[str, Term] = {}
        for line in self.lines:
            if line.section == "amount" and self.sheet.kind == "benefit":
                scope.names |= {name: _named(name, kind, digits=size) for name, (kind, size) in PAYMENT_FACTS.items()}
            try:
                plan[line.name] = _checked(line, _among(self.sheet, scope) if line.section == "weights" else scope)
            except (LawError, KeyError, TypeError, AttributeError) as error:
                where = f"Sheet {self.sheet.code}, line {line.name} since {line.since}"
                raise refuse(self.sheet.code, f"{where}: {_said(error)}", "law") from None
            scope.names[line.name] = _as_name(line.name, plan[line.name])
        if self.sheet.kind == "benefit" and self.sheet.status != "incomplete":
            check_dues(self.sheet, self.since, {**_names(), **plan})
        return plan

    def section(self, name: str) -> list[Line]:
        """The lines of one of the three lists."""
        return [line for line in self.lines if line.section == name]

    def levels(self, section: str) -> list[list[Line]]:
        """The lines of a list in levels: each level needs only facts, other lists and the levels before it."""
        return self._levels[section]

    @cached_property
    def _levels(self) -> dict[str, list[list[Line]]]:
        return {name: _in_levels(self.section(name), self.plan) for name in SECTIONS}

    def line(self, name: str) -> Line:
        """The line of that name in this edition."""
        return next(line for line in self.lines if line.name == name)

    def leaves(self, name: str) -> frozenset[str]:
        """The catalogued facts on which a line rests, directly or through earlier lines."""
        if name not in self.plan:
            return frozenset({name})
        return frozenset[str]().union(*(self.leaves(asked) for asked in self.plan[name].asks))


def _among(sheet: Sheet, scope: Scope) -> Scope:
    """The scope as each person sees it among whom the amount is shared."""
    if sheet.shares is None:
        raise LawError("weights share an amount: say among whom, in “shares”")
    return scope.within(sheet.shares["among"])


def _versions(sheet: Sheet) -> dict[str, tuple[Version, ...]]:
    """What each line whose history another line reads has said from day to day."""
    names = {name for line in sheet.lines for name in _read_over_time(line.body)} & {line.name for line in sheet.lines}
    if not names:
        return {}
    days = days_of_change(sheet)
    spans = list(zip([None, *days], [*days, None], strict=True))
    bodies = [{} if day is None else {line.name: line.body for line in _in_force(sheet, day)} for day, _ in spans]
    return {
        name: tuple((since, until, body.get(name)) for (since, until), body in zip(spans, bodies, strict=True))
        for name in sorted(names)
    }


def _read_over_time(body: Any) -> Iterator[str]:
    """The names of lines whose history a body reads: an age that moves, a rate that changes while a debt runs."""
    if isinstance(body, Mapping):
        read = [body.get("age")] if "first_day_at" in body else [body.get("accrues")] if "history" in body else []
        yield from (name for name in read if isinstance(name, str))
        for inner in body.values():
            yield from _read_over_time(inner)


def _in_levels(lines: list[Line], plan: Mapping[str, Term]) -> list[list[Line]]:
    depth: dict[str, int] = {}
    for line in lines:
        needed = [name for name in plan[line.name].asks if name in depth and plan[name].constant is None]
        depth[line.name] = 1 + max((depth[name] for name in needed), default=-1)
    return [[line for line in lines if depth[line.name] == level] for level in sorted(set(depth.values()))]


def _said(error: Exception) -> str:
    return f"{error.args[0]} is missing" if isinstance(error, KeyError) else str(error)


def _checked(line: Line, scope: Scope) -> Term:
    term = scope.shape(line.body)
    if line.section == "weights" and term.items:
        raise LawError("a weight is of one item: measures belong to the facts")
    if line.section == "conditions" and term.kind != "boolean":
        raise LawError("a condition is a test")
    if line.payer and (term.places > scope.decimals or term.divisor is not None):
        raise LawError("a contribution must be rounded to the scheme's decimals")
    return term


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    return f"{value:f}" if isinstance(value, Decimal) else value.isoformat()


def _named(name: str, kind: str, places: int = 0, digits: int = 12) -> Term:
    return Term(kind, pl.col(name), frozenset({name}), places, digits)


def _as_name(name: str, term: Term) -> Term:
    expr = pl.col(name) if term.constant is None else term.expr
    return Term(term.kind, expr, frozenset({name}), term.places, term.digits, term.constant, term.divisor)


def _fact(fact: Fact) -> Term:
    """A fact as the law reckons with it: a number may lie in a frame in any smaller type, and is made exact here."""
    named = _named(fact.name, KINDS.get(fact.type, fact.type), fact.decimals, len(str(int(fact.most))))
    return replace(named, expr=named.expr.cast(NUMBER)) if fact.type == "number" else named


def _names() -> dict[str, Term]:
    return {"for_life": constant(date.max), **{name: _fact(fact) for name, fact in catalogue().items() if not fact.fields}}


def _fields() -> dict[str, dict[str, Term]]:
    return {name: {inner.name: _inner(name, inner) for inner in fact.fields} for name, fact in catalogue().items() if fact.fields}


def _inner(items: str, fact: Fact) -> Term:
    term = _fact(fact)
    return Term(term.kind, term.expr, frozenset({f"{items}.{fact.name}"}), term.places, term.digits)


def read_editions(sheet: Sheet) -> tuple[Edition, ...]:
    """The sheet's editions: at each day of change, the latest version in force of each name, in the sheet's order."""
    return tuple(Edition(sheet, day, _in_force(sheet, day)) for day in days_of_change(sheet))


def _in_force(sheet: Sheet, day: date) -> tuple[Line, ...]:
    latest: dict[str, Line] = {}
    for line in sheet.lines:
        if line.in_force(day):
            covered = latest.get(line.name)
            if covered is None or (line.since or date.min) >= (covered.since or date.min):
                latest[line.name] = line
    return tuple(line for line in sheet.lines if latest.get(line.name) is line and not line.repealed)
