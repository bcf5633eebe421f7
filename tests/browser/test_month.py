"""A whole month at the counter and the cashier's desk, walked by six officers without scripts; axe sees every page."""

import re
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pyotp
import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from mis.staff.models import Officer
from mis.staff.sealing import new_totp_seed, seal
from payments.batches import queries
from payments.batches.models import PaymentBatch
from payments.generation.jobs import work_slice
from payments.releases.actions import send
from payments.statusreports.formats import StatusReport, Verdict, pain002
from tests import make
from tests.browser.conftest import AtBrowser, Served
from tests.conftest import KEY
from tests.payments import runs

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("month")]
ROLES = {
    "clerk": "administrator", "second": "administrator", "supervisor": "supervisor", "cashier": "payment-officer",
    "approver": "approver", "auditor": "auditor",
}  # fmt: skip
NAME = "Domingas Soares Ximenes"


class Codes:
    """The one-time codes of an officer, each used once."""

    def __init__(self, seed: str) -> None:
        self.codes, self.last = pyotp.TOTP(seed), 0

    def next(self) -> str:
        """The next code that the door believes; waits for it when all of now are used."""
        step, passed = divmod(int(time.time()), 30)
        self.last = max(self.last + 1, step - 1 if passed < 20 else step)  # the code before this one is about to end
        while self.last > int(time.time()) // 30 + 1:
            time.sleep(0.5)
        return self.codes.at(self.last * 30)


def open_office(served: Served) -> tuple[dict[str, Officer], str]:
    """An office with its officers, two people who work, one who is paid already, and one who resembles who comes today."""
    seed = new_totp_seed()
    with served.database.unit_of_work() as session:
        make.installation(session)
        place = make.office(session)
        staff = {name: make.officer(session, role, place) for name, role in ROLES.items()}
        staff["approver"].totp_sealed = seal((KEY,), seed)
        make.person(session, "Domingas Suares Ximenes", date(1954, 3, 17), place)
        for name in ("Beto Lemos", "Rosa Viegas"):
            make.person(session, name, date(1985, 6, 3), place)
        runs.payee(session, "Henrique Boavida", amount="80.00")
    return staff, seed


def reference(at: AtBrowser) -> str:
    """The reference in the address of the page."""
    return at.page.url.rstrip("/").split("/")[-1]


def hidden(at: AtBrowser, name: str) -> str:
    """What a hidden field of the page holds."""
    return at.page.locator(f"input[name={name}]").first.get_attribute("value") or ""


def test_a_month_from_the_counter_to_the_books(served: Served, officers: Callable[..., AtBrowser]) -> None:
    staff, seed = open_office(served)
    codes = Codes(seed)
    clerk, second, cashier = (officers(staff[name]) for name in ("clerk", "second", "cashier"))
    person = register_a_person(clerk)
    compare(officers(staff["supervisor"]))
    know_her(clerk, person)
    enter_a_household(clerk, person)
    employer = register_an_employer(clerk)
    file_wages(clerk, second, employer)
    claim = receive_a_claim(clerk, person)
    grant_it(clerk, second, claim)
    read_the_letter(second)
    run = prepare_a_run(served, cashier)
    approver = officers(staff["approver"], codes.next())
    approve_and_release(served, approver, run, codes)
    payment = hear_the_bank(served, cashier, run)
    look_back(officers(staff["auditor"]), payment, person)


def register_a_person(at: AtBrowser) -> str:
    """Her answers are checked; somebody who resembles her is shown first."""
    at.go("/persons/new")
    at.press("Continue to check")
    assert "to correct" in at.page.title()
    at.fill("Full name", NAME)
    at.day("Born", "17 3 1954")
    at.choose("Woman")
    at.choose("Voter card")
    at.fill("Number", "00183472")
    at.choose("Yes", within="Citizen")
    at.select("Lives in", "Baucau")
    at.press("Continue to check")
    assert at.reads("Domingas Suares Ximenes")
    at.press(f"Register {NAME}")
    assert "to correct" in at.page.title()
    at.choose("No, this is another person")
    at.fill("Why", "The other one lives in Viqueque and came with her")
    at.press(f"Register {NAME}")
    assert at.reads("Registered. The reference is")
    return reference(at)


def compare(at: AtBrowser) -> None:
    """A supervisor looks at the two records; until then nothing would be paid to the newer."""
    at.go("/duplicates")
    at.go("/")
    at.follow(NAME)
    at.press("Keep the finding")
    assert "to correct" in at.page.title()
    at.choose("No, two people")
    at.fill("Why", "They came together, with two cards")
    at.press("Keep the finding")
    assert at.page.get_by_role("status").count() == 1


