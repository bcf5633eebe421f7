"""The work of sending a claimed run: its files are written, the same bytes however often it is tried."""

from mis.run import database, settings
from payments.releases import actions


def send_batch(batch_id: int) -> None:
    """Write the files of a run that is being sent; nothing when that is done."""
    with database().unit_of_work() as session:
        actions.send(session, batch_id, settings().var)
