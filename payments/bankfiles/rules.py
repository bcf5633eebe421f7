"""What a bank's answer does to a payment, and what its reason asks the office to do."""

from collections.abc import Callable
from dataclasses import dataclass

STATES = ("prepared", "sending", "sent", "paid", "rejected", "returned")
STATUSES = ("pending", "accepted", "paid", "rejected", "returned")

# State of the payment -> what the bank says -> state afterwards; what is missing is a conflict for a person.
# A state that stays is old news: it has no effect, in whatever order answers arrive.
_UNDERWAY = {"pending": "sent", "accepted": "sent", "paid": "paid", "rejected": "rejected", "returned": "returned"}
STEPS: dict[str, dict[str, str]] = {
    "sending": _UNDERWAY,
    "sent": _UNDERWAY,
    "paid": {"pending": "paid", "accepted": "paid", "paid": "paid", "returned": "returned"},
    "rejected": {"pending": "rejected", "accepted": "rejected", "rejected": "rejected"},
    "returned": {"pending": "returned", "accepted": "returned", "paid": "returned", "returned": "returned"},
}


@dataclass(frozen=True)
class Effect:
    """What an answer does: `verdict` accepted, repeated (no effect) or conflict (a person looks); the state afterwards."""

    verdict: str
    state: str


@dataclass(frozen=True)
class Reason:
    """A reason code's meaning, the act that it asks for, and the sentence that tells it to an officer."""

    meaning: str
    act: str
    words: str


def _meaning(name: str, act: str, message: str) -> Reason:
    """A reason whose sentence the translators are given."""
    return Reason(name, act, message)


_CLOSED = _meaning("account-closed", "hold-account", "The bank says the account is closed")
_CHANGED = _meaning("account-changed", "hold-account", "The bank says the account has moved to another number")
_BLOCKED = _meaning("account-blocked", "hold-account", "The bank says the account is blocked")
_WRONG = _meaning("account-wrong", "correct-account", "The bank says the account number is wrong")
_BANK = _meaning("bank-wrong", "correct-account", "The bank says the bank's own number is wrong")
_PAYEE = _meaning("payee-mismatch", "correct-payee", "The bank says the name is not that of the account")
_DUPLICATE = _meaning("duplicate", "never-resend", "The bank says it had this payment before")
_DECEASED = _meaning("payee-deceased", "open-case", "The bank says the person has died")
_FILE = _meaning("file-wrong", "correct-file", "The bank says the file is wrong")
_FUNDS = _meaning("funds-insufficient", "fund-account", "The bank says the paying account has too little money")
_PAYER = _meaning("payer-account", "fund-account", "The bank says the paying account cannot be used")
_LIMIT = _meaning("amount-limit", "ask-bank", "The bank says the amount is beyond its limits")
_TECHNICAL = _meaning("bank-failed", "resend", "The bank says its own systems failed")
_UNCLAIMED = _meaning("not-collected", "contact-payee", "The bank says nobody came for the money")
_REFUSED = _meaning("payee-refused", "contact-payee", "The bank says the person refused the money")
_CANCELLED = _meaning("cancelled", "look", "The bank says the payment was cancelled")
_FRAUD = _meaning("fraud", "open-case", "The bank suspects fraud")
_REGULATOR = _meaning("regulator", "ask-bank", "The bank says a rule or an authority forbids the payment")
UNKNOWN = _meaning("unknown", "look", "The bank gives a reason that is not known here")
NO_REASON = _meaning("unknown", "look", "The bank could not pay and gives no reason")

# ISO 20022 external code sets, second quarter of 2026: ExternalStatusReason1Code and ExternalReturnReason1Code.
# AC14, BE08, DS28 and DT02 mean other things in the one set than in the other, so a person looks; as with MS02, MS03, NARR.
REASONS: dict[str, Reason] = {
    "AC04": _CLOSED, "AC07": _CLOSED, "AC15": _CHANGED, "AC06": _BLOCKED,
    "AC01": _WRONG, "AC03": _WRONG, "AC11": _WRONG, "AG01": _WRONG, "AG03": _WRONG, "BE23": _WRONG,
    "RC01": _BANK, "RC04": _BANK, "RC07": _BANK, "RC08": _BANK, "AC08": _BANK, "CNOR": _BANK,
    "BE01": _PAYEE, "BE04": _PAYEE, "BE06": _PAYEE, "BE17": _PAYEE, "BE22": _PAYEE, "RR03": _PAYEE,
    "MD07": _DECEASED, "FR01": _FRAUD, "RR04": _REGULATOR, "AM07": _REGULATOR, "NOCM": _REGULATOR,
    "AM05": _DUPLICATE, "DUPL": _DUPLICATE, "DU01": _DUPLICATE, "DU02": _DUPLICATE, "DU03": _DUPLICATE,
    "DU04": _DUPLICATE, "DU05": _DUPLICATE, "RF01": _DUPLICATE, "ARDT": _DUPLICATE,
    "AM04": _FUNDS, "AC02": _PAYER, "AC05": _PAYER, "AC13": _PAYER, "AG07": _PAYER, "RC03": _PAYER,
    "AM02": _LIMIT, "AM06": _LIMIT, "AM13": _LIMIT, "AM14": _LIMIT, "AM15": _LIMIT, "AM21": _LIMIT,
    "AM01": _FILE, "AM03": _FILE, "AM09": _FILE, "AM10": _FILE, "AM11": _FILE, "AM12": _FILE, "AM16": _FILE,
    "AM17": _FILE, "AM18": _FILE, "AM19": _FILE, "AM20": _FILE, "CH03": _FILE, "CH04": _FILE, "CURR": _FILE,
    "DT01": _FILE, "FF01": _FILE, "TM01": _FILE,
    "AB01": _TECHNICAL, "AB02": _TECHNICAL, "AB03": _TECHNICAL, "AB04": _TECHNICAL, "AB05": _TECHNICAL,
    "AB06": _TECHNICAL, "AB07": _TECHNICAL, "AB08": _TECHNICAL, "AB09": _TECHNICAL, "AB10": _TECHNICAL,
    "AB11": _TECHNICAL, "ED05": _TECHNICAL,
    "CNPC": _UNCLAIMED, "NOAS": _UNCLAIMED, "MD06": _REFUSED,
    "CUST": _CANCELLED, "DS02": _CANCELLED, "FOCR": _CANCELLED,
}  # fmt: skip


def reason(code: str | None) -> Reason:
    """What a bank's reason code means and asks for; what is not known is looked at by a person."""
    return REASONS.get((code or "").strip().upper(), UNKNOWN)


def in_words(code: str | None, translate: Callable[[str], str] = str) -> str:
    """What the bank gave as its reason as an officer reads it, the bank's own code behind it."""
    told = (code or "").strip().upper()
    return f"{translate(reason(told).words)} ({told})" if told else translate(NO_REASON.words)


def effect(state: str, status: str, heard: str | None = None, code: str | None = None) -> Effect:
    """What the status, for the reason of that code, does to a payment in the state.

    `heard` is what the bank said last of a payment still under way (pending, accepted), so that the same answer read
    twice is known as repeated. Nothing that the bank says of a payment never sent is believed.
    """
    after = STEPS.get(state, {}).get(status)
    # A refused duplicate means that its twin went out: were this one given up, the money would be due and paid twice.
    if after is None or (status in ("rejected", "returned") and reason(code).act == "never-resend"):
        return Effect("conflict", state)
    if after != state:
        return Effect("accepted", after)
    news = state == "sent" and status != heard and (heard, status) != ("accepted", "pending")
    return Effect("accepted" if news else "repeated", state)
