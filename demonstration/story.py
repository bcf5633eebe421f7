"""The order of the demonstration: each step's words and what it does."""

from collections.abc import Callable, Sequence
from functools import partial

from demonstration import banking, calendar, cases, claiming, contributing, opening, paying, registering, telling, waiting
from demonstration.stage import Stage, is_done
from demonstration.summing import prove_again, sum_up
from demonstration.terminal import Progress, step

Step = tuple[str, Callable[[Stage, Progress], None]]
OPENING: tuple[Step, ...] = (
    ("Opening the office", opening.open_the_office),
    ("Adding officers", opening.add_officers),
)
MONTHS: tuple[Step, ...] = (
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
    ("2024: the law is read a second time", claiming.read_twice),
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
LEFT: tuple[Step, ...] = (
    ("Leaving claims to decide", waiting.claims),
    ("Leaving a schedule to post", waiting.schedule),
    ("Leaving June's pensions to approve", partial(paying.prepare, waiting.JUNE)),
)
TOLD, READY = "the months are told", "work is left waiting"


def play(stage: Stage) -> Sequence[str]:
    """The months, their summary and some work left waiting, each once; afterwards officers act, and only the proof is repeated.

    What does not agree, in words.
    """
    _walk(stage, OPENING)
    if not _done(stage, TOLD):
        _walk(stage, MONTHS)
        with step("Comparing files, registers, reports and books") as progress:
            wrong = sum_up(stage, progress)
        if wrong:
            return wrong
        stage.once(TOLD, None, _nothing)
    if not _done(stage, READY):
        _walk(stage, LEFT)
        stage.once(READY, None, _nothing)
    with step("Proving the books") as progress:
        return prove_again(stage, progress)


def _walk(stage: Stage, steps: Sequence[Step]) -> None:
    """Every step in its order; those that were done are recognised and pass at once."""
    for title, work in steps:
        with step(title) as progress:
            work(stage, progress)


def _done(stage: Stage, name: str) -> bool:
    with stage.database.session() as session:
        return is_done(session, name)


def _nothing(_session: object) -> None:
    """Only the line of the trail is wanted."""
