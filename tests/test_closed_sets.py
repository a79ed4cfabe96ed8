"""A closed set that gets a member must not be forgotten anywhere: mypy points at every place that chooses by it."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, get_args

import pytest

import telcoterms
from telcoterms.account.journal import BOOKS
from telcoterms.files.imports import DAY_FORMS, DayForm
from telcoterms.formats.journal import Books
from telcoterms.formats.picture import COLOURS, Colour
from telcoterms.formats.svg import SHAPES, MarkShape
from tests.processes import without_coverage

PACKAGE = Path(telcoterms.__file__).parent
ROOT = Path(__file__).parents[1]
MODULES = [*PACKAGE.rglob("*.py")]


@dataclass(frozen=True)
class ClosedSet:
    """A set of names (`Literal[...]`) or of classes (`A | B`), and the functions that choose by its members."""

    module: str
    name: str
    places: tuple[str, ...]

    @property
    def planted(self) -> str:
        """The member that is planted; no other set has one like it."""
        return f"Planted{''.join(part.title() for part in self.module.split('/'))}{self.name}".replace("_", "")

    def __str__(self) -> str:
        return f"{self.module}:{self.name}"


CLOSED_SETS: Final = (
    ClosedSet("account/events", "CreditEffect", ("statement/snapshot:_take_credit",)),
    ClosedSet(
        "account/events",
        "DisputeOutcome",
        ("account/events:Dispute.upheld", "batch/known_events:_upheld_by", "statement/working:_outcome"),
    ),
    ClosedSet(
        "account/events",
        "BillingEvent",
        (
            "account/account:Account.__init__",
            "account/account:_claim_of",
            "account/account:amounts_of",
            "account/account:billed_amounts",
            "statement/statement:debt_kind",
            "statement/working:_title",
        ),
    ),
    ClosedSet(
        "account/events",
        "SettlingEvent",
        (
            "account/account:Account.__init__",
            "account/account:_claim_of",
            "account/account:_unknown_names",
            "account/account:amounts_of",
            "account/account:billed_amounts",
        ),
    ),
    ClosedSet(
        "account/events",
        "OtherEvent",
        (
            "account/account:_order_of_others",
            "statement/snapshot:_take_other_events",
            "statement/snapshot:snapshot_on",
        ),
    ),
    ClosedSet("agreement/agreement", "SectionStatus", ("agreement/coverage:section_template",)),
    ClosedSet(
        "agreement/customer",
        "Customer",
        (
            "agreement/customer:_customer_words",
            "clauses/eligible_for_adr:_customer_line",
            "clauses/eligible_for_adr:_may",
        ),
    ),
    ClosedSet("agreement/law", "Bearing", ("agreement/law:may_bind",)),
    ClosedSet(
        "agreement/law", "DecidedBy", ("agreement/law:versions_on", "answers/law:_is_undecided", "answers/law:_since")
    ),
    ClosedSet(
        "agreement/law",
        "Effect",
        (
            "agreement/law:effect_term",
            "answers/answer:_stands_in_place",
            "clauses/leave/by_law:_change",
        ),
    ),
    ClosedSet("agreement/law", "LawFact", ("agreement/law:fact_term",)),
    ClosedSet("agreement/law", "Party", ("answers/law:_party",)),
    ClosedSet(
        "agreement/law",
        "RuleVersion",
        (
            "clauses/cancellation_charge/question:charge_by_law",
            "clauses/change_of_terms:ChangeOfTermsQuestion.by_law",
            "clauses/complaint/question:ComplaintQuestion.by_law",
            "clauses/customer_cancellation:CustomerCancellationQuestion.by_law",
            "clauses/dispute:dispute_by_law",
            "clauses/eligible_for_adr:EligibleForAdrQuestion.by_law",
            "clauses/late_charge/by_law:late_charge_by_law",
            "clauses/late_charge/by_law:rate_by_law",
            "clauses/law:compare_rule",
            "clauses/refund:RefundQuestion.by_law",
        ),
    ),
    ClosedSet("agreement/rule", "Standing", ("answers/reading_range:ReadingRange._changed",)),
    ClosedSet(
        "agreement/taxes",
        "TaxMode",
        (
            "agreement/taxes:Tax.step_of",
            "agreement/taxes:Tax.steps",
            "agreement/taxes:tax_shares",
            "agreement/taxes:total_with_tax",
            "batch/refund_and_cancellation:CancellationCharges._total",
            "audit/fee_mistakes:_in_tax",
            "audit/fee_mistakes:_in_tax_of_sum",
            "clauses/tax:bill_tax_steps",
        ),
    ),
    ClosedSet("agreement/taxes", "TaxRounding", ("clauses/tax:BillParts.rounded_parts",)),
    ClosedSet(
        "answers/facts",
        "Regime",
        (
            "batch/refund_and_cancellation:_is_fixed_term",
            "clauses/refund:_is_month_to_month",
            "clauses/regime:regime_steps",
        ),
    ),
    ClosedSet(
        "answers/question",
        "FactKind",
        (
            "audit/checked:_fact_of",
            "cli/desk/markup:PageWriter._control",
            "cli/desk/markup:input_of",
            "files/bill:fact_field",
            "terms/solutions:_names_of_fact",
            "terms/solutions:_unknown_facts",
        ),
    ),
    ClosedSet(
        "audit/audit",
        "Explanation",
        ("audit/audit:explained", "audit/audit:explanation_term", "audit/audit:is_outside_words"),
    ),
    ClosedSet(
        "audit/account_audit",
        "ItemExplanation",
        (
            "audit/account_audit:_count_term",
            "audit/account_audit:is_item_outside_words",
            "audit/account_audit:verdict_term",
        ),
    ),
    ClosedSet("audit/account_audit", "BillSumName", ("audit/account_working:sum_step",)),
    ClosedSet(
        "audit/items",
        "ItemKind",
        (
            "audit/comparison:ItemComparison._audited",
            "audit/comparison:ItemComparison._basis",
            "audit/items:can_stand_twice",
            "audit/items:facts_of",
            "audit/items:item_can_be_negative",
            "audit/items:item_has_day",
            "audit/items:item_is_new",
            "audit/items:item_sign",
            "audit/items:item_term",
            "terms/causes:_kind_and_cause",
            "terms/explained_items:is_decided_by_terms",
            "terms/explained_items:table_of_item",
            "terms/item_solutions:rests_on_events",
        ),
    ),
    ClosedSet("audit/audit", "ReadingExplanation", ("audit/working:_by_reading",)),
    ClosedSet(
        "audit/bill",
        "LineQuestion",
        (
            "audit/audit:counted_sum",
            "audit/bill:carries_tax",
            "audit/bill:has_day",
            "audit/fee_mistakes:fee_mistakes",
            "audit/item_lines:_place",
            "audit/line_sums:sums_of_line",
            "audit/questions:_working",
            "audit/questions:audit_line",
            "audit/questions:looked_at_by_law",
            "audit/bill:is_of_invoice",
        ),
    ),
    ClosedSet(
        "audit/mistakes",
        "MistakeName",
        (
            "audit/mistakes:known_mistake",
            "audit/mistakes:least_days_late",
            "audit/mistakes:takes_other_amount",
            "batch/audit:Mistakes._method",
        ),
    ),
    ClosedSet("audit/mistakes", "OwnFeeMistakeName", ("audit/mistakes:fee_mistake_term",)),
    ClosedSet("batch/statement_tables", "Give", ("batch/statement_tables:table_of",)),
    ClosedSet(
        "batch/late_charge",
        "Beside",
        (
            "batch/late_charge:LateCharges.__init__",
            "batch/late_charge:LateCharges.figures",
            "batch/late_charge:_result_of",
        ),
    ),
    ClosedSet("batch/rows", "Errors", ("batch/rows:in_column",)),
    ClosedSet(
        "clauses/cancellation_charge/term",
        "CancelledBy",
        (
            "batch/kernels/cancellation_charge:_owes_charge",
            "clauses/cancellation_charge/term:FixedTerm.free",
            "clauses/cancellation_charge/term:FixedTerm.has_ended",
        ),
    ),
    ClosedSet(
        "clauses/cancellation_charge/kinds",
        "Remaining",
        (
            "batch/kernels/cancellation_charge:_share_of_fees",
            "batch/kernels/cancellation_trees:_remaining",
            "clauses/cancellation_charge/charge:_remaining_steps",
            "clauses/cancellation_charge/kinds:_counts_days",
            "clauses/cancellation_charge/term:all_remaining",
        ),
    ),
    ClosedSet(
        "clauses/cancellation_charge/kinds",
        "MonthsRemaining",
        (
            "batch/kernels/cancellation_charge:incentive_months_left",
            "clauses/cancellation_charge/charge:_part_month_steps",
            "clauses/cancellation_charge/term:incentive_months_left",
        ),
    ),
    ClosedSet(
        "clauses/cancellation_charge/kinds",
        "Prorate",
        (
            "batch/kernels/cancellation_trees:_part_left",
            "clauses/cancellation_charge/charge:_incentive_steps",
            "clauses/cancellation_charge/charge:_part_left",
            "clauses/cancellation_charge/kinds:Incentive.counts_months",
            "clauses/cancellation_charge/kinds:charged_in_words",
        ),
    ),
    ClosedSet(
        "clauses/cancellation_charge/kinds",
        "AsOf",
        (
            "clauses/cancellation_charge/charge:_months_left_step",
            "clauses/cancellation_charge/kinds:Incentive.counts_from_invoice",
            "clauses/cancellation_charge/term:counted_from",
        ),
    ),
    ClosedSet(
        "clauses/cancellation_charge/kinds",
        "CancellationChargeRule",
        (
            "batch/kernels/cancellation_charge:has_kernel",
            "batch/kernels/cancellation_trees:TreeKernel._unbounded",
            "clauses/cancellation_charge/charge:_unbounded_steps",
            "clauses/cancellation_charge/charge:unbounded_charge",
            "clauses/cancellation_charge/kinds:_facts_needed",
            "clauses/cancellation_charge/kinds:charged_in_words",
            "clauses/cancellation_charge/kinds:leaves_of",
        ),
    ),
    ClosedSet(
        "values/notices",
        "Ends",
        (
            "clauses/customer_cancellation:_most_days",
            "values/notices:ends_later",
            "values/notices:effect_steps",
            "values/notices:effective_day",
        ),
    ),
    ClosedSet(
        "clauses/change_of_terms",
        "ChangeOfTermsRule",
        ("clauses/change_of_terms:binding_day", "clauses/change_of_terms:change_of_terms_steps"),
    ),
    ClosedSet(
        "clauses/complaint/results",
        "StepStatus",
        ("clauses/complaint/working:answered_template", "clauses/complaint/working:waiting_template"),
    ),
    ClosedSet("clauses/complaint/results", "OutsideStatus", ("clauses/complaint/working:outside_template",)),
    ClosedSet("clauses/complaint/working", "Counted", ("clauses/complaint/working:counted_term",)),
    ClosedSet("values/periods", "ClosedDayEvent", ("values/periods:start_of_count",)),
    ClosedSet(
        "clauses/customer_cancellation",
        "CustomerCancellationRule",
        (
            "clauses/customer_cancellation:customer_cancellation_steps",
            "clauses/customer_cancellation:law_of_day",
            "clauses/customer_cancellation:longest_notice",
            "clauses/customer_cancellation:takes_effect_on",
        ),
    ),
    ClosedSet("clauses/data_usage", "Per", ("clauses/data_usage:_is_counted",)),
    ClosedSet(
        "clauses/data_usage", "UsageUnit", ("clauses/data_usage:TypicalUse.in_kilobytes", "clauses/data_usage:_end")
    ),
    ClosedSet("clauses/data_usage", "Gigabyte", ("clauses/data_usage:TypicalUse.kilobytes_per_gigabyte",)),
    ClosedSet("clauses/data_usage", "PartGigabyte", ("clauses/data_usage:_cost", "clauses/data_usage:beyond")),
    ClosedSet("clauses/data_usage", "End", ("clauses/data_usage:_amount_at",)),
    ClosedSet(
        "clauses/eligible_for_adr",
        "Eligible",
        ("clauses/eligible_for_adr:_small_business_template", "clauses/eligible_for_adr:headline_template"),
    ),
    ClosedSet("clauses/eligible_for_adr", "Arbitrated", ("clauses/eligible_for_adr:headline_template",)),
    ClosedSet(
        "clauses/equipment_return_by",
        "EquipmentReturnByRule",
        (
            "clauses/equipment_return_by:EquipmentReturnByQuestion.clauses",
            "clauses/equipment_return_by:equipment_return_by_steps",
            "clauses/equipment_return_by:return_by",
        ),
    ),
    ClosedSet("clauses/equipment_return_by", "MissingEquipmentRule", ("clauses/equipment_return_by:missing_note",)),
    ClosedSet(
        "clauses/equipment_return_by",
        "ReturnEvent",
        (
            "clauses/equipment_return_by:headline_template",
            "clauses/equipment_return_by:last_day_template",
            "statement/questions:_equipment_template",
        ),
    ),
    ClosedSet("clauses/hours", "OnHolidays", ("clauses/hours:is_closed_on_holidays",)),
    ClosedSet("clauses/hours", "HoursRule", ("clauses/hours:_notes", "clauses/hours:spans_on")),
    ClosedSet(
        "audit/mistakes",
        "RateShape",
        (
            "audit/mistakes:compound_rate_in",
            "audit/mistakes:each_day_rounded",
            "audit/mistakes:month_charge_each_day",
            "audit/mistakes:nominal_rate_as_daily",
            "audit/mistakes:whole_month_for_started",
            "batch/audit:Mistakes._month_charge_each_day",
            "batch/audit:_whole_month_for_started",
        ),
    ),
    ClosedSet(
        "clauses/late_charge/kinds",
        "RunsFrom",
        (
            "batch/kernels/late_charge/charging:_may_start_after_payment",
            "batch/kernels/late_charge/charging:start_days",
            "batch/kernels/late_charge/charging:start_places",
            "batch/kernels/late_charge/compiled:core_start",
            "batch/kernels/ledger/accounts:anchors",
            "batch/clauses_of_debts:_anchors",
            "clauses/late_charge/periods:month_and_day",
            "clauses/late_charge/working:start_after_grace_template",
            "clauses/late_charge/working:start_template",
            "terms/remarks:_counts_the_grace",
        ),
    ),
    ClosedSet(
        "clauses/late_charge/kinds",
        "PartMonth",
        (
            "audit/mistakes:_days_rounded",
            "audit/mistakes:_each_day_of_months_rounded",
            "audit/mistakes:by_shares",
            "batch/kernels/late_charge/charging:_parts_of",
            "batch/kernels/ledger/programs:_month",
            "clauses/late_charge/accrual:month_charge",
            "clauses/late_charge/accrual:share_of",
            "clauses/late_charge/charge:month_growth",
            "clauses/late_charge/kinds:RateCharge.grows_within_month",
            "clauses/late_charge/periods:month_fraction",
            "clauses/late_charge/working:_month_expression",
            "clauses/late_charge/working:_power",
        ),
    ),
    ClosedSet(
        "clauses/late_charge/kinds",
        "WholeMonths",
        (
            "batch/kernels/late_charge/charging:SumEachMonth._counts_begun",
            "clauses/late_charge/accrual:share_of",
        ),
    ),
    ClosedSet(
        "clauses/late_charge/kinds",
        "PartBlock",
        (
            "batch/kernels/late_charge/charging:Simple._counted",
            "batch/kernels/late_charge/kernels:_sum_charging",
            "clauses/late_charge/accrual:_share_of_blocks",
            "batch/kernels/ledger/programs:_block",
            "batch/kernels/ledger/programs:_of_block",
            "clauses/late_charge/periods:block_fraction",
        ),
    ),
    ClosedSet(
        "clauses/late_charge/kinds",
        "RoundAt",
        (
            "audit/mistakes:compounding_left_out",
            "batch/audit:_compounding_left_out",
            "clauses/late_charge/accrual:is_rounded_once",
            "clauses/late_charge/charge:compound_charge",
        ),
    ),
    ClosedSet(
        "clauses/late_charge/kinds",
        "FirstDay",
        (
            "clauses/late_charge/periods:counted_days",
            "clauses/late_charge/working:first_day_template",
        ),
    ),
    ClosedSet(
        "clauses/late_charge/kinds",
        "DatedBy",
        (
            "batch/kernels/late_charge/kernels:_days_that_matter",
            "clauses/late_charge/accrual:rates_of",
        ),
    ),
    ClosedSet(
        "clauses/late_charge/kinds",
        "Compounding",
        (
            "batch/kernels/late_charge/kernels:_day_charging",
            "clauses/late_charge/kinds:_year_step",
            "clauses/late_charge/kinds:compounding_step",
            "clauses/late_charge/kinds:effective_rate",
            "clauses/late_charge/periods:Periods._by_rate",
        ),
    ),
    ClosedSet(
        "clauses/late_charge/kinds",
        "DayCountConvention",
        (
            "batch/kernels/ledger/programs:_year",
            "clauses/late_charge/periods:weight_of_day",
            "clauses/late_charge/periods:year_fraction",
        ),
    ),
    ClosedSet(
        "agreement/conditions",
        "GraceFrom",
        (
            "batch/kernels/late_charge/kernels:_last_days",
            "batch/clauses_of_debts:_counted_from",
            "clauses/late_charge/accrual:end_of_grace",
            "clauses/late_charge/working:_Working._grace_steps",
        ),
    ),
    ClosedSet(
        "clauses/late_charge/kinds",
        "PeriodUnit",
        (
            "batch/kernels/late_charge/kernels:_rate_charging",
            "batch/kernels/ledger/programs:_share_of_rate",
            "clauses/late_charge/accrual:_share_of_days",
            "clauses/late_charge/by_law:rate_in_words",
            "clauses/late_charge/kinds:RateCharge.ends_periods",
            "clauses/late_charge/kinds:_compounding_of",
            "clauses/late_charge/kinds:highest_usual_rate",
            "clauses/late_charge/kinds:per_text",
            "clauses/late_charge/kinds:periods_of_year",
            "clauses/late_charge/kinds:unit_of",
        ),
    ),
    ClosedSet(
        "clauses/late_charge/kinds",
        "FlatUnit",
        (
            "batch/kernels/late_charge/kernels:_sum_charging",
            "clauses/late_charge/accrual:share_of",
            "batch/kernels/ledger/programs:_share_of_sum",
            "clauses/late_charge/kinds:FlatCharge.own_choices",
            "clauses/late_charge/kinds:per_text",
            "clauses/late_charge/kinds:unit_of",
        ),
    ),
    ClosedSet(
        "clauses/late_charge/kinds",
        "ChargedOn",
        ("clauses/late_charge/kinds:FlatCharge.is_once_an_account",),
    ),
    ClosedSet(
        "clauses/late_charge/kinds",
        "JoinPer",
        (
            "clauses/late_charge/accrual:is_by_month",
            "clauses/late_charge/kinds:JoinedCharge.check",
        ),
    ),
    ClosedSet(
        "clauses/late_charge/kinds",
        "LateChargeRule",
        (
            "audit/mistakes:compares_months",
            "audit/mistakes:counted_from_due_date",
            "audit/mistakes:replaced",
            "batch/kernels/late_charge/kernels:_unbounded",
            "batch/kernels/ledger/programs:Programs._unbounded",
            "clauses/late_charge/accrual:unbounded_node",
            "clauses/late_charge/charge:_unbounded_charge",
            "clauses/late_charge/accrual:_Leaf.is_fixed_sum",
            "clauses/late_charge/kinds:clauses_of",
            "clauses/late_charge/working:_Working._unbounded",
            "clauses/law:with_parts",
            "terms/remarks:_counts_early",
            "terms/remarks:_on_rate",
        ),
    ),
    ClosedSet(
        "clauses/due_date",
        "DueDateRule",
        (
            "clauses/due_date:_counting_steps",
            "clauses/due_date:days_to_pay",
            "clauses/due_date:fact_needed",
            "clauses/due_date:unrolled",
            "terms/remarks:_on_days_to_pay",
        ),
    ),
    ClosedSet(
        "clauses/due_date",
        "DueFrom",
        ("clauses/due_date:_net_days_steps", "clauses/due_date:fact_needed", "clauses/due_date:start_of"),
    ),
    ClosedSet("clauses/due_date", "DueFact", ("clauses/due_date:InvoiceFacts.day_of", "clauses/due_date:rests_on")),
    ClosedSet("clauses/due_date", "MonthEndOrder", ("clauses/due_date:_month_end_steps", "clauses/due_date:unrolled")),
    ClosedSet("clauses/due_date", "Roll", ("clauses/due_date:due_on", "clauses/due_date:rolls")),
    ClosedSet("clauses/dispute", "Timeliness", ("clauses/dispute:DisputeWindow.headline",)),
    ClosedSet("clauses/law", "Outcome", ("clauses/law:outcome_term",)),
    ClosedSet("clauses/liability_limit", "PartDay", ("clauses/liability_limit:month_parts",)),
    ClosedSet("clauses/liability_limit", "OutageMonth", ("clauses/liability_limit:month_parts",)),
    ClosedSet(
        "clauses/refund",
        "CancelDay",
        (
            "batch/kernels/refund:_by_days",
            "clauses/refund:Prepaid.used",
            "clauses/refund:_days_left_steps",
        ),
    ),
    ClosedSet(
        "values/proration",
        "MonthLength",
        (
            "batch/kernels/refund:_by_days",
            "values/proration:month_in_words",
            "values/proration:part_in_words",
            "audit/fee_mistakes:Proration.divisor",
            "values/proration:part_of_cycle",
        ),
    ),
    ClosedSet("clauses/part_charge", "FirstDay", ("clauses/part_charge:PartOfCycle.offsets",)),
    ClosedSet(
        "clauses/regime",
        "RegimeRule",
        (
            "clauses/regime:RegimeQuestion.in_words",
            "clauses/regime:regime_on",
            "clauses/regime:regime_steps",
        ),
    ),
    ClosedSet("clauses/suspension", "SuspendedFrom", ("clauses/suspension:rests_on_due_date",)),
    ClosedSet(
        "clauses/refund",
        "RefundRule",
        (
            "batch/kernels/refund:as_arrays",
            "clauses/law:_refund",
            "clauses/leave/departure:Departure._prepaid_to",
            "clauses/refund:RefundQuestion.counts_open_days",
            "clauses/refund:RefundQuestion.unheard",
            "clauses/refund:all_back_within",
            "clauses/refund:gives_back",
            "clauses/refund:months_note",
            "clauses/refund:paid_out_by",
            "clauses/refund:prepaid_under",
            "clauses/refund:refund_by_law",
            "clauses/refund:refund_steps",
            "clauses/refund:refund_tax",
            "clauses/refund:refundable_amount",
            "clauses/refund:rounding_of",
        ),
    ),
    ClosedSet("formats/letter", "CellKind", ("formats/letter:_class",)),
    ClosedSet(
        "formats/output",
        "OutputFormat",
        (
            "formats/output:every_report_has",
            "formats/output:render",
        ),
    ),
    ClosedSet(
        "statement/ledger",
        "AllocationKind",
        ("statement/picture:_moments_of_debt", "statement/statement:kinds_of_allocation"),
    ),
    ClosedSet("statement/picture", "MomentKind", ("statement/picture:look_of",)),
    ClosedSet(
        "statement/rule",
        "AcrossDebts",
        ("statement/replay:Replay._debts_in_order", "statement/replay:Replay._disputed_parts_in_order"),
    ),
    ClosedSet("statement/rule", "WithinDebt", ("statement/rule:StatementRule.charges_first",)),
    ClosedSet("statement/rule", "PostedPer", ("statement/rule:StatementRule.rounds_together",)),
    ClosedSet("statement/rule", "Disputed", ("statement/rule:StatementRule.exempts_disputed",)),
    ClosedSet("statement/rule", "OnRejection", ("statement/rule:StatementRule.rejected_from_decision",)),
    ClosedSet(
        "statement/statement",
        "DatedKind",
        ("statement/questions:table_behind", "statement/statement:change_of_balance"),
    ),
    ClosedSet(
        "statement/statement",
        "StandingKind",
        ("statement/questions:table_behind", "statement/statement:change_of_balance"),
    ),
    ClosedSet("statement/statement", "DebtKind", ("statement/picture:_moments_of_debt",)),
    ClosedSet("formats/svg_bars", "ScaleKind", ("formats/svg_bars:mark_of", "formats/svg_bars:ticks_of")),
    ClosedSet(
        "terms/comparison",
        "FigureKind",
        ("terms/comparison:Comparison.grid", "terms/comparison:Comparison.picture"),
    ),
    ClosedSet(
        "terms/explanation",
        "ComparedWith",
        (
            "terms/explanation:Explanation._is_of_one_bill",
            "terms/explanation:Explanation._is_of_two_bills",
            "terms/explanation:Explanation._other",
        ),
    ),
    ClosedSet(
        "terms/solutions", "SolutionKind", ("terms/solutions:Solution.explains", "terms/solutions:Solution.told")
    ),
    ClosedSet(
        "terms/solutions",
        "FactType",
        ("terms/solutions:_kind_of", "terms/solutions:_run_in_words", "terms/solutions:_search"),
    ),
    ClosedSet("terms/differences", "ComparisonResult", ("terms/differences:is_difference",)),
    ClosedSet("terms/differences", "UnderOneFigure", ("terms/differences:_shown",)),
    ClosedSet(
        "values/messages",
        "Language",
        ("values/translation:catalogue", "values/translation:formats_of", "values/translation:percent_sign"),
    ),
    ClosedSet(
        "values/messages",
        "Interface",
        (
            "answers/answer:is_typed",
            "files/headings:confirm",
            "values/messages:Spelling.__str__",
            "values/messages:Spelling.translated",
        ),
    ),
    ClosedSet(
        "values/money",
        "Rounding",
        (
            "batch/kernels/numbers:exact_below",
            "batch/kernels/numbers:float_rounding",
            "values/money:compounded",
            "values/money:rounder",
            "values/steps:rounded",
            "values/steps:rounding_term",
        ),
    ),
    ClosedSet("values/periods", "DayCount", ("values/periods:counts_business_days", "values/periods:days_after")),
    ClosedSet(
        "values/periods",
        "Unit",
        (
            "values/periods:Period.after",
            "values/periods:is_of_open_days",
            "values/periods:several_units",
            "values/periods:single_unit",
        ),
    ),
    ClosedSet(
        "values/periods",
        "NoticePeriod",
        (
            "clauses/change_of_terms:earliest_template",
            "clauses/change_of_terms:too_early_template",
            "clauses/provider_cancellation:earliest_template",
            "values/periods:notice_days",
        ),
    ),
)


def definitions(tree: ast.Module) -> Iterator[tuple[str, ast.stmt, ast.expr]]:
    """Each name that a module gives to something at its top level, with the statement and its right side."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node, node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            yield node.target.id, node, node.value


