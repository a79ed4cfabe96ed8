"""The library's taxes against a second reckoning of them."""

from datetime import date
from typing import Any, get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from telcoterms import Money, TelcoTermsError, load
from telcoterms.agreement.taxes import TaxMode, TaxRounding
from tests.long_runs import examples
from tests.oracle.taxes import ALL, PERIODS, PROVINCES, cents_of, taxes_on

KOS = load("kos")
BOUNDARIES = sorted({first for _, _, first, _, _ in PERIODS})
DAYS = st.one_of(
    st.dates(date(2005, 1, 1), date(2030, 12, 31)),
    st.builds(
        lambda day, more: date.fromordinal(day.toordinal() + more), st.sampled_from(BOUNDARIES), st.integers(-1, 1)
    ),
)
SUMS = st.lists(st.one_of(st.integers(-500, 500), st.integers(-(10**6), 10**8)), min_size=1, max_size=5)


@settings(max_examples=examples(2000))
@given(
    SUMS.filter(lambda sums: sum(sums) >= 0),
    st.sampled_from(PROVINCES),
    DAYS,
    st.sampled_from(ALL),
    st.sampled_from(get_args(TaxMode)),
    st.sampled_from(get_args(TaxRounding)),
)
def test_tax_of_a_bill(
    sums: list[int], province: str, day: date, kind: Any, mode: TaxMode, rounding: TaxRounding
) -> None:
    taxes = taxes_on(province, day, kind)
    amounts = [Money.of_minor(one, "CAD") for one in sums]
    try:
        value = KOS.tax(amounts, on=day, province=province, tax_mode=mode, tax_rounding=rounding, taxed_as=kind).value
    except TelcoTermsError:
        assert taxes is None
        return
    assert taxes is not None
    cents = list(cents_of(sums, taxes, mode == "included", rounding == "by-component"))
    assert [(one.name, one.amount.minor) for one in value.taxes] == [
        (name, amount) for (name, _), amount in zip(taxes, cents, strict=True)
    ]
    assert value.tax.minor == sum(cents)
    assert value.total.minor == sum(sums) + (sum(cents) if mode == "added" else 0)
