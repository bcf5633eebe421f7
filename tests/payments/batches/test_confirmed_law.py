"""An office does not go live on law that rests on a single source: the first run waits for a second reader."""

import pytest

from mis.errors import Forbidden, Refusal
from mis.statutes import actions as law
from mis.statutes import queries
from payments.batches import actions
from payments.batches.actions import NewBatch
from tests import make
from tests.payments import runs


def test_the_first_run_of_a_scheme_waits_for_a_second_reader(session):
    by, _ = runs.officers(session)
    reader = make.by(session, "supervisor")
    new = NewBatch(runs.SCHEME, runs.MAY)
    with pytest.raises(Refusal, match="single source") as refused:
        actions.draft(session, new, by)
    assert refused.value.problems[0].field == "scheme"
    assert "adult" in str(refused.value) or "majority" in str(refused.value)
    lines = queries.unconfirmed(session, runs.SCHEME, make.installation(session).today)
    assert lines
    for line in lines:
        law.confirm(session, runs.SCHEME, line.name, str(line.since or ""), "Official Gazette", reader)
    assert queries.unconfirmed(session, runs.SCHEME, make.installation(session).today) == []
    assert actions.draft(session, new, by).state == "drafted"


def test_whoever_adopted_the_law_is_no_second_reader(session):
    make.installation(session)
    maker, second = make.by(session, "supervisor"), make.by(session, "approver")
    draft = make.law_draft(session, maker)
    law.record_trial(session, draft, {"on": "2024-05-31"}, maker)
    law.submit_draft(session, draft.reference, maker)
    law.approve_draft(session, draft.reference, (draft.digest, str(draft.trial_digest)), second)
    for reader in (maker, second):
        with pytest.raises(Forbidden, match="another officer must read it"):
            law.confirm(session, runs.SCHEME, "adult_age", "2022-07-20", "Official Gazette", reader)
    law.confirm(session, runs.SCHEME, "adult_age", "2022-07-20", "Official Gazette", make.by(session, "supervisor"))