def alias_of(tree: ast.Module, name: str) -> ast.expr:
    """The right side of a set's definition."""
    return next(value for own, _, value in definitions(tree) if own == name)


def sets_of(module: str) -> Iterator[ClosedSet]:
    """The closed sets of a module: `Literal[...]`, and classes that are joined by `|`."""
    tree = ast.parse((PACKAGE / f"{module}.py").read_text("utf-8"))
    for name, node, value in definitions(tree):
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) != "TypeAlias":
            continue
        is_literal = isinstance(value, ast.Subscript) and ast.unparse(value.value) == "Literal"
        is_union = isinstance(value, ast.BinOp) and isinstance(value.op, ast.BitOr)
        if is_literal or (is_union and not is_of_sets(tree, value)):
            yield ClosedSet(module, name, ())


def is_of_sets(tree: ast.Module, value: ast.expr) -> bool:
    """Whether a union ends in a set of its own module: that one gets a member, and so does the union."""
    last = ast.unparse(value.right) if isinstance(value, ast.BinOp) else ""
    return any(name == last for name, *_ in definitions(tree))


ALL_SETS: Final = tuple(
    closed for file in sorted(MODULES) for closed in sets_of(file.relative_to(PACKAGE).with_suffix("").as_posix())
)
"""Every closed set that has a name."""


