"""Whatever is printed has the same forms: text, HTML and data, in a terminal and in a notebook."""

from collections.abc import Callable

import pytest
from IPython.lib import pretty as ipython_pretty

from telcoterms import Account, Invoice, Money, diff, load
from telcoterms.formats.report import Report

KOS = load("kos")
ACCOUNT = Account([Invoice("1", "2026-01-01", Money("113.00", "CAD"))])
CHARGE = KOS.late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
STATEMENT = KOS.statement(ACCOUNT, "2026-03-15")
REPORTS: dict[str, Report] = {
    "answer": CHARGE,
    "readings": CHARGE.across_readings(),
    "coverage": KOS.coverage(),
    "differences": diff(KOS, load("kos", service="dsl")),
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
        assert report._repr_html_() == report.html()
        assert report.html().count("<table") == 1

    def test_in_a_language_it_has_as_many_lines_of_html(self, report: Report) -> None:
        assert report.html("fr").count("<tr>") == report.html().count("<tr>")
