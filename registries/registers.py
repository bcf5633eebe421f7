"""The registers' part: what persons, households, employers, contributions, claims and awards hand up."""

from flask_babel import lazy_gettext as _l

from mis.part import MenuItem, Panel, Part, Permission, Search, Work
from mis.staff.rules import ADMINISTRATOR, CLIENT, PAYMENT_OFFICER, READERS, SUPERVISOR
from registries.contributions.api import api as contributions_api
from registries.contributions.commands import imports, schedule
from registries.contributions.pages import pages as contributions_pages
from registries.contributions.queries import count_waiting, employer_panel, find_schedules, waiting_items
from registries.employers.api import api as employers_api
from registries.employers.commands import employer
from registries.employers.pages import pages as employers_pages
from registries.employers.queries import find as find_employers
from registries.memberaccounts.pages import pages as memberaccounts_pages
from registries.memberaccounts.queries import person_panel
from registries.outcomes.queries import CLAIMS_BY_OUTCOME

REGISTERS = Part(
    name="registers",
    pages=(
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
        Permission("employers.read", "See employers and who works there", READERS | {CLIENT}),
        Permission("employers.register", "Register employers and who works there", frozenset({ADMINISTRATOR, CLIENT})),
        Permission("contributions.read", "See schedules and accounts of contributions", READERS | {CLIENT}),
        Permission("contributions.file", "File a month's schedule", frozenset({ADMINISTRATOR, PAYMENT_OFFICER, CLIENT})),
        Permission("contributions.post", "Post a schedule that another officer filed", frozenset({ADMINISTRATOR, SUPERVISOR})),
    ),
    reports=(CLAIMS_BY_OUTCOME,),
    work=(Work(_l("Schedules to post"), "contributions.post", "/schedules", count_waiting, waiting_items),),
    searches=(
        Search("employers.read", find_employers),
        Search("contributions.read", find_schedules),
    ),
    panels=(
        Panel("employer", 10, "contributions.read", "pages/contributions/employer-panel.html", employer_panel),
        Panel("person", 200, "contributions.read", "pages/contributions/person-panel.html", person_panel),
    ),
    menu=(MenuItem(_l("Employers"), "/employers", "employers.read"),),
)
