"""Which measurements there are, at which size, against what, and how near to the floor we want to be."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

from mis.embedded import Addresses
from tests.bench.batch_generation import batch_generation
from tests.bench.law_decide import law_decide
from tests.bench.law_dry_run import law_dry_run
from tests.bench.law_explain import law_explain
from tests.bench.letters import letters
from tests.bench.page import page
from tests.bench.pain001 import pain001
from tests.bench.race import Race, Timed, timed
from tests.bench.register_lines import register_lines


@dataclass(frozen=True)
class Bench:
    """A measurement: its size on an ordinary day, its floor in words, and the highest ratio we accept (None: no goal yet).

    Those in the office get a database of their own; the others are pure. `each_goal` is the most seconds for one of n.
    A measurement whose sides need a process each brings its times; `peak_goal` is the highest ratio of the memory of both.
    """

    name: str
    n: int
    against: str
    race: Callable[..., Race | Timed]
    goal: float | None = None
    in_office: bool = False
    each_goal: float | None = None
    peak_goal: float | None = None


@dataclass(frozen=True)
class Result:
    """One line of the table."""

    name: str
    n: int
    seconds: float
    median_seconds: float
    against: str
    against_seconds: float
    ratio: float
    goal: float | None
    met: bool | None
    peak_mb: float
    against_peak_mb: float | None = None
    peak_goal: float | None = None
    each_goal: float | None = None

    def as_json(self) -> dict[str, object]:
        """The line as `bench.json` keeps it."""
        return asdict(self)


def _law_four(n: int) -> Timed:
    """Four benefits beside OpenFisca-core, which only `make bench` installs."""
    from tests.bench.law_four import law_four  # it reads the other's libraries as soon as it is read itself

    return law_four(n)


BENCHES = (
    Bench("batch-generation", 10_000, "COPY awards out, payments and lines in", batch_generation, 2.1, in_office=True),
    Bench("law-decide", 500_000, "one Polars select by hand", law_decide),
    Bench("law.decide", 1_000_000, "OpenFisca-core, the same formulas", _law_four, 0.5, peak_goal=0.25),
    Bench("law.explain", 200, "SHA-256 of 1 MB each", law_explain, each_goal=0.005),
    Bench("law.dry_run", 1_000_000, "COPY of the same facts out", law_dry_run, 2.0, in_office=True),
    Bench("pain001", 50_000, "f-strings, no checks", pain001),
    Bench("register-lines", 10_000, "COPY of the same lines and shares", register_lines, in_office=True),
    Bench("letters", 40, "a bare canvas page each", letters),
    Bench("page", 100, "a route of SELECT 1", page, in_office=True),
)


def measure(bench: Bench, n: int, addresses: Addresses | None) -> Result:
    """Run a measurement at a size; `addresses` is the database that it may fill."""
    race = bench.race(n, addresses) if bench.in_office else bench.race(n)
    found = race if isinstance(race, Timed) else timed(race)
    ratio = round(found.seconds / found.against_seconds, 2)
    other = found.against_peak_mb
    reached = [
        ratio <= bench.goal if bench.goal is not None else None,
        found.seconds / n <= bench.each_goal if bench.each_goal is not None else None,
        found.peak_mb / other <= bench.peak_goal if other and bench.peak_goal is not None else None,
    ]
    met = all(known) if (known := [each for each in reached if each is not None]) else None
    return Result(
        bench.name, n, round(found.seconds, 4), round(found.median_seconds, 4), bench.against, round(found.against_seconds, 4),
        ratio, bench.goal, met, round(found.peak_mb, 1), round(other, 1) if other else None, bench.peak_goal, bench.each_goal,
    )  # fmt: skip
