"""The queues of the home page: how many wait, and how long the oldest."""

from datetime import date
from types import SimpleNamespace

import pytest

from mis.home.queries import queues

TODAY = date(2024, 6, 14)


@pytest.mark.parametrize(("since", "days"), [(date(2024, 6, 4), 10), (TODAY, 0), (date(2026, 11, 22), 0), (None, None)])
def test_nothing_has_waited_less_than_no_day(since, days):
    work = SimpleNamespace(permission="runs", count=lambda _session, _by: (1, since))
    by = SimpleNamespace(may=lambda _permission: True)
    assert [each.oldest_days for each in queues(None, by, [SimpleNamespace(work=[work])], TODAY)] == [days]
