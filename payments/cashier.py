"""The cashier's part: what batches, bank files, receipts and the books hand up."""

from flask_babel import lazy_gettext as _l

from mis.audit.keeping import kept_check
from mis.part import Check, Job, MenuItem, Panel, Part, Permission, Search, Sweep, Work
from mis.staff.rules import APPROVER, AUDITOR, CLIENT, PAYMENT_OFFICER, READERS, SUPERVISOR
from payments.answers.api import api as answers_api
from payments.answers.commands import reconcile
from payments.answers.pages import pages as answers_pages
from payments.answers.queries import TAKEN_IN
from payments.batches.actions import FINISH_BATCH, SETTLE_SLICE
from payments.batches.queries import WHO_WAS_LEFT_OUT, unfinished_batches, unfinished_slices
from payments.coverage.queries import COVERAGE
from payments.ledger.pages import pages as books_pages
from payments.overpayments.queries import PAID_AFTER_DEATH, after_death_count, after_death_items
from payments.proof.queries import CHECKS
from payments.receipts.api import api as receipts_api
from payments.receipts.commands import receipt
from payments.receipts.pages import pages as receipts_pages
from payments.receipts.queries import books_agree, employer_panel, find_receipts, schedules_to_book
from payments.releases.actions import SEND_BATCH
from payments.releases.api import api as batches_api
from payments.releases.commands import batch
from payments.releases.pages import pages as runs_pages
from payments.releases.queries import stuck_releases
from payments.statements.queries import CONTRIBUTIONS_BY_EMPLOYER, PAYMENT_REGISTER
from payments.traces.api import api as payments_api
from payments.traces.pages import pages as payments_pages
from payments.traces.queries import (
    approved_items,
    approved_runs,
    failed_count,
    failed_items,
    find,
    person_panel,
    prepared_items,
    prepared_runs,
    waiting_items,
    waiting_runs,
)

PREPARERS = frozenset({PAYMENT_OFFICER})

PERMISSIONS = (
    Permission("batches.read", _l("See payment runs and payments"), READERS | {CLIENT}),
    Permission("batches.prepare", _l("Draft, generate, submit and cancel payment runs"), PREPARERS),
    Permission("batches.cancel", _l("Cancel payment runs before they are sent"), PREPARERS | {SUPERVISOR}),
    Permission("batches.supervise", _l("Try parked slices again, cancel approved runs"), frozenset({SUPERVISOR})),
    Permission("batches.approve", _l("Approve payment runs or send them back"), frozenset({APPROVER})),
    Permission("batches.release", _l("Release approved runs to the banks"), frozenset({APPROVER})),
    Permission("overpayments.read", _l("See what was paid after a death"), PREPARERS | {SUPERVISOR, AUDITOR}),
    Permission("answers.read", _l("See banks' answers"), READERS | {CLIENT}),
    Permission("answers.import", _l("Take in banks' answers"), PREPARERS | {CLIENT}),
    Permission("ledger.read", _l("See the books"), READERS),
    Permission("receipts.read", _l("See money in from employers"), READERS | {CLIENT}),
    Permission("receipts.record", _l("Record money in and say who paid"), PREPARERS | {CLIENT}),
)

REPORTS = (PAYMENT_REGISTER, CONTRIBUTIONS_BY_EMPLOYER, COVERAGE, PAID_AFTER_DEATH)

BOOK_SCHEDULE = Job("receipts", "payments.receipts.jobs.book")

SWEEPS = (
    Sweep(SETTLE_SLICE, unfinished_slices),
    Sweep(FINISH_BATCH, unfinished_batches),
    Sweep(SEND_BATCH, stuck_releases),
    Sweep(BOOK_SCHEDULE, schedules_to_book),
)

PERSON_PANEL = Panel("person", 40, "batches.read", "pages/payments/panel.html", person_panel)
WAITING = Work(_l("Runs to approve"), "batches.approve", "/payments", waiting_runs, waiting_items)
RELEASE = Work(_l("Runs to release"), "batches.release", "/payments", approved_runs, approved_items)
PREPARED = Work(_l("Runs to submit"), "batches.prepare", "/payments", prepared_runs, prepared_items)
FAILED = Work(_l("Payments that failed"), "batches.prepare", "/payments/answers", failed_count, failed_items)
AFTER_DEATH = Work(
    _l("Paid after a death"), "overpayments.read", "/reports/paid-after-death", after_death_count, after_death_items
)

CASHIER = Part(
    name="cashier",
    pages=(runs_pages, answers_pages, books_pages, payments_pages, receipts_pages),
    api=(batches_api, answers_api, payments_api, receipts_api),
    commands=(batch, reconcile, receipt),
    permissions=PERMISSIONS,
    jobs=(SETTLE_SLICE, FINISH_BATCH, SEND_BATCH, BOOK_SCHEDULE),
    sweeps=SWEEPS,
    reports=REPORTS,
    searches=(Search("batches.read", find), Search("receipts.read", find_receipts)),
    panels=(
        PERSON_PANEL,
        Panel("employer", 20, "receipts.read", "pages/receipts/employer-panel.html", employer_panel),
    ),
    checks=(
        *CHECKS,
        Check("contributions in the books", books_agree),
        kept_check(WHO_WAS_LEFT_OUT),
        kept_check(TAKEN_IN),
    ),
    work=(WAITING, RELEASE, PREPARED, FAILED, AFTER_DEATH),
    menu=(MenuItem(_l("Payments"), "/payments", "batches.read", 60, also=("/receipts",)),),
    first_acts=(MenuItem(_l("Prepare a run"), "/payments/runs/draft", "batches.prepare"),),
)
