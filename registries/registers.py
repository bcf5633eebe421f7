"""The registers' part: what persons, households, employers, contributions, claims and awards hand up."""

from flask_babel import lazy_gettext as _l

from mis.audit.keeping import kept_check
from mis.part import Check, MenuItem, Panel, Part, Permission, Search, Sweep, Work
from mis.staff.rules import ADMINISTRATOR, CLIENT, PAYMENT_OFFICER, READERS, SUPERVISOR
from registries.awards import pages as awards_pages
from registries.awards.api import api as awards_api
from registries.awards.queries import GRANTED
from registries.claims import pages as claims_pages
from registries.claims.api import api as claims_api
from registries.claims.queries import CERTIFIED
from registries.contributions.api import api as contributions_api
from registries.contributions.commands import imports, schedule
from registries.contributions.pages import pages as contributions_pages
from registries.contributions.queries import count_waiting, employer_panel, find_schedules, waiting_items
from registries.decisions.api import api as decisions_api
from registries.decisions.commands import claim
from registries.decisions.pages import decisions, shares_of_award
from registries.decisions.queries import terms_agree
from registries.documents.pages import documents
from registries.duplicates import pages as duplicates_pages
from registries.employers.api import api as employers_api
from registries.employers.commands import employer
from registries.employers.pages import pages as employers_pages
from registries.employers.queries import find as find_employers
from registries.households import pages as households_pages
from registries.households.api import api as households_api
from registries.households.commands import household
from registries.households.queries import family_of
from registries.memberaccounts.pages import pages as memberaccounts_pages
from registries.memberaccounts.queries import accounts_agree, person_panel
from registries.outcomes.queries import CLAIMS_BY_OUTCOME
from registries.persons import pages as persons_pages
from registries.persons.api import api as persons_api
from registries.persons.queries import ACCOUNTS
from registries.rederivations.commands import rederive
from registries.rederivations.queries import AWARDS_DECIDED_AGAIN
from registries.registrations.api import api as registrations_api
from registries.registrations.commands import person
from registries.registrations.pages import registrations
from registries.trials.actions import TRY_DRAFT
from registries.trials.commands import dry_run
from registries.trials.pages import pages as trials_pages
from registries.trials.queries import waiting_trials
from registries.vitalevents import pages as vitalevents_pages

