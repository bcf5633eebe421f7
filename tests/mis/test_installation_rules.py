"""The plan by which an office is opened: what it may leave open, and what is refused."""

import pytest

from mis.errors import Refusal
from mis.installation.rules import read_plan

PLAN = """
institution = "Institute"
address = "Dili"
country = "tl"
timezone = "Asia/Dili"
signatory = "The Director"
paying_bank = "BANKTLDD"
paying_account = "0010002000"
areas = [{code="TL", name="Timor-Leste"}]
offices = [{code="01", name="Head office", area="TL"}]
"""


def test_the_periods_of_the_office_have_usual_lengths():
    plan = read_plan(PLAN.encode())
    assert (plan.appeal_days, plan.report_days, plan.decide_months, plan.file_payments_max) == (30, 30, 3, 50_000)


def test_a_plan_says_its_own_periods():
    plan = read_plan(f"{PLAN}\nappeal_days = 60\nreport_days = 15\ndecide_months = 1\n".encode())
    assert (plan.appeal_days, plan.report_days, plan.decide_months) == (60, 15, 1)


@pytest.mark.parametrize("name", ["appeal_days", "report_days", "decide_months", "file_payments_max", "looks_per_hour"])
@pytest.mark.parametrize("written", ["0", "-1", "1.5", "true", '"30"', "1000000"])
def test_a_number_that_cannot_be_is_named(name, written):
    with pytest.raises(Refusal) as refused:
        read_plan(f"{PLAN}\n{name} = {written}\n".encode())
    assert [problem.field for problem in refused.value.problems] == [name]
