"""Who has only the printed page can compute every line of it again."""

import re
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import product
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from telcoterms import Account, Answer, Invoice, Money, Payment, Statement, load
from telcoterms.agreement.taxes import TaxMode, TaxRounding
from telcoterms.answers.figures import figure_data
from telcoterms.clauses.data_usage import Gigabyte, PartGigabyte
from telcoterms.clauses.liability_limit import OutageMonth, PartDay
from telcoterms.terms import QUESTIONS as QUESTIONS_
from telcoterms.values.periods import ClosedDayEvent
from tests.account_with_every_event import AFTER, BEFORE, bounced, messy
from tests.clauses.test_complaint import facts_of
from tests.long_runs import examples, some_of
from tests.printed_page import Page, PageError, Reader, check_heading, check_rounding, entries_of, figure, is_bare, read
from tests.records import make
from tests.strategies import HOSTING, KOS, cancellation_charges, every_reading, late_charges, refunds, statements
from tests.worked_cases import asked, cases

QUESTIONS = ("late_charge", "refund", "cancellation_charge", "statement")
LEAST = {
    "late_charge": 2,
    "refund": 4,
    "cancellation_charge": 3,
    "administrative_charge": 0,
    "policy_change": 0,
    "precedence": 0,
    "customer_cancellation": 0,
}
LEAST |= dict.fromkeys(("complaint", "eligible_for_adr", "hours", "support_open", "next_opening"), 0)
KIJOMA = load("kijoma")
NOTHING = re.compile(r"nothing (is charged|comes back)$|no charge$|give nothing back$|the fee is [\d.]+$", re.MULTILINE)
random_answers = settings(
    max_examples=examples(150), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def verify(answer: Answer[Any]) -> Page:
    """The page of an answer: every equation comes out, and the last ones make the answer's value."""
    page = read(str(answer.working))
    shown = check_heading(page)
    value = answer.value
    main = getattr(value, "figure", value)
    if isinstance(main, Money):
        assert shown == Fraction(main.text)
        assert main.currency in page.heading
    elif isinstance(value, datetime):
        assert datetime.fromisoformat(str(shown)) == value
    elif isinstance(value, date):
        assert shown == value
    assert len(page.equations) >= least(answer, page)
    if isinstance(value, Statement):
        figures: Any = figure_data(value)
        for name in ("balance", "accrued", "settlement"):
            assert figures[name] in page.heading
    return page


def least(answer: Answer[Any], page: Page) -> int:
    """How many equations an answer must have: where nothing is charged there is little to compute."""
    due_at_once = sum(one.text.startswith("due date: ") and one.text.endswith(" itself") for one in page.entries)
    if isinstance(answer.value, Statement):
        return 3 + 3 * len(answer.value.debts) - due_at_once
    if any(NOTHING.search(one.text) for one in page.entries if not one.part):
        return 0 if answer.question == "refund" else 1 - due_at_once
    return 0 if answer.value is None else LEAST.get(answer.question, 1) - due_at_once


def worked() -> list[Any]:
    return [
        pytest.param(question, case, id=f"{question}: {case['name']}")
        for question in QUESTIONS
        for case in cases("kos", question)
    ]


def complaints() -> list[Any]:
    return [
        pytest.param(provider, case, id=f"{provider}: {case['name']}")
        for provider in ("kos", "kijoma")
        for case in cases(provider, "complaint")
    ]


class TestTheLibrarysPages:
    """Every line of every working can be computed from what is printed on it."""

    @pytest.mark.parametrize(("question", "case"), worked())
    def test_worked_cases(self, question: str, case: dict[str, Any]) -> None:
        verify(asked(question, case))

    def test_the_short_questions(self) -> None:
        verify(KOS.due_date("2026-01-31"))
        verify(KOS.dispute_until("2026-01-31"))
        verify(KOS.dispute(issued="2026-01-01", reported="2026-04-01"))
        verify(KOS.dispute(issued="2026-01-01", reported="2026-04-02"))
        verify(KOS.regime(term_start="2025-01-31", term_months=13, on="2026-02-27"))
        verify(KOS.regime(term_start="2025-01-31", term_months=13, on="2026-02-28"))
        verify(KOS.effective_annual_rate())
        verify(KOS.administrative_charge("35.00", reason="collection"))
        verify(HOSTING.equipment_return_by(cancelled="2026-06-10"))
        verify(load("kos", service="fixed-wireless").equipment_return_by(cancelled="2026-06-10"))
        verify(KOS.liability_limit(fees_during_outage="13.50"))
        verify(KOS.liability_limit(fees_during_outage="149.90"))
        verify(KOS.change_of_terms(notice="2026-01-01", effective="2026-02-15"))
        verify(KOS.policy_change(posted="2026-03-01"))
        verify(KOS.precedence(one="service-terms", other="dsl"))
        verify(KOS.provider_cancellation(notice="2026-01-01"))
        verify(KOS.customer_cancellation(received="2026-06-10"))
        verify(KOS.tax("200.00", on="2026-06-01", late_charge="8.00"))
        for mode, rounding in product(get_args(TaxMode), get_args(TaxRounding)):
            verify(KOS.tax(["39.95", "14.95", 1], on="2026-06-01", tax_mode=mode, tax_rounding=rounding))
            verify(KOS.tax(["39.95", "1.95"], on="2026-06-01", province="QC", tax_mode=mode, tax_rounding=rounding))
        verify(KOS.tax(["39.95", "-1.95"], on="2026-06-01", province="QC"))
        verify(KOS.refund("50.00", cycle_start="2026-06-01", cancelled="2026-06-10", province="QC"))
        check_heading(read(str(KOS.data_usage({"4k-video": 2, "gaming": "0.5"}).working)))
        verify(KOS.law(on="2026-06-01"))
        verify(KOS.law(on="2015-06-01"))

    @pytest.mark.parametrize(("part_day", "outage_month"), list(product(get_args(PartDay), get_args(OutageMonth))))
    def test_an_outage_under_every_reading(self, part_day: str, outage_month: str) -> None:
        answer = KOS.outage_fees("74.95", began="2026-03-07T06:30-05:00", ended="2026-04-13T06:00-04:00")
        verify(answer.under(part_day=part_day, outage_month=outage_month))

    @pytest.mark.parametrize(("gigabyte", "part_gigabyte"), list(product(get_args(Gigabyte), get_args(PartGigabyte))))
    def test_an_overage_under_every_reading(self, gigabyte: str, part_gigabyte: str) -> None:
        answer = KOS.data_usage({"e-mail": 100, "hd-video": "1.5"}, allowance_gb="2.5", price_per_gb="0.99")
        verify(answer.under(gigabyte=gigabyte, part_gigabyte=part_gigabyte))

    @pytest.mark.parametrize(("provider", "case"), complaints())
    def test_worked_complaints(self, provider: str, case: dict[str, Any]) -> None:
        for reading in get_args(ClosedDayEvent):
            verify(load(provider).complaint(**facts_of(case)).under(closed_day_event=reading))

    @given(
        received=st.dates(date(2015, 1, 1), date(2040, 1, 1)),
        senior=st.integers(0, 9),
        manager=st.integers(0, 9),
        letter=st.integers(0, 90),
        look=st.integers(0, 30),
    )
    def test_any_complaint(self, received: date, senior: int, manager: int, letter: int, look: int) -> None:
        first = received + timedelta(senior)
        second = first + timedelta(manager)
        verify(KOS.complaint(received=received, senior=first, manager=second, on=second + timedelta(look)))
        answered = KOS.complaint(received=received, senior=first, senior_answered=first + timedelta(look))
        verify(answered)
        verify(answered.under(closed_day_event="as-of-next-open-day"))
        verify(KIJOMA.complaint(received=received, deadlock=received + timedelta(letter)))
        verify(KIJOMA.complaint(received=received, answered=received + timedelta(look), manager=first))

    def test_eligibility(self) -> None:
        for case in cases("kos", "eligible_for_adr"):
            facts = {key: one for key, one in case.items() if key in QUESTIONS_["eligible_for_adr"].facts}
            verify(KOS.eligible_for_adr(**facts))

    @given(at=st.datetimes(datetime(2015, 1, 2), datetime(2040, 12, 20), timezones=st.just(UTC)))
    def test_any_hours(self, at: datetime) -> None:
        for terms in (KOS, KIJOMA):
            verify(terms.hours(at.date()))
            verify(terms.support_open(at=at.replace(second=0, microsecond=0)))
            verify(terms.next_opening(at=at.replace(second=0, microsecond=0)))

    @pytest.mark.parametrize("readings", every_reading(), ids=lambda readings: " ".join(readings.values()))
    def test_a_late_charge_under_every_reading(self, readings: dict[str, str]) -> None:
        verify(KOS.late_charge("250.00", issued="2026-01-31", paid="2026-04-10").under(**readings))

    @pytest.mark.parametrize(
        ("name", "answer"), list(make.answers()), ids=lambda one: one if isinstance(one, str) else ""
    )
    def test_the_page_of_every_record(self, name: str, answer: Answer[Any]) -> None:
        assert name
        page = read(str(answer.working))
        nothing = NOTHING.search(str(answer.working)) or "give nothing back" in str(answer.working)
        assert page.equations or nothing or least(answer, page) == 0

    @pytest.mark.parametrize("part_month", ["by-days", "daily-compound", "whole-month"])
    def test_a_balance_of_nothing_on_which_only_accrual_is_left(self, part_month: str) -> None:
        account = Account(
            [
                Invoice("a", "2026-03-01", Money(90, "CAD")),
                Payment("2026-03-20", Money(90, "CAD")),
            ]
        )
        answer = HOSTING.statement(account, as_of="2026-03-25").under(part_month=part_month)
        assert answer.value.balance == Money(0, "CAD")
        assert answer.value.accrued > Money(0, "CAD")
        verify(answer)

    @random_answers
    @given(late_charges())
    def test_any_late_charge(self, answer: Answer[Money]) -> None:
        verify(answer)

    @random_answers
    @given(refunds())
    def test_any_refund(self, answer: Answer[Any]) -> None:
        verify(answer)

    @random_answers
    @given(cancellation_charges())
    def test_any_cancellation_charge(self, answer: Answer[Any]) -> None:
        verify(answer)

    @settings(random_answers, max_examples=examples(300))
    @given(statements())
    def test_any_statement(self, answer: Answer[Statement]) -> None:
        verify(answer)


def equations(text: str) -> list[str]:
    """The equations of a page as they are printed, not evaluated."""
    entries = entries_of(text.split("\n")[2:])
    return [one.text.rpartition(": ")[2] for one in entries if not one.part and (" = " in one.text or is_bare(one))]


def broken(text: str) -> list[str]:
    """The page with one digit of one equation changed, once for each digit."""
    sound, pages = equations(text), []
    for at, sign in enumerate(text):
        if sign.isdigit():
            page = f"{text[:at]}{(int(sign) + 1) % 10}{text[at + 1 :]}"
            if equations(page) != sound:
                pages.append(page)
    return pages


def example(name: str) -> str:
    charge = KOS.late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
    found: dict[str, Answer[Any]] = {
        "late charge": charge,
        "late charge, daily": charge.under(part_month="daily-compound"),
        "late charge, once": charge.under(round_at="once", part_month="days-of-year"),
        "refund": KOS.refund(
            "149.95", cycle_start="2026-06-01", cancelled="2026-06-10", fee_months=12, paid_until="2026-09-01"
        ),
        "cancellation": HOSTING.cancellation_charge(
            "59.95", term_start="2025-01-01", term_months=24, cancelled="2026-05-10", tax_mode="included"
        ).under(remaining="by-days"),
        "statement": asked("statement", next(one for one in cases("kos", "statement") if "largest" in one["name"])),
        "messy": HOSTING.statement(messy(), BEFORE).under(on_rejection="from-decision"),
        "together": HOSTING.statement(messy(), AFTER).under(posted_per="account", on_rejection="from-decision"),
        "bounced": HOSTING.statement(bounced(), AFTER).under(disputed="never-exempt"),
    }
    return str(found[name].working)


STATEMENTS = ("statement", "messy", "together", "bounced")
EXAMPLES = ("late charge", "late charge, daily", "late charge, once", "refund", "cancellation", *STATEMENTS)


class TestPlantedErrors:
    """The evaluator refuses a page with a single wrong digit, and one with a line too few."""

    @pytest.mark.parametrize("name", EXAMPLES)
    def test_each_digit_of_each_equation_matters(self, name: str) -> None:
        text = example(name)
        check_heading(read(text))
        pages = broken(text)
        assert len(pages) > 50
        for page in some_of(pages, 50):
            with pytest.raises(PageError):
                check_heading(read(page))

    @pytest.mark.parametrize("name", EXAMPLES)
    def test_each_digit_of_the_heading_matters(self, name: str) -> None:
        head, _, rest = example(name).partition("\n\n")
        for at, sign in enumerate(head):
            if at > head.index(": ") and sign.isdigit() and not re.search(r"on\s+[\d-]*$", head[:at]):
                with pytest.raises(PageError):
                    check_heading(read(f"{head[:at]}{(int(sign) + 1) % 10}{head[at + 1 :]}\n\n{rest}"))

    @pytest.mark.parametrize("name", STATEMENTS)
    def test_a_line_too_few_in_a_ledger(self, name: str) -> None:
        lines = example(name).split("\n")
        told = r" (balance|held): |\d (paid|credited|written off), |which stands|owed on|in dispute|\d payment of [^0]"
        working = lines[: lines.index("readings used:")]
        ledger = [place for place, line in enumerate(working) if re.search(told, line)]
        assert len(ledger) > 6
        for place in ledger:
            with pytest.raises(PageError):
                check_heading(read("\n".join([*lines[:place], *lines[place + 1 :]])))

    @pytest.mark.parametrize(
        ("text", "wrong"),
        [
            ("x\n\na: 1 + 1 = 3", "printed is 3"),
            ("x\n\na: 1 + 1 = 2 = 2", "no equation"),
            ("x\n\n1 + 1 = 2", "no equation"),
            ("x\n\na: (1 + 1 = 2", "bracket is open"),
            ("x\n\na: 1 + = 2", "operand is missing"),
            ("x\n\na: + 1 = 1", "operand is wanted"),
            ("x\n\na: 1 1 = 1", "more than one expression"),
            ("x\n\na: one = 1", "cannot be read"),
            ("x\n\na: 1 / 0 = 1", "divided by"),
            ("x\n\na: max(1) = 1", "one operand"),
            ("x\n\na: 2026-02-30 + 1 day = 2026-03-01", "no calendar"),
            ("x\n\na: 2026-01-31 + 1 month = 2026-03-03", "printed is"),
            ("x\n\na: 2026-01-31 + 1 day = 2026-02-02", "printed is"),
            ("x\n\na: 1 day x 2026-01-01 = 1", "no number"),
            ("x\n\nheld: 0.16 = 0.16", "empty arithmetic"),
            ("x\n\na: 1.00 + 0.00 = 1.00", "empty arithmetic"),
            ("x\n\na: 1.00 - 0 = 1.00", "empty arithmetic"),
            ("x\n\na: 0.00 + 1.00 = 1.00", "empty arithmetic"),
            ("x\n\na: (2 x 3 + 0.00 x 4) = 6", "empty arithmetic"),
            ("x\n\na: 2 x 0/3 + 2 x 3 = 6", "empty arithmetic"),
            ("x\n\na: 2026-01-31 + 1 days = 2026-02-01", "empty arithmetic"),
            ("x\n\na: 0.5 ^ 2 = 0.25", "power"),
            ("x\n\na: 1 / 3 = 0.333334...", "printed is"),
            ("x\n\na: 1 / 4 = 0.25...", "printed is"),
            ("x\n\na: 2.005 x 1 = 2.005 -> 2.00 (half up)", "not rounded"),
            ("x\n\na: 2.005 x 1 = 2.005 -> 2.01 (half even)", "not rounded"),
            ("x\n\na: 2.005 x 1 = 2.005 -> 2.01 (down)", "not rounded"),
            ("x\n\na: 2.005 x 1 = 2.005 -> 2.01 (up)", "no rounding"),
            ("x\n\na: 2.00 x 1 = 2.00 -> 2.00 (down)", "not rounded"),
            ("x\n\na: 1 - 3.004 = -2.004 -> -2.00 (down)", "negative"),
            ("x\n\na: 2026-01-01 + 1 day = 2026-01-02 -> 1 (down)", "no rounding"),
            ("x\n\na: 2.0050001 x 1 = 2.00... -> 2.01 (half up)", "not rounded"),
            ("x\n\n" + "y" * 89, "columns"),
            ("x\n\n\u00e9", "columns"),
            ("x\n\ny ", "columns"),
            ("what: 1\n\na: 1 + 1 = 2", "unknown question"),
            ("administrative charge: 5 CAD\n\namount 6: within the cap of 9 on each charge", "the heading says 5"),
            ("administrative charge: 9 CAD\n\namount 9: within the cap of 8 on each charge", "the line 9 of 8"),
            ("administrative charge: 9 CAD\n\namount 9", "amount 9"),
            ("liability limit: 5 CAD\n\na: max(4, 6) = 6", "the heading says 5"),
            ("equipment return by: none, a technician collects it\n\na: 2026-01-01 + 1 day = 2026-01-02", "none"),
            (
                "equipment return by: 2026-01-03, returned by then\n\na: 2026-01-01 + 1 day = 2026-01-02",
                "the heading says",
            ),
            (
                "equipment return by: 2026-01-02, received by the provider by then\n\n"
                "last day to return the equipment: 2026-01-01 + 1 day = 2026-01-02",
                "received by the provider by then, the line last day to return",
            ),
            (
                "change of terms: earliest 2026-01-02, leave by 2026-01-04, binds from 2026-01-05\n\n"
                "a: 2026-01-01 + 1 day = 2026-01-02\neffective on 2026-01-01, on or after that day\n"
                "b: 2026-01-01 + 4 days = 2026-01-05\nc: 2026-01-05 - 1 day = 2026-01-04",
                "2026-01-01 lies before 2026-01-02",
            ),
            (
                "change of terms: earliest 2026-01-02, leave by 2026-01-04, binds from 2026-01-05\n\n"
                "a: 2026-01-01 + 1 day = 2026-01-02\neffective on 2026-01-03, on or after that day\n"
                "b: 2026-01-01 + 4 days = 2026-01-05\nc: 2026-01-05 - 1 day = 2026-01-04",
                "binds after another day than 2026-01-03",
            ),
            (
                "change of terms: earliest 2026-01-02, leave by 2026-01-04, binds from 2026-01-06\n\n"
                "a: 2026-01-01 + 1 day = 2026-01-02\neffective on 2026-01-02, on or after that day\n"
                "b: 2026-01-02 + 4 days = 2026-01-06\nc: 2026-01-05 - 1 day = 2026-01-04",
                "the last day to leave follows from 2026-01-06",
            ),
            ("x\n\na, without 2026-04-03: 2026-04-02 + 2 business days = 2026-04-06", "printed is"),
            ("x\n\na: 2026-04-04 + 1 working day = 2026-04-07", "printed is"),
            ("x\n\na: 2026-04-04 + 8 weeks = 2026-05-31", "printed is"),
            (
                "complaint: first answer due by 2026-03-10; CISAS from 2026-04-27\n\n"
                "the complaint was received on 2026-03-02: x\n  last day: 2026-03-02 + 5 working days = 2026-03-09",
                "not first answer due by 2026-03-09",
            ),
            ("eligible for adr: eligible for CCTS\n\nits monthly bill 5 is not under 4", "eligible for CCTS"),
            ("hours: closed on 2026-03-09\n\n2026-03-08, a Sunday: closed", "2026-03-09"),
            ("hours: 2026-03-08 12:00-04:00 to 2026-03-08 18:00-04:00\n\n2026-03-08, a Sunday: 12:00-17:00", "18:00"),
            ("hours: closed on 2026-03-08\n\n2026-03-08, a Monday: closed", "a Monday"),
            (
                "support open: open\n\n2026-03-08 23:00+00:00 in UTC is 2026-03-08 19:00-04:00 in x\n"
                "2026-03-08, a Sunday: 12:00-18:00",
                "open",
            ),
            ("policy change: 2026-01-03\n\na policy binds from the day on which it is posted: 2026-01-02", "01-03"),
        ],
    )
    def test_refused(self, text: str, wrong: str) -> None:
        with pytest.raises(PageError, match=wrong):
            check_heading(read(text))


class TestTheEvaluator:
    """What it computes is right."""

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("2 + 3 x 4 - 6 / 3", "12"),
            ("(2 + 3) x 4", "20"),
            ("min(21, 30)/30 + max(1, 2)", "2.7"),
            ("50 % x 3", "1.5"),
            ("(100 % + 2 %) ^ 2", "1.0404"),
            ("2026-03-01 - 2026-02-01 - 1", "27"),
            ("-5.00 + 1", "-4"),
        ],
    )
    def test_exact(self, text: str, value: str) -> None:
        assert Reader(text).all() == Reader(value).all()

    def test_a_month_is_clamped(self) -> None:
        assert Reader("2026-01-31 + 1 months").all() == date(2026, 2, 28)
        assert Reader("2026-02-10 - 10 days").all() == date(2026, 1, 31)

    def test_a_power_is_enclosed(self) -> None:
        value: Any = Reader("4 ^ (1/2) + 0.000").all()
        assert value.low < 2 < value.high
        assert value.high - value.low < Fraction(1, 10**50)

    def test_more_digits_follow(self) -> None:
        value: Any = Reader("2 x 0.33...").all()
        assert (value.low, value.high) == (Fraction("0.66"), Fraction("0.68"))

    @pytest.mark.parametrize(
        ("exact", "rounded", "how"),
        [
            ("2.005", "2.01", "half up"),
            ("2.005", "2.00", "half even"),
            ("2.015", "2.02", "half even"),
            ("2.019", "2.01", "down"),
            ("2.004999...", "2.00", "half up"),
            ("2.005000...", "2.01", "half even"),
            ("2.5", "3", "half up"),
        ],
    )
    def test_rounding(self, exact: str, rounded: str, how: str) -> None:
        check_rounding(figure(exact), rounded, how)


def test_a_service_has_pages_too() -> None:
    for service in ("dsl", "cable", "fixed-wireless", "voip"):
        verify(
            load("kos", service=service).cancellation_charge(
                incentive="200.00", term_start="2025-01-31", term_months=24, last_invoice=None, cancelled="2025-02-01"
            )
        )
