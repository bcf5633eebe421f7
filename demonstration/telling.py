"""What leaves the office on paper and in files: some letters of each kind and language, and every report."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from demonstration import calendar
from demonstration.claiming import PENSION
from demonstration.paying import PENSIONS, batch_of
from demonstration.stage import Stage, officer
from demonstration.terminal import Progress
from mis.app import create_app
from mis.language import in_language
from mis.letters.actions import print_letter
from mis.letters.models import IssuedLetter
from mis.reporting import Report
from mis.reports.actions import take
from mis.reports.queries import all_reports, answer
from wsgi import PARTS

READER = "ilda"
CLERK = "bento"
FORMS = ("csv", "xlsx", "pdf")
LETTERS_OF_EACH = 2
WAGE = {"reference_wage": "200.00", "source": "invented, as the people are"}


def print_letters(stage: Stage, progress: Progress) -> None:
    """The first letters of each kind and language, as the counter prints them; the others wait under their numbers."""
    folder = stage.folder / "letters"
    folder.mkdir(exist_ok=True)
    with stage.database.session() as session:
        rank = func.row_number().over(partition_by=(IssuedLetter.kind, IssuedLetter.language), order_by=IssuedLetter.id)
        ranked = select(IssuedLetter.id, rank.label("place")).subquery()
        wanted = select(IssuedLetter).join(ranked, ranked.c.id == IssuedLetter.id).where(ranked.c.place <= LETTERS_OF_EACH)
        letters = session.scalars(wanted.order_by(IssuedLetter.id)).all()
        issued = session.scalar(select(func.count()).select_from(IssuedLetter))
    for at, letter in enumerate(letters, 1):
        name = f"{letter.number.replace('/', '-')}-{letter.kind}-{letter.language}.pdf"
        stage.once(f"letter {letter.number}", calendar.LAST, partial(_print, number=letter.number, path=folder / name))
        progress.move(at, len(letters))
    progress.say(f"{len(letters)} of {issued:,} letters printed, in {folder}")


def _print(session: Session, number: str, path: Path) -> None:
    path.write_bytes(print_letter(session, number, officer(session, CLERK)))


def write_reports(stage: Stage, progress: Progress) -> None:
    """Every report as CSV, spreadsheet and paper; written once, since each copy taken is a line of the trail."""
    folder = stage.folder / "reports"
    folder.mkdir(exist_ok=True)
    reports = all_reports(PARTS)
    wanted = [(report, form) for report in reports for form in FORMS if not (folder / f"{report.name}.{form}").exists()]
    if wanted:
        with _speaking(stage):
            for at, (report, form) in enumerate(wanted, 1):
                _write(stage, report, form, folder / f"{report.name}.{form}")
                progress.move(at, len(wanted))
    progress.say(f"{len(reports)} reports, each as {', '.join(FORMS)}, in {folder}")


def _write(stage: Stage, report: Report, form: str, path: Path) -> None:
    with stage.act(f"report {report.name} {form}") as session, stage.database.snapshot() as read:
        by = officer(session, READER)
        told = WAGE | {"record": batch_of(session, PENSIONS).reference, "scheme": PENSION, "on": calendar.LAST.isoformat()}
        asked = {each.name: told[each.name] for each in report.filters if each.required}
        path.write_bytes(take(session, by, answer(read, by, report, asked, "en"), form))


@contextmanager
def _speaking(stage: Stage) -> Iterator[None]:
    """The words of reports need the application and a language."""
    with create_app(stage.settings, PARTS, stage.database).app_context(), in_language("en"):
        yield
