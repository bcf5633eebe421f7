"""What an officer may find of two records, and what follows."""

from mis.errors import conflict, refuse

FINDINGS = ("same", "different", "unclear")
OPEN_STATES = ("waiting", "unclear")


def check_finding(state: str, finding: str) -> None:
    """Refuse a finding that is none, or on a pair that was decided."""
    if finding not in FINDINGS:
        raise refuse("finding", "Are A and B one person? Choose one answer", "not-offered")
    if state not in OPEN_STATES:
        raise conflict("Another officer has decided on this pair already", "decided-already")