def know_her(at: AtBrowser, person: str) -> None:
    """Where her money goes, and what she declares."""
    at.follow("Enter an account")
    at.choose("Bank account")
    at.fill("Bank or operator", "BANKTLDD")
    at.fill("Number", "0010004417")
    at.fill("Why", "She showed the bank's book")
    at.press("Keep the account")
    assert at.reads("Account kept.")
    at.follow("Record a fact")
    at.select("What", "Receives a contributory pension")
    at.fill("Answer", "no")
    at.day("Since", "1 1 2022")
    at.fill("Who says so", "declared at the counter")
    at.press("Record the fact")
    assert person in at.page.url


def enter_a_household(at: AtBrowser, person: str) -> None:
    """Her household, as its book has it."""
    at.go("/households")
    at.go("/households/new")
    at.fill("Household book", "0417-22")
    at.select("Lives in", "Baucau")
    at.day("In the book since", "9 1 2015")
    at.fill("Person's reference", person)
    at.select("Role", "Head")
    at.press("Register the household")
    assert at.reads(NAME)


def register_an_employer(at: AtBrowser) -> str:
    """A bakery and the two who work there."""
    at.go("/employers/register")
    at.fill("Name", "Padaria Lemos")
    at.fill("Number", "1234567")
    at.select("Sector", "Manufacturing")
    at.select("Place", "Baucau")
    at.day("Began on", "1 1 2020")
    at.press("Register the employer")
    employer = reference(at)
    for name in ("Beto Lemos", "Rosa Viegas"):
        at.go(f"/search?q={name.replace(' ', '+')}")
        worker = re.findall(r"PE-[0-9A-Z-]+", at.page.content())[0]
        at.go(f"/employers/{employer}/workers/add")
        at.fill("Person", worker)
        at.day("Began on", "1 2 2020")
        at.press("Add the worker")
    assert at.reads("Beto Lemos")
    return employer


def file_wages(at: AtBrowser, second: AtBrowser, employer: str) -> None:
    """March is typed; April comes as a file with an error, is corrected and posted by another officer."""
    at.go(f"/employers/{employer}/schedules/type?month=2024-03")
    for field in at.page.get_by_label("Wage of").all():
        field.fill("300.00")
    at.press("File the wages")
    assert at.reads("Another officer posts it")
    workers = re.findall(r"PE-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{2}", at.page.content())
    lines = ["member,name,wage", *(f"{each},Somebody,3OO.00" for each in dict.fromkeys(workers))]
    at.go(f"/employers/{employer}/schedules/file")
    at.fill("Month", "2024-04")
    at.give("Schedule, CSV or XLSX", "april.csv", "\n".join(lines).encode())
    at.press("File the schedule")
    assert at.reads("Nothing is posted yet")
    assert "not a number" in at.fetch("Download with the errors marked").decode()
    at.give("Schedule, CSV or XLSX", "april-again.csv", "\n".join(lines).replace("3OO", "300").encode())
    at.press("Send the corrected file")
    assert at.reads("another officer")
    assert at.page.get_by_role("button", name="Post USD").count() == 0
    second.go("/schedules")
    second.go(at.page.url.removeprefix(at.url))
    second.press("Post USD 60.00")
    assert second.reads("The schedule is posted")


def receive_a_claim(at: AtBrowser, person: str) -> str:
    """Her claim with its papers; the law asks for one thing more, which she declares."""
    at.go(f"/persons/{person}")
    at.follow("Receive a claim")
    at.select("Benefit", "Social pension")
    at.press("Go on to the papers")
    at.press("Receive the claim")
    assert "to correct" in at.page.title()
    at.choose("Given", within="Electoral card or identity card")
    at.choose("Given", within="Birth or baptism certificate")
    at.choose("Not needed here", within="Certificate of permanent incapacity")
    at.press("Receive the claim")
    assert at.reads("is ready to print")
    assert at.reads("Waiting for a fact")
    claim = reference(at)
    at.follow("Record: has income from work")
    at.choose("No")
    at.fill("Or why it is believed", "declared at the counter")
    at.press("Keep the fact")
    assert at.reads("Grant USD 80.00 a month")
    return claim


def grant_it(first: AtBrowser, second: AtBrowser, claim: str) -> None:
    """The first officer certifies and cannot approve her own work; the second reads the letter and approves."""
    first.press("Certify: grant")
    assert first.reads("It waits for a second officer")
    assert first.page.get_by_role("button", name="Approve").count() == 0
    second.go("/")
    second.follow(f"Social pension for {NAME}")
    given = {"csrf_token": hidden(first, "csrf_token"), "seen": hidden(second, "seen"), "once": "k" * 20}
    assert first.page.request.post(first.url + f"/claims/{claim}/approve", form=given).status == 403
    second.follow("Read the letter first")
    assert second.reads("Draft")
    second.follow("Back to the claim")
    second.press("Approve: grant")
    assert second.reads("Granted.")


