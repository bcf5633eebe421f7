"""The office's own part: signing in, officers, the trail, the law and the installation."""

from mis.part import Part, Permission
from mis.staff.rules import AUDITOR, READERS, SUPERVISOR, SYSTEM_ADMINISTRATOR

OFFICE = Part(
    name="office",
    permissions=(
        Permission("staff.read", "See officers and offices", frozenset({SYSTEM_ADMINISTRATOR, AUDITOR, SUPERVISOR})),
        Permission("staff.change", "Add officers, change roles, disable", frozenset({SYSTEM_ADMINISTRATOR})),
        Permission("trail.read", "Read the trail of acts", frozenset({AUDITOR, SUPERVISOR})),
        Permission("law.read", "Read the law in force", READERS),
        Permission("reports.read", "Read reports", READERS),
        Permission("letters.print", "Print letters", READERS),
    ),
)
