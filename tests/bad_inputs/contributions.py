"""Section C, rows 59 to 62: an employer's schedule for a month."""

from typing import Any

from werkzeug.test import TestResponse

from tests.bad_inputs.live import Live, Row


def schedule(month: str = "2024-05", wages: tuple[str, ...] = ("300.00",), foreign: bool = False, **changed: Any):
    """File a schedule of Ana's wages over the API."""

    def send(live: Live) -> TestResponse:
        lines = [{"member": live.ana.reference, "name": "Ana Reis", "wage": wage} for wage in wages]
        employer = live.foreign_employer if foreign else live.employer
        return live.api("POST", f"/employers/{employer.reference}/schedules", json={"month": month, "lines": lines, **changed})

    return send


def csv(content: str, **changed: Any):
    """File a schedule as CSV."""
    return lambda live: live.api(
        "POST", f"/employers/{live.employer.reference}/schedules", json={"month": "2024-05", "csv": content, **changed}
    )


def own_work(live: Live) -> TestResponse:
    """The officer who filed posts it herself."""
    filed = schedule(month="2024-03")(live)
    assert filed.status_code == 201, filed.text
    told = filed.get_json()
    return live.api("POST", f"/schedules/{told['reference']}/post", json={"file_digest": told["file_digest"]})


ROWS = [
    Row("C59", "a total that is not that of the lines", schedule(wages_total="300.01"), (422,)),
    Row("C59", "a number of lines that is not theirs", schedule(lines_count="2"), (422,)),
    *(
        Row("C59", f"totals that are no figures: {text}", schedule(wages_total=text, lines_count=text), (422,))
        for text in ("many", "1e3", "NaN", "-1", "３")
    ),
    *(
        Row("C60", f"a wage of {wage!r}", schedule(wages=(wage,)), (422,))
        for wage in ("-1.00", "0.001", "1,000.50", "1_000", "٣٠٠", "1e3", "NaN", "", "3OO", "1000000000000", "=1+1")
    ),
    *(
        Row("C60", f"a wage of {wage}", schedule(month="2024-04", wages=(wage,)), (201, 422), writes=True)
        for wage in ("0", "0.01", "99999999.99")
    ),
    Row("C61", "one person twice", schedule(wages=("300.00", "200.00")), (422,)),
    Row("C61", "somebody whom nobody knows", csv("member,name,wage\nPE-00000-00000-00,X,300.00\n"), (422,)),
    *(
        Row("C62", f"the month {month}", schedule(month), (422,))
        for month in (
            "2024-07",
            "2031-01",
            "2017-12",
            "2026-13",
            "2024-00",
            "202405",
            "2024-5",
            "May",
            "",
            "0001-01",
            "２０２４-05",
        )
    ),
    Row("C62", "the employer of another office", schedule(foreign=True), (404,)),
    *(
        Row("C62", f"a file of {what}", csv(content), (400, 422))
        for what, content in [
            ("a header", "member,name,wage\n"),
            ("strange columns", "a,b,c\n1,2,3\n"),
            ("a column twice", "member,member,wage\n1,1,1\n"),
            ("NUL", "member,name,wage\nx\x00,y,1\n"),
            ("an open quote", 'member,name,wage\n"x,y,1\n'),
            ("one long line", "m" * 500_000),
        ]
    ),
    Row("C62", "an unknown scheme", schedule(scheme="no-such-law"), (404, 422)),
    Row("C62", "posted by the one who filed", own_work, (403, 409, 422), writes=True),
]
