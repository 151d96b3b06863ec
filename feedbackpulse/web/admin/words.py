"""How roles and the mistakes in a file are called on screen."""

from __future__ import annotations

from typing import Final

from flask_babel import lazy_gettext as _l

from feedbackpulse.people.domain import Role
from feedbackpulse.people.import_files import Fault, File

ROLES: Final = {
    Role.EMPLOYEE: _l("Employee"),
    Role.LEAD: _l("Lead"),
    Role.HR: _l("HR"),
    Role.COUNCIL: _l("Works council"),
    Role.ADVISER: _l("Confidential adviser"),
    Role.ADMIN: _l("Administrator"),
}
MEANINGS: Final = {
    Role.HR: _l(
        "Plans pulses and sees the outcome and the comments of every team. "
        "Sees no answers of one person, and no reflections."
    ),
    Role.COUNCIL: _l("Watches over the privacy settings. Sees no more outcomes than an employee."),
    Role.ADVISER: _l("Reads only what people send to the confidential adviser."),
    Role.ADMIN: _l("Looks after people, teams and roles. Sees no more outcomes than an employee."),
}
FILES: Final = {File.TEAMS: _l("Teams"), File.PEOPLE: _l("People")}
FAULTS: Final = {
    Fault.NOT_UTF8: _l("This file is not UTF-8. Save it again as “CSV UTF-8”."),
    Fault.EMPTY: _l("There is nothing below the first line."),
    Fault.UNREADABLE: _l("We cannot read this line. Is there a quotation mark too many?"),
    Fault.MISSING_COLUMN: _l("This column is missing"),
    Fault.UNKNOWN_COLUMN: _l("We do not know this column. Take it out"),
    Fault.REPEATED_COLUMN: _l("This column is there twice"),
    Fault.TOO_MANY_CELLS: _l("There are more values than columns."),
    Fault.MISSING_VALUE: _l("Nothing is filled in for"),
    Fault.TOO_LONG: _l("This name is longer than 120 characters"),
    Fault.BAD_CODE: _l("A code has no spaces and at most 40 characters"),
    Fault.BAD_ADDRESS: _l("This is not an e-mail address"),
    Fault.DUPLICATE_CODE: _l("This code is in the file twice"),
    Fault.DUPLICATE_ADDRESS: _l("This e-mail address is in the file twice"),
    Fault.UNKNOWN_PARENT: _l("There is no team with this code to hang it under"),
    Fault.UNKNOWN_TEAM: _l("There is no team with this code"),
    Fault.UNKNOWN_ROLE: _l("We do not know this role"),
    Fault.LOOP: _l("These teams hang under each other in a circle"),
    Fault.SECOND_ROOT: _l("Only one team can be at the top. Fill in a parent for"),
    Fault.YOUR_OWN_ACCESS: _l("This would take away your own access as administrator."),
    Fault.NO_ADMIN_LEFT: _l("This would leave nobody who is an administrator."),
}
