"""The registers' part: what persons, households, employers, contributions, claims and awards hand up."""

from mis.part import Part

REGISTERS = Part(name="registers")
