"""One shape of law worked over one row of facts, and the same by hand in fractions."""

from decimal import Decimal
from fractions import Fraction

import polars as pl

from mis.law.editions import SHAPES
from mis.law.terms import NUMBER, Scope, Term, constant

KINDS = {"wage": "number", "months": "number", "born": "date", "day": "date", "yes": "boolean", "class": "choice"}
TYPES = {"number": NUMBER, "date": pl.Date, "boolean": pl.Boolean, "choice": pl.String}
CHOSEN = ("half up", "half even", "up", "down", "1 March", "28 February")


def worked(body, decimals=2, versions=None, **facts):
    """One shape over one row of facts."""
    names = {name: Term(kind, pl.col(name), frozenset({name}), 6 if name == "wage" else 0, 12 if name == "wage" else 4)
             for name, kind in KINDS.items()}  # fmt: skip
    names |= {word.replace(" ", "_"): constant(word) for word in CHOSEN}
    term = Scope(names, SHAPES, decimals, versions=versions or {}).shape(body)
    frame = pl.DataFrame([pl.Series(name, [facts.get(name)], dtype=TYPES[kind]) for name, kind in KINDS.items()])
    return frame.select(term.expr.alias("it"))["it"][0]


def rounded(exact: Fraction, decimals: int, mode: str) -> Decimal:
    """Rounding as a lawyer would do it by hand."""
    units, rest = divmod(exact * 10**decimals, 1)
    up = {"half up": rest >= Fraction(1, 2), "up": rest > 0, "down": False,
          "half even": rest > Fraction(1, 2) or (rest == Fraction(1, 2) and units % 2 == 1)}[mode]  # fmt: skip
    return Decimal(int(units) + up).scaleb(-decimals)