def position(source: str, line: int, column: int) -> int:
    """The place in a text of a line, counted from 1, and a column in bytes."""
    lines = source.splitlines(keepends=True)
    return sum(map(len, lines[: line - 1])) + len(lines[line - 1].encode()[:column].decode())


def with_planted_member(source: str, closed: ClosedSet) -> str:
    """The module with one more member in a set: a name, or a class that is like its last one but for the name.

    Where the last one is a class of another module, or no class, the planted one is empty.
    """
    tree = ast.parse(source)
    [(node, value)] = [(node, value) for name, node, value in definitions(tree) if name == closed.name]
    end = position(source, value.end_lineno or 0, value.end_col_offset or 0)
    if isinstance(value, ast.Subscript):
        return f'{source[: end - 1].rstrip().rstrip(",")}, "{closed.planted}"{source[end - 1 :]}'
    last = value.right if isinstance(value, ast.BinOp) else value
    pattern = ast.unparse(last)
    source = f"{source[:end]} | {closed.planted}{source[end:]}"
    own = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == pattern]
    lines = source.splitlines(keepends=True)
    if not own:
        return "".join([*lines[: node.lineno - 1], f"class {closed.planted}: ...\n\n\n", *lines[node.lineno - 1 :]])
    [like] = own
    first = min([like.lineno, *(one.lineno for one in like.decorator_list)])
    copy = "".join(lines[first - 1 : like.end_lineno]).replace(f"class {pattern}", f"class {closed.planted}")
    return "".join([*lines[: like.end_lineno], "\n\n", copy, *lines[like.end_lineno :]])


