"""The four measured benefits as a user of OpenFisca-core writes them: a variable for each condition and each benefit."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

MONTH = "2024-05"
PERSON = build_entity(key="person", plural="persons", label="A person", is_person=True)
ROLES = [{"key": "claimant", "plural": "claimants", "max": 1}, {"key": "child", "plural": "children"}]
FAMILY = build_entity(key="family", plural="families", label="A claimant and her children", roles=ROLES)


class EndReason(Enum):
    """Why an employment ended."""

    dismissal = "dismissal"
    ended_early = "ended early"
    resignation = "resignation"
    retirement = "retirement"


def _variable(name: str, kind: type, entity: Any, formula: Any = None, **more: Any) -> type[Variable]:
    """A variable of a month: given, or with its formula."""
    own = {"value_type": kind, "entity": entity, "definition_period": DateUnit.MONTH, "label": name, **more}
    return type(name, (Variable,), own | ({"formula": formula} if formula else {}))


def _age(person: Any, period: Any) -> Any:
    born = person("birth_date", period)
    month = born.astype("datetime64[M]")
    later = (born - month).astype(int) >= period.start.day  # in its month, the birthday comes after the day of the period
    return ((np.datetime64(MONTH) - month).astype(int) - later) // 12


def _cents(amount: Any) -> Any:
    return np.floor(amount * 100 + 0.5) / 100


def _earned(person: Any, period: Any) -> Any:
    earned = _cents(person("average_wage", period) * person("months_contributed", period) * 0.02 / 12)
    granted = person("old_60", period) * person("contributed_120", period)
    return granted * np.minimum(np.maximum(earned, 100), 2000)


def _unemployment(person: Any, period: Any) -> Any:
    granted = person("against_her_will", period) * person("contributed_12", period)
    return granted * _cents(np.minimum(person("last_wage", period), 3000) * 0.6)


def _against_her_will(person: Any, period: Any) -> Any:
    reason = person("end_reason", period)
    return (reason == EndReason.dismissal) + (reason == EndReason.ended_early)


def _children(family: Any, period: Any) -> Any:
    return family.sum(family.members("age", period) < 18, role=FAMILY.CHILD)


def _small(family: Any, period: Any) -> Any:
    return family.sum(family.members("age", period) < 6, role=FAMILY.CHILD)


def _child_benefit(family: Any, period: Any) -> Any:
    granted = family("has_children", period) * family.value_from_person(family.members("resident", period), FAMILY.CLAIMANT)
    return granted * (family("children", period) * 25 + family("small", period) * 15)


GIVEN = {"birth_date": date, "resident": bool, "average_wage": float, "months_contributed": int, "last_wage": float}
OF_CHILDREN = {"resident": True, "average_wage": 0, "months_contributed": 0, "last_wage": 0, "end_reason": 3}
WORKED = (
    ("age", int, PERSON, _age),
    ("old_65", bool, PERSON, lambda person, period: person("age", period) >= 65),
    ("old_60", bool, PERSON, lambda person, period: person("age", period) >= 60),
    ("contributed_120", bool, PERSON, lambda person, period: person("months_contributed", period) >= 120),
    ("contributed_12", bool, PERSON, lambda person, period: person("months_contributed", period) >= 12),
    ("against_her_will", bool, PERSON, _against_her_will),
    ("flat-pension", float, PERSON, lambda person, period: person("old_65", period) * person("resident", period) * 120),
    ("earned-pension", float, PERSON, _earned),
    ("unemployment", float, PERSON, _unemployment),
    ("children", int, FAMILY, _children),
    ("small", int, FAMILY, _small),
    ("has_children", bool, FAMILY, lambda family, period: family("children", period) >= 1),
    ("child-benefit", float, FAMILY, _child_benefit),
)
BENEFITS = ("flat-pension", "child-benefit", "earned-pension", "unemployment")


def system() -> TaxBenefitSystem:
    """The law of the four benefits."""
    made = TaxBenefitSystem([PERSON, FAMILY])
    for name, kind in GIVEN.items():
        made.add_variable(_variable(name, kind, PERSON))
    made.add_variable(_variable("end_reason", Enum, PERSON, possible_values=EndReason, default_value=EndReason.retirement))
    for name, worked, entity, formula in WORKED:
        made.add_variable(_variable(name, worked, entity, formula))
    return made


def simulation(law: TaxBenefitSystem, persons: Mapping[str, Any], children: Mapping[str, Any]) -> Any:
    """The claimants, and after them their children, each with her facts; a child is of the family of her claimant."""
    claimants, others = len(persons["birth_date"]), len(children["case"])
    builder = SimulationBuilder()
    builder.create_entities(law)
    builder.declare_person_entity("person", np.arange(claimants + others))
    families = builder.declare_entity("family", np.arange(claimants))
    roles = np.repeat(np.arange(2, dtype=np.int8), [claimants, others])  # as ROLES lists them
    builder.join_with_persons(families, np.concatenate([np.arange(claimants), children["case"]]), roles=roles)
    made = builder.build(law)
    made.set_input("birth_date", MONTH, np.concatenate([persons["birth_date"], children["birth_date"]]))
    for name, value in OF_CHILDREN.items():
        made.set_input(name, MONTH, np.concatenate([persons[name], np.full(others, value, dtype=persons[name].dtype)]))
    return made


def worked_out(made: Any) -> dict[str, Any]:
    """The four benefits of everybody; what the conditions gave is kept in the simulation."""
    return {name: made.calculate(name, MONTH) for name in BENEFITS}
