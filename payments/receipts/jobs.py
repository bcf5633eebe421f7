"""Work of the queue: posted schedules go into the books."""

from mis.run import database
from payments.receipts.actions import book_posted_schedules


def book(schedule_id: int) -> None:
    """Book one posted schedule; done twice it is booked once."""
    with database().unit_of_work() as session:
        book_posted_schedules(session, [schedule_id])