def function_at(tree: ast.AST, line: int) -> str:
    """The function, with the class before it, in which a line lies."""
    for node in ast.iter_child_nodes(tree):
        lines = [part for part in ast.walk(node) if isinstance(part, ast.expr | ast.stmt)]
        if any(part.lineno <= line <= (part.end_lineno or 0) for part in lines):
            inside = function_at(node, line)
            if not isinstance(node, ast.FunctionDef | ast.ClassDef):
                return inside
            return f"{node.name}.{inside}" if inside else node.name
    return ""


def ends_closed(block: list[ast.stmt], place: int) -> bool:
    """Whether a match ends in `assert_never`: in its last arm, or in what follows it."""
    match = block[place]
    assert isinstance(match, ast.Match)
    after = block[place + 1 : place + 2]
    return any(calls_of(node) for node in (match.cases[-1].body[-1], *after) if isinstance(node, ast.Expr))


def calls_of(tree: ast.AST) -> list[ast.Call]:
    """The calls of `assert_never`."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "assert_never"]


def closed_matches(tree: ast.AST, function: str = "") -> Iterator[tuple[str, ast.Match]]:
    """Each match that ends in `assert_never`, with the function in which it stands."""
    for node in ast.iter_child_nodes(tree):
        inside = f"{function}.{node.name}" if isinstance(node, ast.FunctionDef | ast.ClassDef) else function
        for block in (getattr(node, name, None) for name in ("body", "orelse", "finalbody")):
            statements: list[ast.stmt] = block if isinstance(block, list) else []
            for place, match in enumerate(statements):
                if isinstance(match, ast.Match) and ends_closed(statements, place):
                    yield inside.lstrip("."), match
        yield from closed_matches(node, inside)


def without_an_arm(source: str, functions: frozenset[str]) -> str:
    """The module without the last arm of each closed match in some functions."""
    lines = source.splitlines(keepends=True)
    matches = [match for function, match in closed_matches(ast.parse(source)) if function in functions]
    for match in sorted(matches, key=lambda match: -match.lineno):
        arm = [arm for arm in match.cases if not any(map(calls_of, arm.body))][-1]
        first = arm.pattern.lineno - 1
        while not lines[first].lstrip().startswith("case "):  # a pattern in parentheses begins below
            first -= 1
        del lines[first : arm.body[-1].end_lineno]
    return "".join(lines)


@dataclass(frozen=True)
class Complaints:
    """What mypy complains of in a copy of the package."""

    planted: dict[str, set[str]]  # the places of each planted member
    open: list[str]  # the calls of `assert_never` of which it does not complain


@pytest.fixture(scope="module")
def complaints(tmp_path_factory: pytest.TempPathFactory) -> Complaints:
    """What mypy says of a copy of the package with a planted member in each closed set.

    All are planted into one copy, which loses an arm of each match by a set that has no name. The cache of mypy stays
    beside the one of the source, so that only what is changed is checked again.
    """
    top = tmp_path_factory.mktemp("planted")
    copy = top / "src" / "telcoterms"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("published", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", top)
    for closed in {str(closed): closed for closed in (*ALL_SETS, *CLOSED_SETS)}.values():
        file = copy / f"{closed.module}.py"
        file.write_text(with_planted_member(file.read_text("utf-8"), closed), "utf-8")
    sources = {}
    for file in sorted(copy.rglob("*.py")):
        module = file.relative_to(copy).with_suffix("").as_posix()
        functions = frozenset(place.partition(":")[2] for place in OF_NO_NAME if place.startswith(f"{module}:"))
        source = without_an_arm(file.read_text("utf-8"), functions)
        file.write_text(source, "utf-8")
        sources[module] = ast.parse(source)
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--hide-error-context", "src"]
    cache = ["--cache-dir", str(ROOT / ".mypy_cache" / "planted")]
    environment = {name: value for name, value in without_coverage().items() if name not in ("PYTHONPATH", "MYPYPATH")}
    run = subprocess.run([*command, *cache], cwd=top, env=environment, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (1, ""), run.stdout[-2000:] + run.stderr
    found: dict[str, set[str]] = {}
    closed_at: set[tuple[str, int]] = set()
    for line in run.stdout.splitlines():
        error = re.fullmatch(r"src/telcoterms/(.+)\.py:(\d+): error: (.*)", line)
        if error is None:
            continue
        module, number, message = error.groups()
        if message.startswith('Argument 1 to "assert_never"'):
            closed_at.add((module, int(number)))
        for planted in re.findall(r"Planted\w+", message):
            found.setdefault(planted, set()).add(f"{module}:{function_at(sources[module], int(number))}")
    calls = [(module, call) for module, tree in sources.items() for call in calls_of(tree)]
    left = [(module, call.lineno) for module, call in calls if (module, call.lineno) not in closed_at]
    places = [f"{module}:{function_at(sources[module], line)}" for module, line in left]
    return Complaints(found, [place for place in places if ":Planted" not in place])  # a copy of a class is no place


class TestAPlantedMember:
    """A new kind, reading, event, status or outcome does not slip through: each place that must treat it is named."""

    @pytest.mark.parametrize("closed", CLOSED_SETS, ids=str)
    def test_every_place_is_pointed_at(self, complaints: Complaints, closed: ClosedSet) -> None:
        assert set(closed.places) - complaints.planted.get(closed.planted, set()) == set()

    def test_every_set_is_found(self) -> None:
        assert {str(closed) for closed in CLOSED_SETS} <= {str(closed) for closed in ALL_SETS}

    @pytest.mark.parametrize("closed", ALL_SETS, ids=str)
    def test_every_set_is_chosen_by_somewhere(self, complaints: Complaints, closed: ClosedSet) -> None:
        explained = any(str(closed) in sets for sets in NOT_CHOSEN_BY.values())
        assert (closed.planted in complaints.planted) is not explained

    def test_what_is_explained_is_there(self) -> None:
        explained = [name for sets in NOT_CHOSEN_BY.values() for name in sets]
        assert set(explained) <= {str(closed) for closed in ALL_SETS}
        assert len(explained) == len(set(explained))


class TestTables:
    """A table that is keyed by a closed set has an entry for each member; mypy would not miss one."""

    @pytest.mark.parametrize(
        ("table", "names"),
        [(BOOKS, Books), (COLOURS, Colour), (SHAPES, MarkShape), (DAY_FORMS, DayForm)],
        ids=["BOOKS", "COLOURS", "SHAPES", "DAY_FORMS"],
    )
    def test_every_member_is_there(self, table: Mapping[str, object], names: Any) -> None:
        assert set(table) == set(get_args(names))


class TestEveryMatch:
    """Each match that ends in `assert_never` is closed: mypy points at it where the set that it is about gets a member.

    Where that set has no name of its own, an arm of the match is left out instead (`OF_NO_NAME`). None is about `Any`,
    of which mypy would miss nothing.
    """

    def test_mypy_points_at_each(self, complaints: Complaints) -> None:
        assert sorted(complaints.open) == []

    def test_a_place_without_a_name_is_there(self) -> None:
        found = {
            f"{file.relative_to(PACKAGE).with_suffix('').as_posix()}:{function}"
            for file in MODULES
            for function, _ in closed_matches(ast.parse(file.read_text("utf-8")))
        }
        assert sorted(OF_NO_NAME - found) == []
        assert len(found) > 400


def names_in(value: ast.expr) -> set[str]:
    """The names of a set of names; none for a set of classes."""
    if not isinstance(value, ast.Subscript):
        return set()
    return {one.value for one in ast.walk(value) if isinstance(one, ast.Constant) and isinstance(one.value, str)}


MEMBERS: Final = frozenset().union(
    *(
        names_in(alias_of(ast.parse((PACKAGE / f"{closed.module}.py").read_text("utf-8")), closed.name))
        for closed in CLOSED_SETS
    )
)
"""The names in all sets of names."""

OF_NO_NAME: Final = frozenset(
    {
        "audit/account_working:_difference",
        "audit/account_working:_item_steps",
        "audit/comparison:_day_of",
        "audit/working:compared_step",
        "audit/working:explained_steps",
        "batch/audit:Mistakes._fits",
        "batch/audit:Mistakes._in_rate",
        "batch/kernels/cancellation_trees:_is_known",
        "batch/kernels/cancellation_trees:_joined",
        "batch/kernels/late_charge/kernels:_take_of",
        "batch/kernels/ledger/programs:Programs._periods",
        "batch/kernels/ledger/programs:_how",
        "clauses/complaint/course:outside_body",
        "clauses/complaint/facts:_check_letter",
        "clauses/complaint/kinds:Ladder.wait",
        "clauses/equipment_return_by:_way_notes",
        "clauses/late_charge/accrual:RateNode._bears",
        "clauses/late_charge/accrual:RateNode._charges_account",
        "clauses/late_charge/accrual:RateNode._is_whole_at_its_end",
        "clauses/late_charge/accrual:how_of",
        "clauses/late_charge/accrual:joined_parts",
        "clauses/late_charge/accrual:once_charge",
        "clauses/late_charge/accrual:rates_of",
        "clauses/late_charge/accrual:rounding_of",
        "clauses/late_charge/accrual:rounds_once",
        "clauses/late_charge/accrual:share_of",
        "clauses/late_charge/by_law:_without_rate",
        "clauses/late_charge/charge:_leaf_charge",
        "clauses/late_charge/periods:Periods.__init__",
        "clauses/late_charge/working:_Working._leaf",
        "clauses/late_charge/working:_Working._once_off",
        "clauses/late_charge/working:_Working._periods",
        "clauses/late_charge/working:_Working._postings",
        "clauses/late_charge/working:_Working.periods",
        "clauses/late_charge/working:_taken_phrase",
        "clauses/late_charge/working:accrued_expression",
        "clauses/refund:_before_what_is_kept",
        "clauses/refund:_part_of_fee",
        "clauses/refund:_sum_steps",
        "statement/allocations:_of_receipts",
        "statement/letter:_payments",
        "statement/picture:_moments_of_account",
        "statement/replay:Replay._handle_credits",
        "statement/snapshot:order_of_credits",
        "statement/statement:Statement._all_entries",
        "statement/working:_ledger_steps",
        "statement/working:_period_step",
        "statement/working:_receipt_steps",
        "statement/working:_source_phrase",
        "terms/comparison:_taken",
        "terms/comparison:compare",
        "terms/explained_figure:FigureExplanation._line_data",
        "terms/explanation:explain.comes_to",
        "terms/solutions:_unknown_number",
        "terms/solutions:matched",
        "values/money:_plain",
    }
)
"""The functions that match by a set which is written where it is used, such as `DisputeOutcome | Money | None`."""

NOT_CHOSEN_BY: Final = {
    "it is shown as it is, and nothing is decided by it": {
        "agreement/law:Certainty",
        "agreement/tables_used:TableKind",
        "clauses/administrative_charge:NamedReason",
        "clauses/complaint/results:Since",
        "clauses/leave/departure:LeavePart",
        "statement/statement:DebtCode",
        "statement/statement:EntryCode",
        "terms/causes:CauseKind",
        "terms/comparison:WhyNoFigure",
    },
    "a file names it, and what is asked is whether it is among those that a rule names": {
        "agreement/agreement:Holidays",
        "agreement/law:ProviderSize",
        "agreement/law:ServiceKind",
        "agreement/taxes:TaxedAs",
        "clauses/eligible_for_adr:NamedSubject",
        "clauses/eligible_for_adr:Subject",
    },
    "it is a key of a table, which has every member (`TestTables`)": {
        "files/imports:DayForm",
        "formats/journal:Books",
        "formats/picture:Colour",
        "formats/svg:MarkShape",
    },
    "it is what a caller may give, and one function makes it exact or refuses it": {
        "answers/facts:IndexValues",
        "batch/questions:AnyTerms",
        "clauses/data_usage:Activities",
        "files/text:DecimalMark",
        "values/calendars:SubstituteDays",
        "values/quantities:Quantity",
    },
    "it is a form of a number, which `value_on` takes apart; it is generic": {
        "agreement/numbers:Count",
        "agreement/numbers:Number",
        "agreement/numbers:Rate",
        "agreement/numbers:Share",
        "agreement/numbers:YesOrNo",
    },
    "one or two of it are compared with, and any other is like the rest": {
        "account/events:ChargedFor",
        "audit/line_places:LinePlace",
        "clauses/late_charge/kinds:ChargedUnit",
        "values/steps:Part",
    },
    "it names some members of a wider set, which is the one that is matched": {
        "audit/mistakes:SharedMistakeName",
        "clauses/cancellation_charge/kinds:CountsMonths",
        "clauses/late_charge/accrual:Leaf",
    },
}
"""The closed sets of which mypy points at no place when they get a member, by the reason."""

ALLOWED: Final = {
    # One name stands for a rule of its own, and any new one is like the others.
    "audit/working.py: line.explanation == 'unexplained'",  # the only one without a match
    "cli/options.py: kind == 'named-days'",  # each is an option of its own
    "cli/options.py: kind in ('days', 'pairs')",
    "answers/question.py: kind_of(hint) == 'pairs'",
    "cli/typed.py: text.casefold() == 'none'",  # how a shell says that there is no day
    "clauses/administrative_charge.py: 'other' in dict(self.reason)",  # a key of its own beside the reasons
    "clauses/refund.py: facts.get('started') is not None",  # the name of a fact, and no reading
    "clauses/complaint/results.py: complaint_step.status == 'overdue'",
    "clauses/complaint/kinds.py: wait.unit == 'weeks'",  # what rules of law count in
    "clauses/eligible_for_adr.py: customer == 'small-business'",  # the only one that needs its bill
    "clauses/eligible_for_adr.py: self.customer != 'small-business'",
    "answers/law.py: fact != 'agreed'",  # it is named first, and once
    "cli/run.py: getattr(asked, 'format', 'text') is not None",  # the name of an option, and no column
    "files/headings.py: name == 'event'",  # without it, a table may be the export of another program
    "terms/explanation.py: item.kind == 'fee'",  # it is named after what late payment brings
    # One kind of item of a bill is computed or counted otherwise than all others.
    "audit/account_audit.py: one.item.kind == 'total_due'",
    "audit/account_audit.py: self.explanation == 'by-the-terms'",
    "audit/account_working.py: one.explanation == 'unchecked'",
    "audit/comparison.py: item.kind == 'total'",
    "audit/comparison.py: kind == 'administrative_charge'",
    "audit/comparison.py: kind == 'refund'",
    "audit/comparison.py: placed.kind == 'written off'",
    "audit/comparison.py: total == 'total'",
    # A line of the law is shown for the one outcome that it is about.
    "clauses/dispute.py: value.outcome == 'too-late'",
    "clauses/eligible_for_adr.py: value.outcome == 'eligible'",
    "clauses/eligible_for_adr.py: value.outcome == 'not-eligible'",
    "statement/picture.py: debt.kind == 'cancellation'",
    "statement/statement.py: self.kind == 'payout'",
    "statement/questions.py: rule.round_at == 'once'",
    # A fast path names what it takes, and leaves all else to the slow one.
    "batch/in_columns.py: credits.facts['effect'] != EFFECTS.index('from-credit-date')",
    # Of all events in columns, each kind is taken as its own; an account with a word that is not known is left out.
    "batch/replayed.py: others.facts['event'] == PAYOUT",
    "batch/known_events.py: credits.facts['effect'] == EFFECTS.index('from-invoice-date')",
    "batch/cancellations.py: events.others.facts['event'] == CANCELLATION",
    "batch/known_events.py: events.others.facts['event'] == DISPUTE",
    "batch/known_events.py: others.facts['event'] < 0",  # a word that is no event
    "batch/known_events.py: events.others.facts['event'] == of",
    "batch/known_events.py: others.facts['event'] == CHARGE",
    "batch/known_events.py: others.facts['event'] == DISPUTE",
    "batch/clauses_of_debts.py: others.facts['event'] == PAYOUT",
    "batch/known_events.py: others.facts['event'] == RETURN",
    "statement/plain_account.py: late.part_month == 'daily-compound'",
    "statement/plain_account.py: late.round_at != 'each-month'",
    "statement/plain_account.py: rule.across_debts == 'newest-first'",
    "statement/plain_account.py: rule.across_debts not in ('oldest-first', 'newest-first')",
    "statement/plain_account.py: rule.posted_per != 'invoice'",
    # What is compared was found by a closed match.
    "clauses/late_charge/kinds.py: compounding_step(leaf.compounding) in (None, 'year')",
    "clauses/late_charge/kinds.py: compounding_step(self.compounding) == 'day'",
    "clauses/late_charge/kinds.py: compounding_step(self.compounding) == 'month'",
    "clauses/late_charge/kinds.py: compounding_step(self.compounding) not in (None, 'day')",
    "clauses/late_charge/kinds.py: unit_of(self.per) == 'day'",
    "clauses/late_charge/kinds.py: unit_of(self.per) == 'month'",
    "clauses/late_charge/kinds.py: unit_of(leaf.per) in ('day', 'year')",
    "clauses/late_charge/kinds.py: unit_of(self.per) == 'year'",
    # The one start, day or sum of its kind that needs what a clause may not have.
    "clauses/late_charge/kinds.py: leaf.runs_from == 'grace-end'",
    "clauses/late_charge/kinds.py: rule.grace.counted_from == 'reminder'",
    "clauses/late_charge/kinds.py: value != 'grace-end'",
    "files/kinds.py: values.get('from') != 'reminder'",
    # The same word in another sense: a key, a format, the kind of a fact.
    "clauses/cheapest_cancellation.py: 'last_invoice' in needed",
    "clauses/cheapest_cancellation.py: 'monthly_fee' in needed",
    "clauses/leave/departure.py: 'last_invoice' in needed",
    "clauses/leave/departure.py: 'monthly_fee' in needed",
    "batch/in_columns.py: credited_in_all > invoices.facts['amount']",
    "batch/in_columns.py: table.facts['amount'] < 0",
    "batch/in_columns.py: table.facts['amount'] > LIMIT",
    "batch/audit.py: self._figures(name, row_facts) == row_facts['billed']",
    "batch/event_tables.py: kind == 'day'",
    "batch/event_tables.py: name not in ('event', 'date', 'invoice', 'currency')",
    "batch/account_tables.py: 'amount' in self.facts",
    "batch/known_events.py: 'payment' not in others.facts",
    "batch/known_events.py: name in ('event', 'date')",
    "batch/rows.py: fact.kind == 'day'",
    "cli/commands.py: asked.format == 'text'",
    "clauses/eligible_for_adr.py: fact_definition is self.facts['customer']",
    "cli/options.py: kind == 'choice'",
    "files/account.py: name in ('event', 'currency')",
    "files/provider.py: 'replaces' in value",
    "terms/comparison.py: kind_of(types[name]) == 'day'",
    "terms/comparison.py: kind_of(types_of(question)[name]) == 'pairs'",
    "files/provider.py: 'late_charge' in rules",
    "batch/refund_and_cancellation.py: facts['fee'] == IN_PARTS",
    "files/bill.py: 'item' in data",
    "audit/questions.py: question == 'tax'",  # the one line that has its sums under another name
    "cli/commands.py: kind_of(hint) in ('amount', 'amounts')",
    "terms/explained_lines.py: debt.amount == facts['amount']",
    "terms/explained_lines.py: debt.kind == 'invoice'",
    "terms/explained_lines.py: facts['issued'] <= paid < facts['paid']",
    "terms/explained_lines.py: outstanding != facts['amount']",
    "terms/solutions.py: name == 'province'",
}


def comparisons(file: Path) -> Iterator[str]:
    """Each comparison of a module with a member of a set of names, which mypy does not point at."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if not isinstance(node, ast.Compare):
            continue
        for side in (node.left, *node.comparators):
            if {one.value for one in ast.walk(side) if isinstance(one, ast.Constant)} & MEMBERS:
                yield f"{file.relative_to(PACKAGE).as_posix()}: {ast.unparse(node)}"
                break


class TestComparisons:
    """A name of a closed set is matched, not compared: a comparison takes a new name for one of the old ones."""

    def test_none_but_those_that_are_allowed(self) -> None:
        found = {one for file in MODULES for one in comparisons(file)}
        assert sorted(found - ALLOWED) == []
