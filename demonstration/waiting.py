"""Work left waiting after the months, so that whoever signs in first finds something to do."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from demonstration import calendar, contributing, paying
from demonstration.claiming import PENSION, PENSION_PAPERS
from demonstration.opening import CERTIFIER, HEAD_OFFICE, REGISTRAR
from demonstration.registering import Directory
from demonstration.stage import Stage, officer
from demonstration.terminal import Progress
from registries.claims.actions import NewClaim, receive_many
from registries.contributions.actions import Filing, file_schedule
from registries.decisions.actions import decide_many

RECEIVED, CERTIFIED = 6, 3
JUNE = paying.Run(PENSION, calendar.JUNE, "regular", calendar.LAST, calendar.LAST, calendar.LAST)


def claims(stage: Stage, progress: Progress) -> None:
    """The oldest of those who never asked for the pension ask now; half of their claims are certified already."""
    references = _never_asked(stage)

    def work(session: Session) -> None:
        new = [NewClaim(PENSION, reference, calendar.LAST, papers=PENSION_PAPERS) for reference in references]
        received = receive_many(session, new, officer(session, REGISTRAR[HEAD_OFFICE]))
        decide_many(session, received[:CERTIFIED], officer(session, CERTIFIER))

    stage.once("claims left waiting", calendar.LAST, work)
    progress.say(f"{len(references)} claims wait: some to be decided, some for a second officer")


def _never_asked(stage: Stage) -> Sequence[str]:
    """References of the oldest people of the head office who asked for no pension."""
    directory, asked = Directory(stage), {asking.person for asking in stage.people.askings}
    free = [each for each in stage.people.persons if each.office == HEAD_OFFICE and each.key not in asked]
    oldest = sorted(free, key=lambda each: (each.born, each.key))[:RECEIVED]
    return [directory.references[each.key] for each in oldest]


def schedule(stage: Stage, progress: Progress) -> None:
    """An employer has filed May again with a higher wage; another officer is to post it."""
    firm = stage.people.firms[contributing.PAYS_HALF]

    def work(session: Session) -> None:
        content = contributing.content_of(stage, firm, raised=True)
        employer, name = contributing.reference_of(session, firm), contributing.name_of(firm, calendar.MAY)
        filing = Filing(employer, calendar.MAY, content, name, contributing.SCHEME)
        file_schedule(session, filing, officer(session, CERTIFIER))

    stage.once("a schedule left waiting", calendar.LAST, work)
    progress.say("1 schedule waits to be posted")
