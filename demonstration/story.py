"""The order of the demonstration: each step's words and what it does."""

from collections.abc import Callable, Sequence
from functools import partial

from demonstration import banking, calendar, cases, claiming, contributing, opening, paying, registering, telling
from demonstration.stage import Stage
from demonstration.summing import sum_up
from demonstration.terminal import Progress, step

Step = tuple[str, Callable[[Stage, Progress], None]]
STEPS: tuple[Step, ...] = (
    ("Opening the office", opening.open_the_office),
    ("Adding officers", opening.add_officers),
    ("Calling the workers", paying.call_workers),
    ("Registering people", registering.register_people),
    ("Opening accounts", registering.give_accounts),
    ("Registering households", registering.register_homes),
    ("2020: households claim the transfer", claiming.claim_transfer),
    ("2020: the claims are decided", claiming.decide_transfer),
    ("2020: April and May are paid in one run", partial(paying.prepare, paying.TRANSFERS)),
    ("2020: the run is approved", partial(paying.sign, paying.TRANSFERS)),
    ("2020: the run is released", partial(paying.send, paying.TRANSFERS)),
    ("2020: banks and operators answer", partial(banking.answer, paying.TRANSFERS, calendar.TRANSFER_ANSWERED)),
    ("2024: registering employers", registering.register_firms),
    ("2024: people claim the pension", partial(claiming.claim_pensions, cases.EARLIER[0], cases.BEFORE_AGAIN)),
    ("2024: some are entered a second time", registering.register_again),
    ("2024: more claims", partial(claiming.claim_pensions, cases.ENTERED_AGAIN, calendar.PENSION_CERTIFIED)),
    ("2024: schedules of February to April", contributing.BEFORE_MAY),
    ("2024: the claims are decided", claiming.decide_pensions),
    ("2024: something must be looked into", claiming.stop_some),
    ("2024: May's pensions are prepared", partial(paying.prepare, paying.PENSIONS)),
    ("2024: the run is approved", partial(paying.sign, paying.PENSIONS)),
    ("2024: a death is reported", claiming.report_a_death),
    ("2024: the run is released", partial(paying.send, paying.PENSIONS)),
    ("2024: banks and operators answer", partial(banking.answer, paying.PENSIONS, calendar.PENSION_ANSWERED)),
    ("2024: money comes back", banking.return_some),
    ("2024: new accounts", banking.give_new_accounts),
    ("2024: those with new accounts are paid again", partial(paying.prepare, paying.AGAIN)),
    ("2024: the second run is approved", partial(paying.sign, paying.AGAIN)),
    ("2024: the second run is released", partial(paying.send, paying.AGAIN)),
    ("2024: the bank answers", partial(banking.answer, paying.AGAIN, calendar.AGAIN_ANSWERED)),
    ("2024: schedules of May", contributing.OF_MAY),
    ("2024: a schedule is amended", contributing.amend),
    ("2024: employers pay", contributing.receive_money),
    ("Printing letters", telling.print_letters),
    ("Writing reports", telling.write_reports),
)


def play(stage: Stage) -> Sequence[str]:
    """Every step in its order; those that were done are recognised and pass at once. What does not agree at the end."""
    for title, work in STEPS:
        with step(title) as progress:
            work(stage, progress)
    with step("Comparing files, registers, reports and books") as progress:
        return sum_up(stage, progress)
