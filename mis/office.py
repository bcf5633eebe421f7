"""The office's own part: signing in, officers, the trail, the law and the installation."""

from flask_babel import lazy_gettext as _l

from mis.amendments.api import api as law_draft_api
from mis.amendments.commands import confirm, draft
from mis.amendments.lines import lines as law_line_pages
from mis.amendments.pages import pages as law_draft_pages
from mis.audit.keeping import kept_check
from mis.audit.pages import pages as trail_pages
from mis.audit.reports import TRAIL_OF_RECORD
from mis.conformity.commands import conformity_of
from mis.conformity.reports import CONFORMITY
from mis.home.pages import pages as home_pages
from mis.installation.commands import COMMANDS
from mis.installation.proofs import TRAIL
from mis.letters.api import api as letter_api
from mis.letters.commands import letter
from mis.letters.pages import find as find_letters
from mis.letters.pages import pages as letter_pages
from mis.letters.queries import ISSUED
from mis.looks import pages as looks_pages
from mis.looks.queries import waiting_count as alarms_waiting
from mis.looks.reports import LOOKS_AT_RECORDS
from mis.part import Check, MenuItem, Part, Permission, Search, Work
from mis.reports.api import api as report_api
from mis.reports.commands import report
from mis.reports.pages import pages as report_pages
from mis.staff.api import api as token_api
from mis.staff.commands import staff
from mis.staff.own_pages import pages as own_pages
from mis.staff.pages import pages as staff_pages
from mis.staff.rules import ADMINISTRATOR, APPROVER, AUDITOR, READERS, SUPERVISOR, SYSTEM_ADMINISTRATOR
from mis.statutes.api import api as law_api
from mis.statutes.commands import law
from mis.statutes.pages import pages as law_pages
from mis.statutes.queries import drafts_waiting, texts_agree
from mis.statutes.queries import waiting_items as draft_items
from mis.watch.pages import pages as watch_pages

OFFICE = Part(
    name="office",
    pages=(
        home_pages,
        staff_pages,
        own_pages,
        trail_pages,
        report_pages,
        law_pages,
        law_draft_pages,
        law_line_pages,
        letter_pages,
        watch_pages,
        looks_pages.pages,
    ),
    api=(token_api, report_api, law_api, law_draft_api, letter_api),
    commands=(*COMMANDS, staff, law, report, letter),
    subcommands=(("law", conformity_of), ("law", draft), ("law", confirm)),
    permissions=(
        Permission("staff.read", "See officers and offices", frozenset({SYSTEM_ADMINISTRATOR, AUDITOR, SUPERVISOR})),
        Permission("staff.change", "Add officers, change roles, disable", frozenset({SYSTEM_ADMINISTRATOR})),
        Permission("trail.read", "Read the trail of acts", frozenset({AUDITOR, SUPERVISOR})),
        Permission("looks.close", "Close alarms of looks at records", frozenset({SUPERVISOR})),
        Permission("law.read", "Read the law in force", READERS),
        Permission("law.draft", "Draft law and try it", frozenset({ADMINISTRATOR, SUPERVISOR})),
        Permission("law.approve", "Approve drafts of law of another officer", frozenset({SUPERVISOR, APPROVER})),
        Permission("law.confirm", "Confirm law that rests on a single source", frozenset({ADMINISTRATOR, SUPERVISOR, APPROVER})),
        Permission("reports.read", "Read reports", READERS),
        Permission("letters.print", "Print letters", READERS),
    ),
    reports=(TRAIL_OF_RECORD, LOOKS_AT_RECORDS, CONFORMITY),
    work=(
        Work(_l("Looks to ask about"), "trail.read", "/looks", alarms_waiting, looks_pages.waiting_items),
        Work(_l("Drafts of law to approve"), "law.approve", "/law/drafts", drafts_waiting, draft_items),
    ),
    searches=(Search("letters.print", find_letters),),
    checks=(TRAIL, Check("texts of the law", texts_agree), kept_check(ISSUED)),
    menu=(
        MenuItem(_l("My work"), "/", "signed in", also=("/looks", "/me")),
        MenuItem(_l("Officers"), "/officers", "staff.read", 92),
        MenuItem(_l("Trail"), "/trail", "trail.read", 94),
        MenuItem(_l("Reports"), "/reports", "reports.read", 80),
        MenuItem(_l("Law"), "/law", "law.read", 85),
    ),
    first_acts=(MenuItem(_l("Add an officer"), "/officers/add", "staff.change"),),
)
