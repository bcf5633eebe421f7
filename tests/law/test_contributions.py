"""Contributions of Timor-Leste, Indonesia and Cambodia, by the public commands."""

import pytest

from tests.law.asking import ask, assessed, written


def figures(row, *names):
    return tuple(row[name] for name in names)


def test_timor_leste_700_dollars(tmp_path):
    row = assessed(tmp_path, "tl-general", "2024-05", {"line": 1, "wage": "700.00", "currency": "USD"})[1, "general"]
    assert figures(row, "base", "employer", "worker", "state", "total") == ("700.00", "42.00", "28.00", "0.00", "70.00")
    assert "Law 12/2016" in row["law"]


def test_timor_leste_half_a_cent_goes_up(tmp_path):
    row = assessed(tmp_path, "tl-general", "2024-05", {"line": 1, "wage": "101.25"})[1, "general"]
    assert figures(row, "employer", "worker", "total") == ("6.08", "4.05", "10.13")


def test_timor_leste_before_the_general_regime_is_refused(tmp_path):
    lines = written(tmp_path, [{"line": 1, "wage": "700"}])
    status, answer = ask("assess", "tl-general", "--month", "2017-07", "--lines", lines, "--json")
    assert (status, answer["errors"][0]["code"]) == (1, "no-law")
    assert assessed(tmp_path, "tl-general", "2017-08", {"line": 1, "wage": "700"})


@pytest.mark.parametrize(
    ("month", "base", "worker", "employer", "total"),
    [
        ("2025-02", "10042300", "100423", "200846", "301269"),
        ("2025-03", "10547400", "105474", "210948", "316422"),
    ],
)
def test_indonesia_the_pension_ceiling_moves_on_the_first_of_march(tmp_path, month, base, worker, employer, total):
    row = assessed(tmp_path, "id-bpjs", month, {"line": 1, "wage": 11000000, "currency": "IDR"})[1, "jp"]
    assert figures(row, "base", "worker", "employer", "total") == (base, worker, employer, total)


@pytest.mark.parametrize(
    ("month", "base"),
    [("2023-02", "9077600"), ("2023-03", "9559600"), ("2024-02", "9559600"), ("2024-03", "10042300"),
     ("2026-02", "10547400"), ("2026-03", "11000000")],
)  # fmt: skip
def test_indonesia_both_sides_of_every_ceiling(tmp_path, month, base):
    assert assessed(tmp_path, "id-bpjs", month, {"line": 1, "wage": 11000000})[1, "jp"]["base"] == base


def test_indonesia_one_payslip_six_programmes(tmp_path):
    rows = assessed(tmp_path, "id-bpjs", "2025-06", {"line": 1, "wage": "30000000", "risk_class": "I"})
    assert {programme: figures(row, "worker", "employer", "state") for (_, programme), row in rows.items()} == {
        "jp": ("105474", "210948", "0"),
        "jht": ("600000", "1110000", "0"),
        "jkm": ("0", "90000", "0"),
        "jkk": ("0", "72000", "0"),
        "jkn": ("120000", "480000", "0"),
        "jkp": ("0", "0", "66000"),
    }


@pytest.mark.parametrize(
    ("risk_class", "full", "relieved"),
    [("I", "2400", "1200"), ("II", "5400", "2700"), ("III", "8900", "4450"), ("IV", "12700", "6350"), ("V", "17400", "8700")],
)
def test_indonesia_the_relief_ends_by_itself(tmp_path, risk_class, full, relieved):
    line = {"line": 1, "wage": 1000000, "risk_class": risk_class, "labour_intensive_relief": True}
    months = ("2025-01", "2025-02", "2026-01", "2026-02")
    paid = [assessed(tmp_path, "id-bpjs", month, line)[1, "jkk"]["employer"] for month in months]
    assert paid == [full, relieved, relieved, full]
    without = assessed(tmp_path, "id-bpjs", "2025-06", line | {"labour_intensive_relief": False})
    assert without[1, "jkk"]["employer"] == full


def test_indonesia_a_risk_class_not_given_leaves_that_programme_open_and_names_it(tmp_path):
    rows = assessed(tmp_path, "id-bpjs", "2025-06", {"line": 1, "wage": "30000000"})
    assert figures(rows[1, "jkk"], "employer", "total", "missing") == (None, None, ["risk_class"])
    assert rows[1, "jp"]["missing"] == []


