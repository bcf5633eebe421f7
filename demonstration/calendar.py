"""The days on which the demonstration plays: the office stands on each in turn, and never goes back."""

from datetime import date

from demonstration import cases

OPENED = date(2020, 3, 16)
LATE_ENTRY = date(2020, 4, 1)
TRANSFER_CLAIMED = date(2020, 4, 28)
TRANSFER_CERTIFIED, TRANSFER_APPROVED = date(2020, 5, 18), date(2020, 5, 20)
TRANSFER_RUN, TRANSFER_SIGNED, TRANSFER_RELEASED = date(2020, 6, 3), date(2020, 6, 4), date(2020, 6, 5)
TRANSFER_ANSWERED = date(2020, 6, 9)
TRANSFER_MONTH = date(2020, 5, 1)

EMPLOYERS_REGISTERED = date(2024, 2, 1)
REGISTERED_AGAIN = cases.ENTERED_AGAIN
PENSION_CERTIFIED, PENSION_APPROVED = date(2024, 5, 13), date(2024, 5, 14)
SUSPENDED = date(2024, 5, 15)
PENSION_RUN, PENSION_SIGNED, DEATH_REPORTED, PENSION_RELEASED = (date(2024, 5, day) for day in (16, 17, 20, 21))
PENSION_ANSWERED, PENSION_RETURNED = date(2024, 5, 23), date(2024, 5, 29)
PENSION_MONTH = date(2024, 5, 1)
NEW_ACCOUNTS = date(2024, 6, 3)
AGAIN_RUN, AGAIN_SIGNED, AGAIN_RELEASED, AGAIN_ANSWERED = (date(2024, 6, day) for day in (4, 5, 6, 10))
SCHEDULES_FILED, MONTHS_BEFORE = date(2024, 5, 10), tuple(date(2024, month, 1) for month in (2, 3, 4))
MAY_FILED, MAY = date(2024, 6, 11), date(2024, 5, 1)
AMENDED, RECEIPTS_RECORDED = date(2024, 6, 12), date(2024, 6, 13)
LAST, JUNE = date(2024, 6, 14), date(2024, 6, 1)
