"""What a worker does with a slice of a run: claim it, settle it, or park it; and the end of the run's generation."""

import polars as pl
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mis.audit.actions import record
from mis.audit.keeping import keep
from mis.copying import frame
from mis.identifiers import derived_reference
from mis.staff.queries import offices_below
from payments.batches import queries
from payments.batches.models import BatchSlice, PaymentBatch
from payments.settlements.actions import copy_in, share_chains
from payments.settlements.queries import Persons, gather
from payments.settlements.rules import Settled, settle

ERROR_MAX = 500


def claim(session: Session, slice_id: int) -> BatchSlice | None:
    """The slice, held until the end of the transaction; None when another worker has it, or nothing is left to do."""
    wanted = select(BatchSlice).where(BatchSlice.id == slice_id, BatchSlice.state == "waiting")
    # The key itself stays free: the attempt that is noted meanwhile in another transaction refers to it.
    return session.scalar(wanted.with_for_update(skip_locked=True, key_share=True))


def settle_slice(session: Session, part: BatchSlice, attempt: int = 1) -> None:
    """Pay the persons of a claimed slice what is due to them: payments, lines and who was left out, all or nothing.

    Nothing is done once the run has left its draft. Amounts in the scheme's currency and places.
    """
    batch = queries.shared(session, part.batch_id, "drafted")
    if batch is None:
        return
    share_chains(session, batch.scheme)
    queries.set_wise(session)
    persons = Persons(batch.scheme, offices_below(session, batch.office_id), part.first_person, part.last_person)
    accounts = gather(session, persons, batch.period, batch.decimals)
    settled = settle(accounts, batch.period, batch.decimals, list_nothing_due=batch.kind == "regular")
    _add(session, batch, settled, attempt)
    part.state, part.error, part.done_at = "done", None, func.clock_timestamp()
    session.flush()


def _add(session: Session, batch: PaymentBatch, settled: Settled, attempt: int) -> None:
    """Write what the rule decided. The attempt is part of the references, so that one that met another's is made anew."""
    this = pl.lit(batch.id).alias("batch_id")
    people = settled.payments.get_column("person_id").to_list()
    references = pl.Series("reference", [derived_reference("PY", batch.seed, each, attempt) for each in people], pl.String)
    payments = settled.payments.with_columns(
        references, this, pl.lit(batch.currency).alias("currency"), pl.col("bank", "account").fill_null("")
    )
    copy_in(session, "payment", payments)
    made = "SELECT id, person_id FROM payment WHERE batch_id = %(batch)s AND person_id = ANY(%(people)s)"
    ids = frame(session, made, {"batch": batch.id, "people": people}, {"payment_id": pl.Int64, "person_id": pl.Int64})
    lines = settled.lines.join(ids, on="person_id", maintain_order="left").drop("person_id")
    copy_in(session, "payment_line", lines.with_columns(pl.lit("due").alias("kind")))
    copy_in(session, "batch_left_out", settled.left_out.with_columns(this))


def park(session: Session, part: BatchSlice, error: str) -> None:
    """Stop trying a slice: a supervisor looks at its error and lets it be tried again."""
    part.state, part.error = "parked", error[:ERROR_MAX]
    session.flush()
    batch = session.get_one(PaymentBatch, part.batch_id)
    record(session, None, "slice parked", batch.reference, after={"slice": part.number}, reason=part.error)


def finish(session: Session, batch_id: int) -> bool:
    """Close a run's generation when no slice is unfinished: fix its count, total and fingerprint. True when it did."""
    batch = queries.locked(session, batch_id, "drafted")
    if batch is None or batch.asked_at is None or not queries.progress(session, batch_id).finished:
        return False
    content = queries.content(session, batch)
    batch.payments_count, batch.payments_total, batch.sha256 = content.count, content.total, content.sha256
    batch.state, batch.generated_at = "generated", func.clock_timestamp()
    keep(session, queries.WHO_WAS_LEFT_OUT, [batch.id])
    after = {"count": content.count, "total": content.total, "currency": batch.currency}
    record(session, None, "run generated", batch.reference, after=after, count=content.count, digest=content.sha256)
    return True
