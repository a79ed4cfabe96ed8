"""Print the corrections that turn the March statement of a messy account into the April one.

python examples/corrections.py
"""

from pathlib import Path

from telcoterms import load, load_account

kos = load("kos")
account = load_account(Path(__file__).parent / "messy_account.toml", kos)

march = kos.statement(account, as_of="2026-03-02")
april = kos.statement(account, as_of="2026-04-20")
for answer in (march, april):
    value = answer.value
    print(f"{value.as_of}: {value.settlement} settles it, of which {value.disputed} in dispute; {value.held} held")
print()

# The entries to post. An entry that reaches back is dated before the statement of March.
corrections = april.corrections(march)
print(corrections)
print()

# Apply them to the entries of March to get those of April.
print("they come out:", set(corrections.applied(march.value.entries)) == set(april.value.entries))
back = [one for one in corrections if one.why.startswith("reaches back")]
print(f"{len(back)} of {len(corrections)} reach back")
print()

# The same account under the reading that a disputed part is charged like the rest.
other = april.under(disputed="never-exempt")
print(f"never exempt: {other.value.settlement}, {other.value.settlement - april.value.settlement} more")
print(april.across_readings())