REGISTERS = Part(
    name="registers",
    pages=(
        registrations,
        persons_pages.persons,
        vitalevents_pages.pages,
        documents,
        households_pages.households,
        duplicates_pages.duplicates,
        employers_pages,
        contributions_pages,
        memberaccounts_pages,
        claims_pages.claims,
        decisions,
        awards_pages.awards,
        trials_pages,
    ),
    api=(
        claims_api,
        decisions_api,
        awards_api,
        persons_api,
        registrations_api,
        households_api,
        employers_api,
        contributions_api,
    ),
    commands=(
        claim,
        person,
        household,
        employer,
        schedule,
        imports,
    ),
    subcommands=(("law", rederive), ("law", dry_run)),
    jobs=(TRY_DRAFT,),
    sweeps=(Sweep(TRY_DRAFT, waiting_trials),),
    permissions=(
        Permission("persons.read", "See people and what is known of them", READERS | {CLIENT}),
        Permission("persons.register", "Register people", frozenset({ADMINISTRATOR, CLIENT})),
        Permission("persons.change", "Correct people's details and accounts; report deaths", frozenset({ADMINISTRATOR, CLIENT})),
        Permission("births.confirm", _l("Confirm births that are in doubt"), frozenset({SUPERVISOR})),
        Permission("deaths.reverse", _l("Take back deaths that were reported wrongly"), frozenset({SUPERVISOR})),
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
        Permission(
            "contributions.post", _l("Post a schedule that another officer filed"), frozenset({ADMINISTRATOR, SUPERVISOR})
        ),
        Permission("claims.read", _l("See claims and their decisions"), READERS | {CLIENT}),
        Permission("claims.receive", _l("Receive claims, note papers, give facts"), frozenset({ADMINISTRATOR, CLIENT})),
        Permission("claims.decide", _l("Certify what the law says of a claim"), frozenset({ADMINISTRATOR})),
        Permission("claims.approve", _l("Approve, as the second officer"), frozenset({ADMINISTRATOR, SUPERVISOR})),
        Permission("awards.read", _l("See awards"), READERS | {CLIENT}),
        Permission("awards.suspend", _l("Suspend awards, lift others' suspensions"), frozenset({ADMINISTRATOR, SUPERVISOR})),
        Permission("awards.suspend-at-once", _l("Suspend without notice, for fraud"), frozenset({SUPERVISOR})),
        Permission("awards.change", _l("Change what is due, end awards"), frozenset({SUPERVISOR})),
    ),
    reports=(CLAIMS_BY_OUTCOME, AWARDS_DECIDED_AGAIN),
    work=(
        Work(
            _l("Possible duplicates"),
            "duplicates.decide",
            "/duplicates",
            duplicates_pages.waiting_count,
            duplicates_pages.waiting_items,
        ),
        Work(
            _l("Births in doubt"),
            "births.confirm",
            "/persons/births-in-doubt",
            vitalevents_pages.waiting_count,
            vitalevents_pages.waiting_items,
        ),
        Work(
            _l("Accounts held"), "accounts.release", "/persons?account=held", persons_pages.held_count, persons_pages.held_items
        ),
        Work(_l("Schedules to post"), "contributions.post", "/schedules", count_waiting, waiting_items),
        Work(
            _l("Claims to certify"),
            "claims.decide",
            "/claims?state=received",
            claims_pages.certify_count,
            claims_pages.certify_items,
        ),
        Work(
            _l("Claims to approve"),
            "claims.approve",
            "/claims?state=certified",
            claims_pages.approve_count,
            claims_pages.approve_items,
        ),
        Work(_l("Late claims"), "claims.read", "/claims?overdue=yes", claims_pages.overdue_count, claims_pages.no_items),
    ),
    searches=(
        Search("persons.read", persons_pages.find),
        Search("households.read", households_pages.find),
        Search("employers.read", find_employers),
        Search("contributions.read", find_schedules),
        Search("claims.read", claims_pages.find),
        Search("awards.read", awards_pages.find),
    ),
    panels=(
        Panel("person", 0, "duplicates.read", "pages/duplicates/of_person.html", duplicates_pages.of_person),
        Panel("person", 1, "persons.read", "pages/vitalevents/of_person.html", vitalevents_pages.of_person),
        Panel("person", 500, "households.read", "pages/households/of_person.html", households_pages.of_person),
        Panel("employer", 10, "contributions.read", "pages/contributions/employer-panel.html", employer_panel),
        Panel("person", 200, "contributions.read", "pages/contributions/person-panel.html", person_panel),
        Panel("person", 10, "awards.read", "pages/awards/panel.html", awards_pages.of_person),
        Panel("person", 20, "claims.read", "pages/claims/panel.html", claims_pages.of_person),
        Panel("person", 400, "letters.print", "pages/awards/letters.html", awards_pages.letters_of_person),
        Panel("award", 20, "awards.read", "pages/decisions/shares.html", shares_of_award),
        Panel("household", 10, "awards.read", "pages/awards/panel.html", awards_pages.of_household),
        Panel("household", 20, "claims.read", "pages/claims/panel.html", claims_pages.of_household),
    ),
    checks=(
        Check("accounts of contributions", accounts_agree),
        Check("terms as decided", terms_agree),
        kept_check(ACCOUNTS),
        kept_check(CERTIFIED),
        kept_check(GRANTED),
    ),
    menu=(
        MenuItem(_l("People"), "/persons", "persons.read", also=("/households", "/duplicates")),
        MenuItem(_l("Employers"), "/employers", "employers.read", also=("/schedules",)),
        MenuItem(_l("Claims"), "/claims", "claims.read"),
        MenuItem(_l("Awards"), "/awards", "awards.read"),
    ),
    family=family_of,
    first_acts=(
        MenuItem(_l("Register a person"), "/persons/new", "persons.register"),
        MenuItem(_l("Receive a claim"), "/claims/receive", "claims.receive"),
    ),
)
