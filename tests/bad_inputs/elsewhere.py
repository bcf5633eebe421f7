"""Rows of the list that are proved elsewhere, or that cannot happen in this product, each with the reason."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Elsewhere:
    """Why a row is not tried here, and the files that prove it."""

    why: str
    files: tuple[str, ...] = ()


ELSEWHERE = {
    "E119": Elsewhere("No partner calls back and none is called: there is no webhook and no address is fetched for anybody."),
    "E120": Elsewhere("The whole description of the API is walked by generated requests.", ("tests/test_api_schema.py",)),
    "F122": Elsewhere("Guessing needs many tries from chosen addresses.", ("tests/mis/test_sign_in_page.py",)),
    "F132": Elsewhere(
        "Rows changed behind the office's back are seen by its proofs.",
        ("tests/mis/test_audit.py", "tests/payments/test_guards.py"),
    ),
    "F136": Elsewhere("The matrix is made from the map of addresses.", ("tests/design/test_matrix.py",)),
    "H161": Elsewhere("The matrix is made from the map of addresses.", ("tests/design/test_matrix.py",)),
    "H165": Elsewhere("Needs a browser without scripts and of 320 pixels.", ("tests/browser/test_office_pages.py",)),
    "J185": Elsewhere(
        "A slice counts its attempts in the database and is parked after three.", ("tests/payments/batches/test_run.py",)
    ),
    "J186": Elsewhere("Nothing in the product catches every exception.", ("tests/design/test_style.py",)),
    "J187": Elsewhere("Needs real worker processes.", ("tests/mis/test_workers.py",)),
    "J191": Elsewhere(
        "A job is a slice of tens of thousands, never a person: at most a few hundred jobs wait.",
        ("tests/payments/batches/test_run.py",),
    ),
}
