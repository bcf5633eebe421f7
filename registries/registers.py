"""The registers' part: what persons, households, employers, contributions, claims and awards hand up."""

from mis.part import Part
from registries.outcomes.queries import CLAIMS_BY_OUTCOME

REGISTERS = Part(name="registers", reports=(CLAIMS_BY_OUTCOME,))
