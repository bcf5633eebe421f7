"""The rule of every run: for each award and month, what is due minus what was paid; set-wise, on plain frames."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

AMOUNT_DIGITS = 38
REASONS = (
    "overpaid", "suspended", "held", "dead", "duplicate", "birth-in-doubt", "no-account", "account-held", "account-closed",
    "no-term", "zero-due", "nothing-due",
)  # fmt: skip


@dataclass(frozen=True)
class Accounts:
    """What the registers and the chain say of some awards, as frames.

    awards: award_id, person_id, state; terms: award_id, from_month, to_month (null: for life), amount;
    holds: award_id, kind (suspension, hold), from_month; paid: award_id, covered, links, paid, returned;
    payees: person_id, reference, name, died_on, channel (null: no account), bank, number, holder, account_state,
    duplicate, birth_in_doubt.
    Amounts are decimals in the scheme's places; months are their first days.
    """

    awards: pl.DataFrame
    terms: pl.DataFrame
    holds: pl.DataFrame
    paid: pl.DataFrame
    payees: pl.DataFrame


@dataclass(frozen=True)
class Settled:
    """What a run does for some awards.

    lines: covered, award_id, seq, due, paid_before, amount, returned_funds, person_id; payments: person_id, payee, channel,
    bank, account, amount (one a payee); left_out: award_id, person_id, reason, amount, months.
    """

    lines: pl.DataFrame
    payments: pl.DataFrame
    left_out: pl.DataFrame


def settle(accounts: Accounts, period: date, decimals: int, list_nothing_due: bool = True) -> Settled:
    """Pay each award, for each month up to the period, what is due minus what was paid.

    A positive balance becomes a line of its own month and rate, unless something keeps it; a negative one is never paid
    but listed as overpaid. Awards without any balance are listed too, when asked.
    """
    balances = _reasons(_balances(accounts, period, decimals), accounts)
    payable = balances.filter(pl.col("reason").is_null())
    lines = payable.select(
        "covered", "award_id", pl.col("links").alias("seq"), "due", pl.col("paid").alias("paid_before"),
        pl.col("balance").alias("amount"), _clears(decimals).alias("returned_funds"), "person_id",
    ).sort("covered", "award_id")  # fmt: skip
    return Settled(lines, _payments(lines, accounts.payees), _left_out(balances, accounts, period, list_nothing_due))


def months_due(accounts: Accounts, period: date, decimals: int) -> pl.DataFrame:
    """Each award's months up to the period with what the terms give: capped at the month in which the person died."""
    died = accounts.payees.select("person_id", pl.col("died_on").dt.truncate("1mo").alias("last_alive"))
    terms = accounts.terms.join(accounts.awards, on="award_id").join(died, on="person_id", how="left")
    last = pl.min_horizontal("to_month", "last_alive", pl.lit(period))
    months = terms.with_columns(last.alias("last")).filter(pl.col("from_month") <= pl.col("last"))
    each = pl.date_ranges("from_month", "last", "1mo").alias("covered")
    listed = months.select("award_id", each, pl.col("amount").alias("due")).explode("covered")
    # A month stands in one term only; the sum keeps that visible should it ever not.
    return listed.group_by("award_id", "covered").agg(pl.col("due").sum().cast(money(decimals)))


def money(decimals: int) -> pl.Decimal:
    """Exact amounts in a frame, in the scheme's places."""
    return pl.Decimal(AMOUNT_DIGITS, decimals)


def _balances(accounts: Accounts, period: date, decimals: int) -> pl.DataFrame:
    """Every month with something due or paid, and the balance between them where there is one."""
    nothing = pl.lit(Decimal(0), dtype=money(decimals))
    found = months_due(accounts, period, decimals).join(accounts.paid, on=["award_id", "covered"], how="full", coalesce=True)
    whole = found.with_columns(
        pl.col("due").fill_null(nothing), pl.col("paid").fill_null(nothing), pl.col("returned").fill_null(nothing),
        pl.col("links").fill_null(0),
    )  # fmt: skip
    return whole.with_columns((pl.col("due") - pl.col("paid")).alias("balance")).filter(pl.col("balance") != nothing)


