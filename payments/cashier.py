"""The cashier's part: what batches, bank files, receipts and the books hand up."""

from flask_babel import lazy_gettext as _l

from mis.part import Part, Permission
from mis.staff.rules import APPROVER, CLIENT, PAYMENT_OFFICER, READERS, SUPERVISOR
from payments.coverage.queries import COVERAGE
from payments.statements.queries import CONTRIBUTIONS_BY_EMPLOYER, PAYMENT_REGISTER

PREPARERS = frozenset({PAYMENT_OFFICER})

PERMISSIONS = (
    Permission("batches.read", _l("See payment runs and payments"), READERS | {CLIENT}),
    Permission("batches.prepare", _l("Draft, generate, submit and cancel payment runs"), PREPARERS),
    Permission("batches.cancel", _l("Cancel payment runs before they are sent"), PREPARERS | {SUPERVISOR}),
    Permission("batches.supervise", _l("Try parked slices again, cancel approved runs"), frozenset({SUPERVISOR})),
    Permission("batches.approve", _l("Approve payment runs or send them back"), frozenset({APPROVER})),
    Permission("batches.release", _l("Release approved runs to the banks"), frozenset({APPROVER})),
    Permission("answers.read", _l("See banks' answers"), READERS | {CLIENT}),
    Permission("answers.import", _l("Take in banks' answers"), PREPARERS | {CLIENT}),
    Permission("ledger.read", _l("See the books"), READERS),
)

REPORTS = (PAYMENT_REGISTER, CONTRIBUTIONS_BY_EMPLOYER, COVERAGE)

CASHIER = Part(name="cashier", permissions=PERMISSIONS, reports=REPORTS)
