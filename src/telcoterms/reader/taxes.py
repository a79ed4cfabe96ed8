"""Tables of tax rates."""

from __future__ import annotations

from telcoterms.errors import Fault
from telcoterms.reader.fields import Table, a_count, a_day, a_rate, a_text, judge
from telcoterms.reader.files import toml_of
from telcoterms.taxes import TaxRate, TaxTable


def read_taxes(text: str, file: str, home: str) -> TaxTable:
    """The table of a country; `home` is the region of the provider."""
    faults: list[Fault] = []
    table = Table(toml_of(text, file), "", faults)
    table.take("table", a_text)
    table.take("revision", a_count(0, 999))
    table.take("checked", a_day)
    rates = []
    for one in table.tables("rate"):
        region, name, source = one.take("region", a_text), one.take("name", a_text), one.take("source", a_text)
        rate, since = one.take("rate", a_rate), one.take("since", a_day)
        if region and name and source and rate and since:
            rates.append(TaxRate(region=region, name=name, rate=rate, since=since, source=source))
        one.done()
    missing = []
    for one in table.tables("not_established"):
        missing.append((one.take("region", a_text) or "", one.take("why", a_text) or ""))
        one.done()
    table.done()
    judge(file, faults)
    return TaxTable(home=home, rates=tuple(rates), not_established=tuple(missing))
