"""Answers copied out of the database in one stream, as they come or as frames of exact columns."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

import polars as pl
from sqlalchemy.orm import Session


def copied_out(session: Session, question: str, values: Mapping[str, object]) -> Iterator[bytes]:
    """The answer of a question as CSV, in one stream of parts."""
    connection: Any = session.connection().connection.driver_connection
    with connection.cursor() as cursor, cursor.copy(f"COPY ({question}) TO STDOUT (FORMAT csv)", values) as parts:
        yield from map(bytes, parts)


def frame(session: Session, question: str, values: Mapping[str, object], schema: Mapping[str, Any]) -> pl.DataFrame:
    """The answer of a question as a frame, copied out in one stream; amounts stay exact."""
    out = BytesIO()
    out.writelines(copied_out(session, question, values))
    if not out.tell():
        return pl.DataFrame(schema=dict(schema))
    out.seek(0)
    as_read = {name: pl.String if isinstance(kind, pl.Decimal) else kind for name, kind in schema.items()}
    found = pl.read_csv(out, has_header=False, schema=as_read)
    return found.with_columns(pl.col(name).cast(kind) for name, kind in schema.items() if isinstance(kind, pl.Decimal))