def test_indonesia_a_ceiling_that_nobody_has_read_is_open_until_an_officer_gives_it(tmp_path):
    row = assessed(tmp_path, "id-bpjs", "2018-06", {"line": 1, "wage": "30000000"})[1, "jp"]
    assert figures(row, "total", "missing", "confidence") == (None, ["jp_ceiling_read"], "missing")
    settled = assessed(tmp_path, "id-bpjs", "2018-06", {"line": 1, "wage": "30000000", "jp_ceiling_read": "7703500"})
    assert settled[1, "jp"]["worker"] == "77035"
    edges = [
        assessed(tmp_path, "id-bpjs", month, {"line": 1, "wage": "30000000"})[1, "jp"]["base"] for month in ("2016-02", "2022-03")
    ]
    assert edges == ["7000000", "9077600"]


@pytest.mark.parametrize(
    ("month", "programmes"),
    [
        ("2019-12", {"jp", "jht", "jkm", "jkk"}),
        ("2020-01", {"jp", "jht", "jkm", "jkk", "jkn"}),
        ("2021-02", {"jp", "jht", "jkm", "jkk", "jkn"}),
        ("2021-03", {"jp", "jht", "jkm", "jkk", "jkn", "jkp"}),
    ],
)
def test_indonesia_programmes_begin_on_their_own_days(tmp_path, month, programmes):
    rows = assessed(tmp_path, "id-bpjs", month, {"line": 1, "wage": "1000000", "risk_class": "I"})
    assert {programme for _, programme in rows} == programmes


@pytest.mark.parametrize(
    ("wage", "base", "side", "risk", "health"),
    [
        (300000, "400000", "8000", "3200", "10400"),
        (700000, "700000", "14000", "5600", "18200"),
        (2000000, "1200000", "24000", "9600", "31200"),
    ],
)
def test_cambodia_floor_and_ceiling_in_whole_riel(tmp_path, wage, base, side, risk, health):
    rows = assessed(tmp_path, "kh-nssf", "2024-01", {"line": "A", "wage": wage, "currency": "KHR"})
    assert figures(rows["A", "pension"], "base", "employer", "worker") == (base, side, side)
    assert figures(rows["A", "occupational-risk"], "employer", "worker") == (risk, "0")
    assert figures(rows["A", "health"], "employer", "worker") == (health, "0")


def test_cambodia_begins_in_october_2022(tmp_path):
    lines = written(tmp_path, [{"line": 1, "wage": 700000}])
    status, answer = ask("assess", "kh-nssf", "--month", "2022-09", "--lines", lines, "--json")
    assert (status, answer["errors"][0]["code"]) == (1, "no-law")
    assert assessed(tmp_path, "kh-nssf", "2022-10", {"line": 1, "wage": 700000})[1, "pension"]["total"] == "28000"


def test_indonesia_the_highest_ceiling_caps_a_high_wage(tmp_path):
    row = assessed(tmp_path, "id-bpjs", "2026-03", {"line": 1, "wage": 20000000})[1, "jp"]
    assert figures(row, "base", "worker", "employer") == ("11086300", "110863", "221726")


def test_cambodia_the_split_after_september_2027_has_not_been_read(tmp_path):
    before = assessed(tmp_path, "kh-nssf", "2027-09", {"line": 1, "wage": 700000})
    after = assessed(tmp_path, "kh-nssf", "2027-10", {"line": 1, "wage": 700000})
    assert before[1, "pension"]["total"] == "28000"
    assert after[1, "pension"]["missing"] == ["pension_employer_rate_read", "pension_worker_rate_read"]


def test_another_currency_is_refused_at_its_line(tmp_path):
    lines = written(tmp_path, [{"line": 1, "wage": 700}, {"line": 2, "wage": 700, "currency": "EUR"}])
    status, answer = ask("assess", "tl-general", "--month", "2024-05", "--lines", lines, "--json")
    assert (status, answer["errors"][0]["row"], answer["errors"][0]["field"]) == (1, 2, "currency")


def test_interest_is_refused_clearly_where_no_rate_has_been_read():
    status, answer = ask("interest", "tl-general", "--amount", "500.00", "--due", "2024-01-15", "--paid", "2024-07-01", "--json")
    assert (status, answer["errors"][0]["code"]) == (1, "no-rate")
