"""Whatever is printed has the same forms: text, HTML and data, in a terminal and in a notebook."""

from collections.abc import Callable

import pytest
from IPython.lib import pretty as ipython_pretty

from telcoterms import Account, InputError, Invoice, Money, compare, diff, load
from telcoterms.formats.output import EVERY_REPORT, OutputFormat, render
from telcoterms.formats.report import Report
from tests.error_assertions import refused

KOS = load("kos")
ACCOUNT = Account([Invoice("1", "2026-01-01", Money("113.00", "CAD"))])
CHARGE = KOS.late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
STATEMENT = KOS.statement(ACCOUNT, "2026-03-15")
DUE = KOS.due_date("2026-01-01")
REPORTS: dict[str, Report] = {
    "answer": CHARGE,
    "readings": CHARGE.across_readings(),
    "coverage": KOS.coverage(),
    "differences": diff(KOS, load("kos", service="dsl")),
    "comparison": compare("late_charge", [KOS, load("kijoma")], amount="100.00", issued="2026-01-01", days_late=45),
    "corrections": STATEMENT.corrections(KOS.statement(ACCOUNT, "2026-02-10")),
}
pretty: Callable[[object], str] = ipython_pretty.pretty

each_report = pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)


@each_report
class TestReport:
    """The forms of one report say the same."""

    def test_print_is_its_text(self, report: Report) -> None:
        assert str(report) == report.text()

    def test_ipython_shows_what_print_shows(self, report: Report) -> None:
        assert pretty(report) == str(report)

    def test_a_notebook_shows_its_html(self, report: Report) -> None:
        assert report._repr_html_().partition("<style>")[1:] == report.html().partition("<style>")[1:]
        own_tables = 1 if report.grid() is None else 2  # that of the grid, and that of the lines below it
        assert report.html().count("<table") == own_tables + report.html().count("<details")

    def test_in_a_language_it_has_as_many_lines_of_html(self, report: Report) -> None:
        assert report.html("fr").count("<tr>") == report.html().count("<tr>")


class TestForms:
    """A report is written in each form that it has, and refuses the others."""

    @each_report
    @pytest.mark.parametrize("output", EVERY_REPORT)
    def test_every_report_has_these(self, report: Report, output: OutputFormat) -> None:
        assert render(report, output)

    def test_a_table_is_csv(self) -> None:
        written = render(REPORTS["corrections"], "csv")
        assert isinstance(written, str)
        assert written.startswith("day,")

    def test_the_days_of_a_complaint_are_a_calendar_file(self) -> None:
        complaint = KOS.complaint(received="2026-03-02")
        assert render(complaint, "ical") == render(complaint.across_readings(), "ical") == complaint.value.ical()

    def test_a_picture_is_svg(self) -> None:
        picture = STATEMENT.picture()
        assert picture is not None
        assert render(STATEMENT, "svg") == picture.file_text
        assert render(STATEMENT, "svg", lang="fr") != render(STATEMENT, "svg")

    @pytest.mark.parametrize("output", ["csv", "xlsx", "ical", "svg", "letter", "pdf", "hledger", "beancount"])
    @pytest.mark.parametrize(
        "report", [DUE, DUE.across_readings(), REPORTS["coverage"]], ids=["answer", "readings", "coverage"]
    )
    def test_no_table_no_days_no_picture_and_no_letter(self, report: Report, output: OutputFormat) -> None:
        with refused(InputError, f"this cannot be written as {output}", "take text, json or html"):
            render(report, output)
