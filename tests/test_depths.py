"""Three depths of every answer: one sentence, what matters, and the whole working."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import (
    Account,
    AdministrativeCharge,
    Answer,
    Bill,
    BillLine,
    Cancellation,
    Dispute,
    Invoice,
    Money,
    Payment,
    Payout,
    ReturnedPayment,
    TelcoTermsError,
    Terms,
    load,
)
from telcoterms.agreement.conditions import Grace
from telcoterms.agreement.customer import Customer
from telcoterms.agreement.rule import VOICES, Rule, choices, reading_said, voice_in_words
from telcoterms.answers.figures import compared_on_page
from telcoterms.audit.audit import Explanation, explained_in_words
from telcoterms.clauses.complaint.kinds import COMPLAINT
from telcoterms.clauses.customer_cancellation import OnReceipt
from telcoterms.clauses.eligible_for_adr import Arbitrated, Eligible, customer_in_words, told_template
from telcoterms.clauses.equipment_return_by import Collected
from telcoterms.clauses.late_charge.kinds import LateChargeRule, RateCharge, SumOf
from telcoterms.cli import main
from telcoterms.files.library import providers
from telcoterms.formats.text import phrase_text, value_text
from telcoterms.terms import QUESTIONS
from telcoterms.values.choices import WORDS_OF_READINGS
from telcoterms.values.messages import spelt_for
from telcoterms.values.steps import EditionDay
from telcoterms.values.translation import Translator
from tests.random_accounts import Made, made_history
from tests.terms_builders import CLAUSE, at_least, cad, compound, flat, made, net, simple
from tests.test_answer import answers

KOS = load("kos")
CHARGE = KOS.late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
HARD = "\N{NO-BREAK SPACE}"
OF_PYTHON_OR_A_SHELL = re.compile(r"_|--|\(\)|=|\bNone\b|Decimal|datetime|\d{4}-\d\d-\d\d|[a-z]-[a-z]+-[a-z]")


def terms_of_all() -> Iterator[Terms]:
    """The terms of each provider, and of each of its services."""
    for provider in providers():
        terms = load(provider)
        yield terms
        yield from (load(provider, service=service.id) for service in terms.agreement.services)


def examples_of_all() -> Iterator[Answer[Any]]:
    """The answer of all terms to each example of each question that they answer."""
    for terms in terms_of_all():
        for name, question in QUESTIONS.items():
            for facts in question.examples(terms.currency):
                try:
                    yield getattr(terms, name)(**facts)
                except TelcoTermsError:
                    continue


DSL, HOSTING = load("kos", service="dsl"), load("kos", service="none")
ROOT = Path(__file__).parents[1]
PROVIDERS = ROOT / "tests" / "providers"
TERM: dict[str, Any] = {"term_start": "2025-01-01", "term_months": 24}
DAYS: dict[str, Any] = {"issued": "2026-01-01", "paid": "2026-02-15"}
JUNE: dict[str, Any] = {"cycle_start": "2026-06-01", "cancelled": "2026-06-10"}
PRICED: dict[str, Any] = {"allowance_gb": 0, "price_per_gb": 2}
PAID = Account([Invoice("1", "2026-01-01", cad(10_00)), Payment("2026-01-05", cad(15_00))])
DISPUTED = Account([Invoice("1", "2026-01-01", cad(10_00)), Dispute("1", "2026-01-05", cad(4_00))])
KIJOMA = load("kijoma")


def of(name: str) -> Terms:
    """The terms of a real provider that a test holds."""
    return load(PROVIDERS / f"{name}-2026-11-21.toml")


def others() -> Iterator[Answer[Any]]:
    """Answers that are a refusal, nothing, or say more than most."""
    yield KOS.refund("49.95", **JUNE, regime="fixed-term")
    yield KOS.refund("49.95", **JUNE, tax_rate="0")
    yield HOSTING.cancellation_charge("59.95", **TERM, cancelled="2027-01-01")
    yield HOSTING.cancellation_charge("59.95", **TERM, cancelled="2026-05-10", tax_rate="0")
    yield KOS.regime(**TERM, on="2026-05-10")
    yield of("german-mobile").suspension("2026-01-01", received="2026-01-05", amount="15.49")
    yield of("indian-regulator").deposit(ended="2026-01-01", amount="1000.00", paid="2026-03-07")
    yield KOS.administrative_charge("10.00", reason="collection")
    yield made(equipment_return_by=Collected(clause=CLAUSE, says="")).equipment_return_by(cancelled="2026-06-10")
    yield of("line-company").administrative_charge(reason="modem")
    yield load(ROOT / "examples" / "more_clauses.toml").part_charge(
        "30.00", cycle_start="2026-06-01", since="2026-06-23"
    )
    yield of("irish-broadband").administrative_charge(reason="restoral")
    simple = RateCharge(rate=Fraction(1, 50), compounding="none", clause=CLAUSE, says="")
    yield made(late_charge=simple).effective_annual_rate()
    yield KIJOMA.complaint(received="2026-04-08", deadlock="2026-06-10", on="2026-06-11")
    yield KIJOMA.complaint(received="2026-04-08")
    without = KOS.agreement.with_rules(complaint=replace(COMPLAINT.of(KOS.agreement), outside=None))
    yield Terms(without).complaint(received="2026-03-02")
    yield of("australian-carrier").complaint(received="2026-04-02", accepted="2026-04-14")
    yield of("indian-carrier").complaint(received="2026-01-01")
    yield KOS.data_usage({"4k-video": 2}, **PRICED)
    yield KOS.data_usage({"4k-video": 2})
    yield KOS.data_usage({"hd-video": 2}, **PRICED)
    yield KOS.data_usage({"hd-video": 2})
    yield KOS.precedence(one="dsl", other="cable")
    yield KOS.complaint(received="2026-03-02")
    yield KOS.complaint(received="2026-03-02", senior="2026-03-09", senior_answered="2026-03-10")
    yield KIJOMA.complaint(received="2026-03-02", on="2026-06-01")
    yield KOS.eligible_for_adr(customer="consumer", subject="contract", arbitrator_fee="1200.00")
    yield KOS.hours("2026-12-25")
    yield KOS.support_open(at="2026-12-25T10:00-05:00")
    yield KOS.customer_cancellation(received="2015-01-22")
    yield DSL.customer_cancellation(received="2026-06-10")
    yield Terms(
        KOS.agreement.with_rules(customer_cancellation=OnReceipt(clause=CLAUSE, says=""))
    ).customer_cancellation(received="2026-06-10")
    yield from (KOS.audit_late_charge(billed, "113.00", **DAYS) for billed in ("3.41", "4.57", "3.29", "5.00"))
    yield KOS.audit(Bill([BillLine("late_charge", {"amount": cad(113_00), **DAYS}, cad(3_41))]))
    yield KOS.settlement(PAID, on="2026-01-10")
    yield KOS.statement(PAID, as_of="2026-01-10")
    yield KOS.statement(DISPUTED, as_of="2026-01-10")
    yield KOS.statement(DISPUTED, as_of="2026-02-10")


ANSWERS = (*answers(), *examples_of_all(), *others())
each_answer = pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: f"{answer.question}")


def every_subclass(kind: type[Rule]) -> Iterator[type[Rule]]:
    """The kinds of clause, and those below them."""
    for below in kind.__subclasses__():
        yield below
        yield from every_subclass(below)


def figure_said(answer: Answer[Any]) -> str:
    """The figure of an answer as a sentence has it; empty where it is a word, or none."""
    translator = Translator("en", answer.currency, "said-in-one-year")
    figure: object = compared_on_page(answer.value)
    if isinstance(figure, Money):
        return translator.money(figure.text.removeprefix("-"), figure.currency) if figure.minor else ""
    if isinstance(figure, date):
        return translator.day_said(date(figure.year, figure.month, figure.day), "d MMMM")
    if isinstance(figure, Fraction):
        return f"{float(figure) * 100:.2f}".rstrip("0").rstrip(".")
    return ""


class TestSentence:
    """What an agent says on the telephone."""

    def test_the_one_that_everybody_asks_for(self) -> None:
        assert CHARGE.sentence == (
            "Under KOS's terms of 12 July 2021, section 9, a bill of $113.00 dated 1 January and paid on 15 February "
            "carries a late payment charge of $3.41."
        )

    def test_in_french(self) -> None:
        assert CHARGE.say("fr").replace(HARD, " ") == (
            "Selon les conditions de KOS du 12 juillet 2021, article 9, une facture de 113,00 $ datée du 1er janvier "
            "et payée le 15 février entraîne des frais de retard de 3,41 $."
        )

    def of_account(self, *events: Any, as_of: str = "2026-04-10") -> str:
        """What is said of an account, after whose terms it is by."""
        return KOS.statement(Account(events), as_of=as_of).sentence.partition("2021, ")[2]

    def test_what_is_payable_by_its_bills(self) -> None:
        first, second = Invoice("1", "2026-02-01", cad(56_45)), Invoice("2", "2026-03-01", cad(56_45))
        # 56.45 + 1.13 + 1.15 + 0.35 = 59.08; 56.45 + 1.13 + 0.35 = 57.93
        assert self.of_account(first) == "$59.08 of the bill of 1 February is payable now, on 10 April."
        assert self.of_account(first, second) == (
            "$117.01 is payable now, on 10 April: $59.08 of the bill of 1 February and $57.93 of the one of 1 March."
        )

    def test_what_is_payable_of_many_bills_names_the_oldest(self) -> None:
        bills = [Invoice(str(month), f"2026-0{month}-01", cad(10_00)) for month in (3, 1, 2, 4)]
        said = self.of_account(*bills, as_of="2026-04-30")
        assert said.endswith(" is payable now, on 30 April, of 4 bills, the oldest of 1 January.")

    def test_what_is_payable_of_charges_and_payouts(self) -> None:
        events = [
            Invoice("1", "2026-02-01", cad(56_45)),
            AdministrativeCharge("A", "2026-02-02", cad(25_00), "collection"),
            Invoice("2", "2026-03-01", cad(56_45)),
        ]
        found = self.of_account(*events)
        assert re.search(r"of the bill of 1 February, \S+ of the administrative charge of 2 February and", found)
        gone = Cancellation(
            "C", "2026-01-10", "customer", term_start="2026-01-01", term_months=12, monthly_fee=cad(10_00)
        )
        with_end = HOSTING.statement(Account([gone]), as_of="2026-02-10").sentence
        assert "of the cancellation charge of 10 January is payable now, on 10 February." in with_end
        paid_out = [Payment("2026-01-03", cad(10_00), None, "R7"), Payout("2026-01-04", cad(10_00))]
        returned = self.of_account(*paid_out, ReturnedPayment("2026-01-10", "R7"), as_of="2026-01-30")
        assert returned.endswith("of the payout of 4 January is payable now, on 30 January.")

    def test_what_is_in_dispute_stands_beside_it(self) -> None:
        disputed = [Invoice("1", "2026-01-01", cad(10_00)), Dispute("1", "2026-01-05", cad(4_00))]
        assert self.of_account(*disputed, as_of="2026-02-10") == (
            "$6.16 of the bill of 1 January is payable now, on 10 February; $4.00 is in dispute."
        )
        assert self.of_account(*disputed, as_of="2026-01-10") == (
            "nothing is payable now, on 10 January; $4.00 is in dispute; $6.00 is due later."
        )

    @given(st.randoms(use_true_random=False).map(made_history))
    def test_the_bills_of_a_sentence_add_up(self, one: Made) -> None:
        statement = made(due_date=net(one.net_days)).statement(one.account, one.as_of).value
        due = [debt for debt in statement.debts if debt.due <= statement.as_of]
        owed = sum(((debt.owed - debt.disputed).minor for debt in due), 0)
        assert statement.payable.minor in (owed, owed - statement.credit.minor)
        assert statement.payable.minor <= 0 or statement.payable.minor == owed
        assert phrase_text(statement.told())

    def test_what_settles_an_account(self) -> None:
        bill = Invoice("1", "2026-01-01", cad(10_00))
        said = KOS.settlement(Account([bill]), on="2026-01-10").sentence
        assert said.endswith("2021, $10.00, paid on 10 January, settles the whole account.")
        paid = KOS.settlement(Account([bill, Payment("2026-01-05", cad(10_00))]), on="2026-01-10").sentence
        assert paid.endswith("2021, nothing is to be paid on 10 January to settle the account.")

    def test_a_payment_that_saves_nothing(self) -> None:
        bill, payment = Invoice("1", "2026-01-01", cad(10_00)), Payment("2026-01-05", cad(10_00))
        said = KOS.what_if(Account([bill]), payment, on="2026-01-10").sentence
        assert said.endswith("$0.00 is left to settle on 10 January in the place of $10.00, and no charge is saved.")

    def test_a_day_that_the_bill_shows_is_said_once(self) -> None:
        assert (
            load("bt")
            .due_date("2026-01-01", due="2026-01-21")
            .sentence.endswith("a bill dated 1 January is to be paid by 21 January, the day that it shows.")
        )

    def test_days_of_two_years_have_their_years(self) -> None:
        late = KOS.late_charge("113.00", issued="2025-12-20", paid="2026-02-15")
        assert "dated 20 December 2025 and paid on 15 February 2026 carries" in late.sentence

    def test_a_charge_of_nothing_is_said_in_words(self) -> None:
        in_time = KOS.late_charge("113.00", issued="2026-01-01", paid="2026-01-16")
        assert in_time.sentence.endswith("paid on 16 January carries no late payment charge.")

    def test_what_could_be_left_out_stands_in_brackets(self) -> None:
        by_the_quarter = KOS.late_charge("113.00", issued="2026-01-01", paid="2026-02-15", billing_months=3)
        assert by_the_quarter.sentence.endswith("late payment charge of $3.41 (billed every 3 months).")

    @pytest.mark.parametrize(
        ("voice", "said"),
        [("biller", ""), ("consumer", ", read for the consumer"), ("letter", ", read by the letter")],
    )
    def test_a_voice_that_was_asked_for_is_named(self, voice: Any, said: str) -> None:
        charge = KOS.under(voice).late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
        assert charge.sentence.startswith(f"Under KOS's terms of 12 July 2021, section 9{said}, a bill of")

    @each_answer
    def test_every_answer_is_one_sentence_with_its_figure(self, answer: Answer[Any]) -> None:
        sentence = answer.sentence
        assert sentence.startswith("Under ")
        assert sentence.endswith(".")
        assert not re.search(r"\n|[.!?] [A-Z]|  ", sentence)
        assert OF_PYTHON_OR_A_SHELL.findall(sentence.replace("e-mail", "").replace("hd-video", "")) == []
        assert figure_said(answer) in sentence

    @each_answer
    def test_every_answer_is_one_in_french(self, answer: Answer[Any]) -> None:
        sentence = re.sub(
            '"[^"]*"', "", answer.say("fr").replace(answer.terms.agreement.called, "")
        )  # names are the same
        assert sentence.startswith("Selon ")
        assert not re.search(
            r"\b1 (?:janvier|février|mars|avril|mai|juin|juillet|août)|\b(?:the|of|and|is)\b", sentence
        )


class TestWords:
    """Each name of a closed choice has its own words in a sentence."""

    def test_the_explanations_of_a_billed_figure(self) -> None:
        assert len({explained_in_words(one) for one in get_args(Explanation)}) == len(get_args(Explanation))

    def test_voices(self) -> None:
        assert len({voice_in_words(voice) for voice in VOICES}) == len(VOICES)

    def test_who_may_go_outside(self) -> None:
        cases = list(product(get_args(Eligible), (None, *get_args(Arbitrated))))
        assert len({told_template(*case) for case in cases}) == len(cases)
        assert len({customer_in_words(one) for one in get_args(Customer)}) == len(get_args(Customer))

    def test_the_day_of_an_edition_in_plain_text(self) -> None:
        assert str(EditionDay(date(2021, 7, 12))) == "2021-07-12"


class TestWhatMatters:
    """The page that print shows: the figure first, then what matters, on one screen."""

    def test_a_statement(self) -> None:
        found = KOS.statement(DISPUTED, as_of="2026-02-10")
        # 6.00 + 0.12 + 0.04 = 6.16, and the 4.00 in dispute: 10.16
        assert str(found).splitlines()[:14] == [
            "statement: 6.16 CAD payable now, 10.16 to settle it all",
            "  statement on 2026-02-10 of an account of 1 invoice and 1 other event, by KOS's",
            "  Service Terms of 2021-07-12",
            "",
            "  payable now            6.16",
            "  in dispute             4.00",
            "  to settle it all       10.16",
            "  held while in dispute  0.10",
            "",
            "bill          date         due  amount  late charges  in dispute   left",
            "  1     2026-01-01  2026-01-16   10.00          0.16        4.00  10.16",
            "",
            "next:",
            "  2026-03-01 the next late charge is posted on invoice 1       Service Terms s.9",
        ]

    @pytest.mark.parametrize("answer", [*answers(), *others()], ids=lambda answer: answer.question)
    def test_every_page_fits_a_terminal(self, answer: Answer[Any]) -> None:
        lines = str(answer).split("\n")
        assert max(map(len, lines)) <= 80
        assert len(lines) <= 60
        assert lines[0].startswith(f"{answer.question.replace('_', ' ')}: ")

    @pytest.mark.parametrize("answer", answers(), ids=lambda answer: answer.question)
    def test_html_folds_the_working_below(self, answer: Answer[Any]) -> None:
        html = answer.html()
        assert html.count("<details") == html.count("</details>") == 1
        assert html.index("<details") < html.index("<summary>the working</summary>")

    def test_a_long_working_names_the_way_to_the_rest(self) -> None:
        assert re.search(r"\n\.\.\. \d+ lines more: \.working\n", str(KOS.law(on="2026-06-01")))

    def test_a_late_charge_by_its_periods(self) -> None:
        # 2.26 + 1.15 = 3.41
        assert str(CHARGE).splitlines()[4:11] == [
            "  due date      2026-01-16                                     Service Terms s.7",
            "  counted from  2026-01-01, the invoice date                   Service Terms s.9",
            "",
            "period                                  reckoned  charge  balance after",
            "  2026-01-01 to 2026-02-01          113.00 x 2 %    2.26         115.26",
            "  2026-02-01 to 2026-02-15  115.26 x 2 % x 14/28    1.15         116.41",
            "  late charge                                       3.41",
        ]

    def test_a_long_late_charge_loses_no_sum(self) -> None:
        year = KOS.late_charge("113.00", issued="2025-01-01", paid="2026-02-15")
        # 2.26 + 2.31 + 2.35 + 23.42 + 2.87 + 1.46 = 34.67
        assert str(year).splitlines()[7:15] == [
            "period                                  reckoned  charge  balance after",
            "  2025-01-01 to 2025-02-01          113.00 x 2 %    2.26         115.26",
            "  2025-02-01 to 2025-03-01          115.26 x 2 %    2.31         117.57",
            "  2025-03-01 to 2025-04-01          117.57 x 2 %    2.35         119.92",
            "  2025-04-01 to 2026-01-01             9 periods   23.42         143.34",
            "  2026-01-01 to 2026-02-01          143.34 x 2 %    2.87         146.21",
            "  2026-02-01 to 2026-02-15  146.21 x 2 % x 14/28    1.46         147.67",
            "  late charge                                      34.67",
        ]

    def test_two_periods_in_the_middle_are_one_row(self) -> None:
        # 119.92 x 2 % = 2.40 and 122.32 x 2 % = 2.45 together are 4.85
        seven = KOS.late_charge("113.00", issued="2026-01-01", paid="2026-07-15")
        assert str(seven).splitlines()[11] == "  2026-04-01 to 2026-06-01             2 periods    4.85         124.77"
        six = KOS.late_charge("113.00", issued="2026-01-01", paid="2026-06-15")
        assert str(six).splitlines()[11] == "  2026-04-01 to 2026-05-01          119.92 x 2 %    2.40         122.32"

    def test_periods_that_are_rounded_to_nothing_have_a_row(self) -> None:
        small = KOS.late_charge("0.24", issued="2026-01-01", paid="2026-03-15")
        assert "  2026-01-01 to 2026-03-01  2 times 0.24 x 2 %    0.00           0.24" in str(small).splitlines()

    @pytest.mark.parametrize("paid", ["2026-01-16", "2026-02-15"])
    def test_a_late_charge_without_periods_has_its_lines(self, paid: str) -> None:
        rule = compound(Fraction(1, 50), round_at="once")
        found = made(late_charge=rule).late_charge("113.00", issued="2026-01-01", paid=paid)
        assert found.grid() is None
        assert "\ndue date: 2026-01-01 + 15 days = 2026-01-16 " in str(found)

    def test_a_late_charge_by_the_day_has_its_line(self) -> None:
        found = made(late_charge=simple(Fraction(1, 10))).late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
        assert found.grid() is None

    def test_a_month_that_brings_nothing_has_no_row(self) -> None:
        found = CHARGE.under(part_month="completed-months")
        # the charge counts from the invoice date: one month is completed, and none of the charge on 20 January
        assert [len(group.rows) for group in found.grid().groups] == [1]  # type: ignore[union-attr]
        early = KOS.late_charge("113.00", issued="2026-01-01", paid="2026-01-20").under(part_month="completed-months")
        assert early.grid() is None

    @given(amount=st.integers(1, 10**7), days=st.integers(16, 1500))
    def test_the_rows_of_any_late_charge_add_up(self, amount: int, days: int) -> None:
        charge = KOS.late_charge(cad(amount), issued="2025-01-01", paid=date(2025, 1, 1) + timedelta(days))
        grid = charge.grid()
        assert grid is not None
        (group,) = grid.groups
        rows = [[phrase_text(cell) for cell in row] for row in group.rows if row[3].template]
        assert len(rows) <= 6
        charges, balances = ([Fraction(row[place]) for row in rows] for place in (2, 3))
        assert sum(charges) == Fraction(charge.value.text)
        assert balances == [Fraction(cad(amount).text) + sum(charges[: place + 1]) for place in range(len(rows))]

    @pytest.mark.parametrize(
        ("rule", "lines"),
        [
            (
                at_least(300, compound(Fraction(1, 50))),
                ["this part, over 14 periods: 34.67", "at least 3.00: the greater of 34.67 and 3.00 is 34.67"],
            ),
            (
                SumOf(of=(compound(Fraction(1, 50)), flat(500)), per="month", clause=CLAUSE, says=""),
                [
                    "this part, over 14 periods: 34.67",
                    "paid on 2026-02-15, after the due date, the fee is 5.00",
                    "late charge, month by month: 39.67",
                ],
            ),
        ],
        ids=["minimum", "by-month"],
    )
    def test_a_long_charge_of_parts_has_their_sums(self, rule: LateChargeRule, lines: list[str]) -> None:
        found = made(late_charge=rule).late_charge("113.00", issued="2025-01-01", paid="2026-02-15")
        rows = [phrase_text(one.phrase) for one in found.page() if one.part == "working"]
        assert rows[-len(lines) :] == lines
        assert found.grid() is None

    @pytest.mark.parametrize("runs_from", ["invoice-date", "due-date", "next-invoice-date"])
    def test_from_when_a_late_charge_counts(self, runs_from: str) -> None:
        words = {"invoice-date": "the invoice date", "due-date": "the due date"}
        found = str(CHARGE.under(runs_from=runs_from))
        assert f", {words.get(runs_from, 'the date of the next bill')}  " in found

    def test_a_late_charge_after_a_grace_period(self) -> None:
        rule = compound(Fraction(1, 50), grace=Grace(days=5), runs_from="grace-end")
        found = str(made(late_charge=rule).late_charge("113.00", issued="2026-01-01", paid="2026-02-15"))
        assert "  in time up to  2026-01-21 " in found
        assert "  counted from   2026-01-21, the last day in time " in found

    def test_the_cheapest_day_by_its_parts_then_each_month(self) -> None:
        found = HOSTING.cheapest_cancellation("59.95", **TERM, first="2026-05-10", last="2026-06-30")
        # 59.95 + 7.79 = 67.74; 7 x 59.95 / 2 = 209.83, with 27.28 of tax 237.11
        assert str(found).splitlines()[5:13] == [
            "  cancelled on                   2026-05-10",
            "  fees until then, with tax      67.74                         Service Terms s.7",
            "  cancellation charge, with tax  237.11                       Service Terms s.36",
            "  in all                         304.85",
            "",
            "cancelled on                in all",
            "  2026-05-10 to 2026-05-31  304.85",
            "  2026-06-01 to 2026-06-30  338.71",
        ]

    def test_a_long_range_of_days_has_its_first_months(self) -> None:
        found = HOSTING.cheapest_cancellation(
            "59.95", term_start="2026-01-01", term_months=36, first="2026-05-10", last="2027-11-30"
        )
        lines = str(found).splitlines()
        assert "  ... up to 2027-11-30: .working" in lines
        assert sum(line.startswith("  20") for line in lines[8:]) == 12

    def test_a_grid_with_figures_too_long_for_columns(self) -> None:
        large = Account(
            [
                Invoice("a long number of an invoice", "2026-01-01", cad(4_123_456_789_00)),
                Payment("2026-01-05", cad(1_123_456_789_00)),
                Dispute("a long number of an invoice", "2026-01-05", cad(1_123_456_789_00)),
            ]
        )
        page = str(KOS.statement(large, as_of="2026-02-10"))
        assert "    amount: 4123456789.00\n" in page
        assert "    in dispute: 1123456789.00\n" in page

    def test_an_account_without_a_bill(self) -> None:
        lines = str(KOS.statement(Account([]), as_of="2026-02-10")).splitlines()
        assert "  payable now       0.00" in lines


class TestReadingWords:
    """Each value of each reading says in words what it does, and its name stands in brackets."""

    def test_every_value_has_words_and_no_other_does(self) -> None:
        kinds = [kind for kind in every_subclass(Rule) if kind.__module__.startswith("telcoterms.")]
        named = {(name, value) for kind in kinds for name, values in choices(kind).items() for value in values}
        assert set(WORDS_OF_READINGS) == named

    def test_in_the_working(self) -> None:
        assert "counted from the invoice date (runs_from invoice-date): the amount" in str(CHARGE.working)

    def test_a_reading_that_the_library_does_not_know_has_its_name_alone(self) -> None:
        assert value_text(reading_said("colour", "blue")) == "colour blue"


class TestFace:
    """A page names the ways to more as they are typed where it is shown, and never both."""

    @pytest.mark.parametrize("answer", answers(), ids=lambda answer: answer.question)
    def test_words_of_python_in_python(self, answer: Answer[Any]) -> None:
        assert ".working" in str(answer)
        assert not re.search(r"--[a-z]", str(answer) + str(answer.working))

    @pytest.mark.parametrize("answer", answers(), ids=lambda answer: answer.question)
    def test_words_of_a_shell_in_a_shell(self, answer: Answer[Any]) -> None:
        with spelt_for("shell"):
            assert "--working" in str(answer)
            assert not re.search(
                r"\.[a-z_]+\(|\.working|\.sentence|\.law\b|\bNone\b", str(answer) + str(answer.working)
            )


class TestCommand:
    """`--say` and `--working` show another depth; what has none of them is refused with the cure."""

    LATE = ("late-charge", "113.00", "--issued", "2026-01-01", "--paid", "2026-02-15", "--provider", "kos")

    def test_say_prints_the_sentence(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main([*self.LATE, "--say"]) == 0
        assert capsys.readouterr().out == f"{CHARGE.sentence}\n"

    def test_say_in_french(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main([*self.LATE, "--say", "--lang", "fr"]) == 0
        assert capsys.readouterr().out == f"{CHARGE.say('fr')}\n"

    def test_a_sentence_is_text(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main([*self.LATE, "--say", "--format", "html"]) == 2
        assert "--say prints one sentence as text: leave --format html out" in capsys.readouterr().err

    def test_corrections_have_one_depth(self, capsys: pytest.CaptureFixture[str]) -> None:
        words = ("statement", "examples/late_account.toml", "--as-of", "2026-04-10", "--since", "2026-03-10", "--say")
        assert main(words) == 2
        assert "another: leave --say out" in capsys.readouterr().err
