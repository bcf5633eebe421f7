"""What can be brought in from a file, and what comes later."""

from click.testing import CliRunner

from registries.contributions.commands import imports


def test_kinds_that_come_later_are_told_from_those_that_do_not_exist():
    later = CliRunner().invoke(imports, ["persons", "--template"])
    unknown = CliRunner().invoke(imports, ["nothing", "--template"])
    assert later.exit_code == unknown.exit_code == 2
    assert "comes later. It brings in: schedule" in later.output
    assert "comes later" not in unknown.output
