"""The registers' part: what persons, households, employers, contributions, claims and awards hand up."""

from flask_babel import lazy_gettext as _l

from mis.part import MenuItem, Panel, Part, Permission, Search, Work
from mis.staff.rules import ADMINISTRATOR, CLIENT, PAYMENT_OFFICER, READERS, SUPERVISOR
from registries.contributions.api import api as contributions_api
from registries.contributions.commands import imports, schedule
from registries.contributions.pages import pages as contributions_pages
from registries.contributions.queries import count_waiting, employer_panel, find_schedules, waiting_items
from registries.documents.pages import documents
from registries.duplicates import pages as duplicates_pages
from registries.employers.api import api as employers_api
from registries.employers.commands import employer
from registries.employers.pages import pages as employers_pages
from registries.employers.queries import find as find_employers
from registries.households import pages as households_pages
from registries.memberaccounts.pages import pages as memberaccounts_pages
from registries.memberaccounts.queries import person_panel
from registries.outcomes.queries import CLAIMS_BY_OUTCOME
from registries.persons import pages as persons_pages
from registries.registrations.pages import registrations

REGISTERS = Part(
    name="registers",
    pages=(
        registrations,
        persons_pages.persons,
        documents,
        households_pages.households,
        duplicates_pages.duplicates,
        employers_pages,
        contributions_pages,
        memberaccounts_pages,
    ),
    api=(
        employers_api,
        contributions_api,
    ),
    commands=(
        employer,
        schedule,
        imports,
    ),
    permissions=(
        Permission("persons.read", "See people and what is known of them", READERS | {CLIENT}),
        Permission("persons.register", "Register people", frozenset({ADMINISTRATOR, CLIENT})),
        Permission("persons.change", "Correct people's details and accounts; report deaths", frozenset({ADMINISTRATOR, CLIENT})),
        Permission("accounts.hold", "Hold the account of a person", frozenset({ADMINISTRATOR, PAYMENT_OFFICER, SUPERVISOR})),
        Permission("accounts.release", "Open a held account again", frozenset({SUPERVISOR})),
        Permission("households.read", "See households", READERS | {CLIENT}),
        Permission("households.register", "Register households", frozenset({ADMINISTRATOR, CLIENT})),
        Permission("households.change", "Let people join and leave households", frozenset({ADMINISTRATOR})),
        Permission("duplicates.read", "See possible duplicates", READERS),
        Permission("duplicates.decide", "Decide whether two records are one person", frozenset({SUPERVISOR})),
        Permission("employers.read", _l("See employers and who works there"), READERS | {CLIENT}),
        Permission("employers.register", _l("Register employers and who works there"), frozenset({ADMINISTRATOR, CLIENT})),
        Permission("contributions.read", _l("See schedules and accounts of contributions"), READERS | {CLIENT}),
        Permission("contributions.file", _l("File a month's schedule"), frozenset({ADMINISTRATOR, PAYMENT_OFFICER, CLIENT})),
        Permission("contributions.post", _l("Post a schedule that another officer filed"), frozenset({ADMINISTRATOR, SUPERVISOR})),
    ),
    reports=(CLAIMS_BY_OUTCOME,),
    work=(
        Work(
            _l("Possible duplicates"), "duplicates.decide", "/duplicates", duplicates_pages.waiting_count,
            duplicates_pages.waiting_items,
        ),
        Work(_l("Accounts held"), "accounts.release", "/persons", persons_pages.held_count, persons_pages.held_items),
        Work(_l("Schedules to post"), "contributions.post", "/schedules", count_waiting, waiting_items),
    ),
    searches=(
        Search("persons.read", persons_pages.find),
        Search("households.read", households_pages.find),
        Search("employers.read", find_employers),
        Search("contributions.read", find_schedules),
    ),
    panels=(
        Panel("person", 0, "duplicates.read", "pages/duplicates/of_person.html", duplicates_pages.of_person),
        Panel("person", 500, "households.read", "pages/households/of_person.html", households_pages.of_person),
        Panel("employer", 10, "contributions.read", "pages/contributions/employer-panel.html", employer_panel),
        Panel("person", 200, "contributions.read", "pages/contributions/person-panel.html", person_panel),
    ),
    menu=(
        MenuItem(_l("People"), "/persons", "persons.read"),
        MenuItem(_l("Employers"), "/employers", "employers.read"),
    ),
)
