"""What a type checker knows of the public surface; nothing here runs, the type checkers read it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, assert_never, assert_type

import pandas
import polars

import telcoterms
from telcoterms import (
    Account,
    AdministrativeCharge,
    AllocatedSum,
    Answer,
    Audit,
    Bill,
    BillAudit,
    BillLine,
    BillTax,
    Calendar,
    Cancellation,
    CancellationCharge,
    ChangeOfTerms,
    CheapestCancellation,
    Clause,
    ComingSum,
    Comparison,
    ComparisonRow,
    ComplaintCourse,
    ComplaintStep,
    Correction,
    Corrections,
    Credit,
    DataUsage,
    Debt,
    DepositReturn,
    Dispute,
    DisputeWindow,
    Edition,
    Eligibility,
    Entry,
    EquipmentReturn,
    Fault,
    InvalidFileError,
    Invoice,
    InvoiceLine,
    Law,
    LawEntry,
    Leave,
    Mismatch,
    Money,
    OpeningHours,
    OutageFees,
    PartCharge,
    Payment,
    Payout,
    Picture,
    ReadingRange,
    Receipt,
    Refund,
    Remark,
    ReturnedPayment,
    RuleComparison,
    Standing,
    Statement,
    Step,
    TableUsed,
    TaxAmount,
    Terms,
    TermsWithoutFigure,
    Verdict,
    Verdicts,
    Voice,
    WhatIf,
    WriteOff,
    allocations_of,
    arrears_of,
    batch,
    compare,
    editions,
    from_dict,
    load,
    load_account,
    load_bill,
    load_calendar,
    verify,
    verify_all,
)
from telcoterms.account.events import Event


def loading(path: Path) -> None:
    assert_type(load("kos"), Terms)
    assert_type(load(path, service="dsl", on=date(2026, 1, 1)), Terms)
    assert_type(load("kos", edition="2021-07-12"), Terms)
    assert_type(editions(), tuple[Edition, ...])
    load(7)  # type: ignore[call-overload]
    load()  # type: ignore[call-overload]
    assert_type(load(text="...", service="dsl"), Terms)
    telcoterms.laod("kos")  # type: ignore[attr-defined]


def terms(kos: Terms) -> None:
    assert_type(kos.provider, str)
    assert_type(kos.edition, date)
    assert_type(kos.service, str | None)
    assert_type(kos.currency, str)
    assert_type(kos.remarks(), tuple[Remark, ...])
    assert_type(kos.remarks()[0].clause, Clause)
    assert_type(kos.answers("refund"), bool)
    assert_type(kos.under(late_charge={"runs_from": "due-date", "rounding": "down"}), Terms)
    assert_type(kos.under(refund={"cancel_day": "refunded"}, statement={"posted_per": "account"}), Terms)
    kos.under(late_charge={"runs_from": "issue-date"})  # type: ignore[arg-type]
    kos.under(late_charge={"cancel_day": "used"})  # type: ignore[arg-type]
    kos.under(late_chrage={"runs_from": "due-date"})  # type: ignore[call-arg]


def questions(kos: Terms, account: Account) -> None:
    assert_type(kos.due_date("2026-01-01"), Answer[date])
    assert_type(kos.due_date(issued=date(2026, 1, 1)), Answer[date])
    assert_type(kos.dispute_until(issued="2026-01-01"), Answer[date])
    assert_type(kos.dispute(issued="2026-01-01", reported="2026-01-02"), Answer[DisputeWindow])
    assert_type(kos.effective_annual_rate(), Answer[Fraction])
    assert_type(kos.audit_late_charge("3.41", 113, issued="2026-01-01", paid="2026-02-15"), Answer[Audit])
    bill = Bill([BillLine("due_date", {"issued": "2026-01-01"}, "2026-01-16")])
    assert_type(kos.audit(bill), Answer[BillAudit])
    BillLine("weather", {}, "2026-01-16")  # type: ignore[arg-type]
    for amount in ("113.00", Decimal("113.00"), 113, Money(113, "CAD")):
        assert_type(kos.late_charge(amount, issued="2026-01-01", paid="2026-02-15"), Answer[Money])
    assert_type(kos.refund(50, cycle_start="2026-06-01", cancelled="2026-06-10"), Answer[Refund])
    fees: list[str] = ["59.95", "60.00"]
    assert_type(
        kos.cancellation_charge(fees, term_start="2025-01-01", term_months=2, cancelled="2025-01-10"),
        Answer[CancellationCharge],
    )
    assert_type(
        kos.cancellation_charge(["59.95", 60], term_start="2025-01-01", term_months=2, cancelled="2025-01-10"),
        Answer[CancellationCharge],
    )
    assert_type(
        kos.cancellation_charge(
            incentive=200, term_start="2025-01-01", term_months=24, last_invoice=None, cancelled="2025-01-10"
        ),
        Answer[CancellationCharge],
    )
    assert_type(
        kos.regime(term_start="2025-01-01", term_months=12, on="2026-01-01"),
        Answer[Literal["fixed-term", "month-to-month"]],
    )
    assert_type(kos.administrative_charge("35.00", reason="restoral"), Answer[Money])
    assert_type(kos.part_charge("30.00", cycle_start="2026-06-01"), Answer[PartCharge])
    assert_type(kos.suspension("2026-01-01"), Answer[date | None])
    assert_type(kos.deposit(ended="2026-01-01"), Answer[DepositReturn])
    assert_type(kos.equipment_return_by(cancelled="2026-06-10"), Answer[EquipmentReturn])
    assert_type(kos.liability_limit(fees_during_outage="13.50"), Answer[Money])
    assert_type(kos.change_of_terms(notice="2026-01-01", effective=date(2026, 2, 15)), Answer[ChangeOfTerms])
    assert_type(kos.policy_change(posted="2026-03-01"), Answer[date])
    assert_type(kos.precedence(one="service-terms", other="dsl"), Answer[str | None])
    assert_type(kos.provider_cancellation(notice="2026-01-01"), Answer[date])
    assert_type(kos.complaint(received="2026-03-02", on=date(2026, 3, 9)), Answer[ComplaintCourse])
    assert_type(kos.eligible_for_adr(customer="small-business", monthly_bill=180), Answer[Eligibility])
    assert_type(kos.hours("2026-03-09"), Answer[OpeningHours])
    assert_type(kos.support_open(at="2026-03-09T09:00-04:00"), Answer[Literal["open", "closed"]])
    assert_type(kos.next_opening(at=datetime(2026, 3, 9)), Answer[datetime])
    kos.eligible_for_adr(customer="company")  # type: ignore[arg-type]
    kos.complaint("2026-03-02")  # type: ignore[call-arg]
    assert_type(kos.customer_cancellation(received="2026-01-01"), Answer[date])
    assert_type(kos.law(on="2026-01-01"), Answer[Law])
    assert_type(
        kos.data_usage({"e-mail": 100, "hd-video": "1.5"}, allowance_gb=3, price_per_gb="2.00"), Answer[DataUsage]
    )
    assert_type(kos.data_usage([("e-mail", 100)]).value.most_mb, Fraction | None)
    moment = datetime(2026, 4, 10, tzinfo=UTC)
    assert_type(kos.outage_fees(75, began=moment, ended="2026-04-13T06:00-04:00"), Answer[OutageFees])
    kos.outage_fees(75, began=moment)  # type: ignore[call-arg]
    assert_type(kos.tax(["39.95", 15], on="2026-01-01", late_charge=1), Answer[BillTax])
    kos.tax(50, on="2026-01-01", tax_rounding="up")  # type: ignore[arg-type]
    assert_type(kos.statement(account, as_of="2026-04-10"), Answer[Statement])
    assert_type(kos.settlement(account, on="2026-04-10"), Answer[Money])
    payment = Payment("2026-03-01", Money(5, "CAD"))
    assert_type(kos.what_if(account, payment, on=date(2026, 4, 10)), Answer[WhatIf])
    stay: dict[str, Any] = {"term_start": "2025-01-01", "first": "2026-05-10", "last": "2027-01-31"}
    assert_type(kos.cheapest_cancellation("59.95", term_months=24, **stay), Answer[CheapestCancellation])
    assert_type(kos.cheapest_cancellation(fees, term_months=2, **stay, incentive=5), Answer[CheapestCancellation])
    leaving = kos.leave("49.95", cancelled="2026-06-10", cycle_start="2026-06-01")
    assert_type(leaving, Answer[Leave])
    assert_type((leaving.value.total, leaving.value.ends), tuple[Money, date])
    kos.late_charge(113.0, issued="2026-01-01", paid="2026-02-15")  # type: ignore[arg-type]
    kos.late_charge("113.00", "2026-01-01", "2026-02-15")  # type: ignore[call-arg]
    kos.refund(50, cycle_start="2026-06-01", cancelled="2026-06-10", regime="monthly")  # type: ignore[arg-type]
    kos.what_if(account, Money(5, "CAD"), on="2026-04-10")  # type: ignore[arg-type]
    kos.settlement(account, as_of="2026-04-10")  # type: ignore[call-arg]
    kos.liability_limit("13.50")  # type: ignore[call-arg]


def answers(charge: Answer[Money], record: Mapping[str, Any]) -> None:
    assert_type(charge.value, Money)
    assert_type(charge.value.amount, Decimal)
    assert_type(charge.value + charge.value, Money)
    assert_type(charge.steps, tuple[Step, ...])
    assert_type(charge.clauses, tuple[Clause, ...])
    assert_type(charge.readings, dict[str, str])
    assert_type(charge.under(runs_from="due-date"), Answer[Money])
    assert_type(charge.across_readings(), ReadingRange)
    assert_type(charge.across_readings().lowest, Money)
    assert_type(charge.across_readings().combinations, tuple[tuple[dict[str, str], Money], ...])
    assert_type(charge.as_dict(), dict[str, object])
    assert_type(from_dict(record), Answer[object])
    assert_type(wider(charge).value, object)


def wider(answer: Answer[object]) -> Answer[object]:
    """An answer with a figure is an answer with anything: covariant."""
    return answer


def values(
    statement: Statement, refund: Refund, charge: CancellationCharge, window: DisputeWindow, change: ChangeOfTerms
) -> None:
    assert_type(statement.balance, Money)
    assert_type(statement.debts, tuple[Debt, ...])
    assert_type(statement.debts[0].posted, tuple[tuple[date, Money], ...])
    assert_type(statement.debts[0].dispute_until, date | None)
    assert_type((refund.refund, refund.tax, refund.total), tuple[Money, Money, Money])
    assert_type((charge.charge, charge.tax, charge.total), tuple[Money, Money, Money])
    assert_type(window.outcome, Literal["in-time", "too-late"])
    assert_type((change.earliest, change.binds_from, change.cancel_by), tuple[date, date, date])


def calendars(kos: Terms, course: ComplaintCourse) -> None:
    england = load_calendar("england")
    assert_type(england, Calendar)
    assert_type(england.after(date(2026, 3, 2), 2), date)
    assert_type(england.changed(added=["2026-03-03"]), Calendar)
    assert_type(Calendar.from_holidays("CA", "QC", range(2026, 2028)), Calendar)
    assert_type(kos.with_calendar(england), Terms)
    assert_type(course.steps, tuple[ComplaintStep, ...])
    assert_type(course.steps[0].latest, date | None)
    assert_type(course.ical(), bytes)
    Calendar.from_holidays("CA")  # type: ignore[call-arg]


def law(law: Law) -> None:
    assert_type(law.rules, tuple[RuleComparison, ...])
    assert_type(law.of("differs"), tuple[RuleComparison, ...])
    assert_type(law.rules[0].outcome, Literal["agrees", "differs", "no-figure", "does-not-apply"])
    law.of("illegal")  # type: ignore[arg-type]


def law_of_an_answer(kos: Terms, charge: Answer[Money]) -> None:
    customer = kos.for_customer(agreed="2024-05-01", customer="consumer", device_subsidy=0, province="ON")
    assert_type(customer, Terms)
    assert_type(charge.law, tuple[LawEntry, ...])
    entry = charge.law[0]
    assert_type(entry.figure, Money | date | Fraction | None)
    assert_type(entry.effect, Literal["caps", "voids", "replaces", "adds-a-way-out", "informs"])
    assert_type(entry.bearing, Literal["binds", "depends", "does-not-bind"])
    assert_type(entry.certainty, Literal["confirmed", "seen-in-part", "unconfirmed"])
    assert_type((entry.since, entry.checked), tuple[date | None, date])
    kos.for_customer(customer="business")  # type: ignore[arg-type]
    kos.for_customer("consumer")  # type: ignore[call-arg]


def voices(kos: Terms, charge: Answer[Money], found: ReadingRange) -> None:
    voice: Voice = "letter"
    assert_type(kos.voice, Voice | None)
    assert_type(kos.voices, dict[Voice, str])
    assert_type(kos.under(voice), Terms)
    assert_type(kos.under("consumer", late_charge={"part_month": "days-of-year"}), Terms)
    assert_type(charge.voices(), dict[Voice, Answer[Money]])
    assert_type(found.standing_of({"part_month": "by-days"}), Standing)
    assert_type(charge.about.readings[0].standing, Standing | None)
    kos.under("lawyer")  # type: ignore[arg-type]


def receipts(charge: Answer[Money], owed: Answer[Statement], stored: Mapping[str, Any]) -> None:
    receipt = owed.receipt()
    assert_type(receipt, Receipt)
    assert_type((receipt["facts"], receipt["figure"]), tuple[dict[str, object], object])
    assert_type(receipt["tables"][0]["sha256"], str)
    assert_type(verify(stored), Verdict[object])
    assert_type(verify(receipt, Statement), Verdict[Statement])
    assert_type(verify(receipt, Statement).answer, Answer[Statement] | None)
    assert_type(verify_all([receipt], Statement), Verdicts[Statement])
    assert_type(verify_all([stored, receipt]).failed, tuple[tuple[int, Verdict[object]], ...])
    assert_type(verify(receipt).mismatches, tuple[Mismatch, ...])
    assert_type(verify(receipt).tables[0].here, TableUsed | None)
    assert_type(Statement.from_receipt(receipt), Statement)
    assert_type(owed.corrections(Statement.from_receipt(stored)), Corrections)
    receipt["sum"]  # type: ignore[typeddict-item]
    verify(charge)  # type: ignore[call-overload]


def services() -> None:
    hosting, dsl = load("kos", service="none"), load("kos", service="dsl")
    assert_type((hosting, dsl), tuple[Terms, Terms])
    back = dsl.refund(50, cycle_start="2026-06-01", cancelled="2026-06-10", province="BC")
    assert_type(back.value.taxes, tuple[TaxAmount, ...])
    dsl.tax(50, on="2026-01-01", taxed_as="dsl")  # type: ignore[arg-type]


def corrections(old: Answer[Statement], new: Answer[Statement], charge: Answer[Money]) -> None:
    assert_type(new.corrections(old), Corrections)
    assert_type(new.value.corrections(old.value), Corrections)
    assert_type(new.corrections(old)[0], Correction)
    assert_type(new.corrections(old)[1:], tuple[Correction, ...])
    assert_type(new.value.entries, tuple[Entry, ...])
    assert_type(new.corrections(old).applied(old.value.entries), tuple[Entry, ...])
    assert_type(new.csv(), str)
    charge.corrections(charge)  # type: ignore[misc]


def collections(answer: Answer[Statement], charge: Answer[Money]) -> None:
    arrears, allocations = arrears_of(answer), allocations_of(answer)
    assert_type((arrears.past_due, arrears.days_late, arrears.next_charge), tuple[Money, int, ComingSum | None])
    assert_type([one.reference for one in allocations], list[str | None])
    assert_type(allocations[0], AllocatedSum)
    arrears_of(charge)  # type: ignore[arg-type]
    for entry in answer.value.entries:
        match entry.code:
            case "billed" | "late_charge" | "payment" | "credit" | "refund" | "payout":
                pass
            case "paid_charges" | "paid_principal" | "credited_charges" | "credited_principal":
                pass
            case "written_off_charges" | "written_off_principal" | "accrued" | "disputed" | "held":
                pass
            case _:
                assert_never(entry.code)
    for transaction in answer.value.corrections(answer.value).transactions():
        assert_type([posting.debit for posting in transaction.postings], list[Money | None])


def sums(charge: Money) -> None:
    assert_type(sum([charge, charge]), Money | Literal[0])
    assert_type((charge * 2, 2 * charge, abs(charge), charge + 0), tuple[Money, Money, Money, Money])
    assert_type((charge > 0, charge == 0, charge.to_decimal()), tuple[bool, bool, Decimal])
    _ = charge > 5  # type: ignore[operator]
    _ = charge * 0.5  # type: ignore[operator]


def looking_ahead(found: WhatIf, best: CheapestCancellation) -> None:
    assert_type((found.payment, found.saved), tuple[Payment, Money])
    assert_type((found.without, found.paid), tuple[Statement, Statement])
    assert_type((best.day, best.cost, best.fees), tuple[date, Money, Money])
    assert_type(best.jumps, tuple[tuple[date, Money], ...])


def accounts(money: Money) -> None:
    account = Account([Invoice("a", "2026-01-01", money), Payment(date(2026, 1, 2), money, invoice="a")])
    assert_type(Account.from_dict(account.as_dict(), currency="CAD"), Account)
    assert_type(
        load_account(Path("account.csv"), load("kos"), columns={"Total": "amount", "Memo": None}, sep=";"), Account
    )
    assert_type(load_account([{"event": "payment"}], currency="CAD", decimals=2), Account)
    assert_type(load_bill("bill.xlsx", load("kos"), sheet="January"), Bill)
    assert_type(account.csv(), str)
    assert_type(account[0], Event)
    assert_type(account[1:], tuple[Event, ...])
    assert_type(account.invoices, tuple[Invoice, ...])
    assert_type(account.currency, str | None)
    Invoice("a", "2026-01-01", "56.45")  # type: ignore[arg-type]
    Invoice("a", "2026-01-01", money, lines=[InvoiceLine("dsl", "one-time", money)])
    InvoiceLine("dsl", "yearly", money)  # type: ignore[arg-type]
    AdministrativeCharge("f", "2026-01-01", money, "returned-payment")
    AdministrativeCharge("f", "2026-01-01", money, "paper-bill")
    Cancellation("c", "2026-01-01", fee=money, cycle_start=date(2026, 1, 1))
    Dispute("a", "2026-01-05", money, "2026-01-10", "upheld")
    Dispute("a", "2026-01-05", money, "2026-01-10", money)
    Dispute("a", "2026-01-05", money, "2026-01-10", "settled")  # type: ignore[arg-type]
    Credit("2026-01-05", money, "a", "from-invoice-date")
    Credit("2026-01-05", money, "a", "from-today")  # type: ignore[arg-type]
    Credit("2026-01-05", money)  # type: ignore[call-arg]
    ReturnedPayment("2026-01-05", payment="cheque 118")
    WriteOff("2026-01-05", "a", money)
    Payout("2026-01-05", money)


def batches(kos: Terms, pandas_frame: pandas.DataFrame, polars_frame: polars.DataFrame) -> None:
    """The frame that goes in comes out."""
    assert_type(batch.late_charge(kos, polars_frame), polars.DataFrame)
    assert_type(batch.due_date({"a": kos, "b": kos}, polars_frame, by="terms"), polars.DataFrame)
    assert_type(batch.audit(kos, polars_frame), polars.DataFrame)
    assert_type(batch.statement(kos, polars_frame, pandas_frame, "2026-04-10"), polars.DataFrame)
    assert_type(batch.statement(kos, pandas_frame, pandas_frame, "2026-04-10", events=polars_frame), pandas.DataFrame)
    assert_type(batch.account(kos, polars_frame, pandas_frame, "A-1"), Account)


def errors(error: InvalidFileError) -> None:
    assert_type(error.faults, tuple[Fault, ...])
    assert_type(error.faults[0].path, str)
    assert_type(error.faults[0].error.code, str)


def comparison(kos: Terms) -> None:
    found = compare("late_charge", [kos], amount="100.00", issued="2026-01-01", days_late=45)
    assert_type(found, Comparison)
    assert_type(found.rows, tuple[ComparisonRow, ...])
    assert_type(found.without_figure, tuple[TermsWithoutFigure, ...])
    assert_type(found.rows[0].figure, Money | date | Fraction | str)
    assert_type(found.by_currency(), dict[str, tuple[ComparisonRow, ...]])
    assert_type(found.picture("fr"), Picture | None)
    assert_type(found.without_figure[0].why, Literal["silent", "facts missing", "facts refused"])
    compare("late_charge", kos)  # type: ignore[arg-type]
    compare("late_charge", [kos], days_late="45")  # type: ignore[arg-type]