def _reasons(balances: pl.DataFrame, accounts: Accounts) -> pl.DataFrame:
    """The balances, each with the reason that keeps it from being paid, or none."""
    holds = accounts.holds.group_by("award_id").agg(
        pl.col("from_month").min().alias("held_from"), pl.col("kind").sort_by("from_month").first().alias("hold")
    )
    found = balances.join(accounts.awards, on="award_id").join(holds, on="award_id", how="left")
    found = found.join(accounts.payees, on="person_id", how="left")
    # A suspension noted for a later month lets the earlier ones go; one without a month keeps them all.
    stopped = pl.col("covered") >= pl.col("held_from")
    suspended = (pl.col("state") == "suspended") & pl.col("held_from").is_null()
    reason = (
        pl.when(pl.col("balance") < 0).then(pl.lit("overpaid"))
        .when(suspended | (stopped & (pl.col("hold") == "suspension"))).then(pl.lit("suspended"))
        .when(stopped).then(pl.lit("held"))
        .when(pl.col("died_on").is_not_null()).then(pl.lit("dead"))
        .when(pl.col("duplicate")).then(pl.lit("duplicate"))
        .when(pl.col("birth_in_doubt")).then(pl.lit("birth-in-doubt"))
        .when(pl.col("channel").is_null()).then(pl.lit("no-account"))
        .when(pl.col("account_state") == "held").then(pl.lit("account-held"))
        .when(pl.col("account_state") != "open").then(pl.lit("account-closed"))
        .otherwise(pl.lit(None, dtype=pl.String))
    )  # fmt: skip
    return found.with_columns(reason.alias("reason"))


def _clears(decimals: int) -> pl.Expr:
    """How much of the line is paid out of money that came back from a bank for the same award and month."""
    nothing = pl.lit(Decimal(0), dtype=money(decimals))
    ready = pl.when(pl.col("returned") > nothing).then(pl.col("returned")).otherwise(nothing)
    return nothing - pl.when(ready < pl.col("balance")).then(ready).otherwise(pl.col("balance"))


def _payments(lines: pl.DataFrame, payees: pl.DataFrame) -> pl.DataFrame:
    """One instruction a payee, whatever the number of awards and months."""
    sums = lines.group_by("person_id").agg(pl.col("amount").sum())
    name = pl.when(pl.col("holder") != "").then("holder").otherwise("name").alias("payee")
    found = sums.join(payees, on="person_id").select(
        "person_id", name, "channel", "bank", pl.col("number").alias("account"), "amount"
    )
    return found.sort("person_id")


def _left_out(balances: pl.DataFrame, accounts: Accounts, period: date, list_nothing_due: bool) -> pl.DataFrame:
    """Who is not paid, or not wholly: an entry for each award and reason, with the money that stays."""
    kept = balances.filter(pl.col("reason").is_not_null())
    found = kept.group_by("award_id", "person_id", "reason").agg(
        pl.col("balance").sum().alias("amount"), pl.len().cast(pl.Int64).alias("months")
    )
    if list_nothing_due:
        found = pl.concat([found, _nothing_due(balances, accounts, period).select(found.columns).cast(found.schema)])
    return found.sort("award_id", "reason")


def _nothing_due(balances: pl.DataFrame, accounts: Accounts, period: date) -> pl.DataFrame:
    """The awards that could have been paid and have no balance at all: without a term, with one of nothing, or settled."""
    silent = accounts.awards.filter(pl.col("state") != "ended").join(balances, on="award_id", how="anti")
    begun = accounts.terms.filter(pl.col("from_month") <= period)
    running = begun.filter(pl.col("to_month").is_null() | (pl.col("to_month") >= period))
    current = running.group_by("award_id").agg(pl.col("amount").max().alias("rate"))
    known = begun.select("award_id").unique().with_columns(pl.lit(True).alias("begun"))
    found = silent.join(current, on="award_id", how="left").join(known, on="award_id", how="left")
    reason = (
        pl.when(pl.col("begun").is_null()).then(pl.lit("no-term"))
        .when(pl.col("rate") == 0).then(pl.lit("zero-due"))
        .otherwise(pl.lit("nothing-due"))
    )  # fmt: skip
    return found.with_columns(reason.alias("reason"), pl.lit(0).alias("amount"), pl.lit(0).alias("months"))