def read_the_letter(at: AtBrowser) -> None:
    """The award, and the letter on paper."""
    claim = at.page.url.removeprefix(at.url)
    at.follow("Open the award")
    at.go(claim)
    at.follow("Pensão social: deferimento")
    assert at.reads(NAME)
    assert at.fetch("Open the PDF").startswith(b"%PDF")


def prepare_a_run(served: Served, at: AtBrowser) -> str:
    """May's run is drafted, generated while one looks on, and submitted."""
    at.go("/payments")
    at.follow("Draft a run")
    at.press("Draft the run")
    assert "to correct" in at.page.title()
    at.select("Scheme", "Social pension")
    at.fill("Month", "2024-05")
    at.press("Draft the run")
    run = reference(at)
    at.press("Generate the run")
    assert at.reads("You can close this page; the work goes on.")
    for part in _slices(served, run):
        work_slice(served.database, part)
    at.follow("Read again")
    assert at.reads("USD 160.00")
    at.press("Submit USD 160.00")
    assert at.reads("The run waits for an approver.")
    return run


def _slices(served: Served, run: str) -> list[int]:
    with served.database.session() as session:
        return [part.id for part in queries.slices(session, _batch(session, run).id, "waiting")]


def _batch(session, run: str) -> PaymentBatch:
    return session.scalars(select(PaymentBatch).where(PaymentBatch.reference == run)).one()


def approve_and_release(served: Served, at: AtBrowser, run: str, codes: Codes) -> None:
    """Approved on the total typed from the paper and a code; a wrong total does nothing. Then released, and sent."""
    at.go(f"/payments/runs/{run}")
    at.fill("Type the total", "161.00")
    at.fill("One-time code", codes.next())
    at.press("Approve USD 160.00")
    assert at.page.get_by_role("alert").count() == 1
    at.fill("Type the total", "160.00")
    at.fill("One-time code", codes.next())
    at.press("Approve USD 160.00")
    assert at.reads("The run is approved.")
    at.follow("Release to the banks")
    at.fill("One-time code", codes.next())
    at.press("Release the run")
    assert at.reads("The run is released.")
    with served.database.unit_of_work() as session:
        assert send(session, _batch(session, run).id, served.settings.var)
    at.go(f"/payments/runs/{run}")
    with at.page.expect_download() as coming:
        at.page.get_by_role("button", name=".xml").click()
    assert "<CtrlSum>160.00</CtrlSum>" in coming.value.path().read_text()


def hear_the_bank(served: Served, at: AtBrowser, run: str) -> str:
    """The bank has paid one and sent the other back; her payment's page shows the whole way of her money."""
    with served.database.session() as session:
        batch = _batch(session, run)
        file, payments = queries.files(session, batch.id)[0], queries.payments(session, batch.id)
        said = {each.reference: ("ACSC", "") if each.payee == NAME else ("RJCT", "AC04") for each in payments}
        verdicts = tuple(Verdict(name, status, Decimal("80.00"), reason_code=why) for name, (status, why) in said.items())
        created = datetime(2024, 6, 3, 9, tzinfo=UTC)
        report = StatusReport("ANSWER-1", created, file.reference, 2, Decimal("160.00"), "USD", 2, "PART", verdicts)
    at.go("/payments/answers")
    at.follow("Take in an answer")
    at.press("Take in the answer")
    assert "to correct" in at.page.title()
    at.give("File", "answer.xml", pain002(report))
    at.press("Take in the answer")
    assert at.reads("Henrique Boavida")
    at.go(f"/payments/runs/{run}")
    at.follow("Paid")
    at.follow(NAME)
    for step in ("Law", "Claim", "Award", "Account", "Run", "Bank", "Ledger"):
        expect(at.page.get_by_role("heading", name=step, exact=True)).to_be_visible()
    return reference(at)


def look_back(at: AtBrowser, payment: str, person: str) -> None:
    """An auditor sees the payment, the books, the reports and who did what; she changes nothing."""
    at.go(f"/payments/{payment}")
    assert at.reads("Booked in")
    at.go("/payments/books")
    assert at.reads("Debits and credits are equal.")
    at.go("/reports")
    at.go("/reports/payment-register?scheme=tl-social-pension&month=2024-05")
    assert at.reads("160.00")
    assert b"160.00" in at.fetch("Download CSV")
    assert at.fetch("Download XLSX").startswith(b"PK")
    at.go(f"/trail?about={person}")
    assert at.reads("person registered")
    at.go(f"/persons/{person}")
    assert at.page.get_by_role("link", name="Change").count() == 0
