# A notebook as a plain script. An editor that supports `# %%` runs it cell by cell and shows each answer as a table.
# Python runs it from top to bottom.

# %% [markdown]
# # A customer three bills behind
# What is owed? What would be owed under the cheapest reading? What does another month of waiting cost?

# %%
from telcoterms import Account, Invoice, Money, Payment, load

kos = load("kos")
account = Account(
    [
        Invoice("2026-01", "2026-01-01", Money("56.44", "CAD")),
        Invoice("2026-02", "2026-02-01", Money("56.44", "CAD")),
        Invoice("2026-03", "2026-03-01", Money("56.44", "CAD")),
        Payment("2026-03-05", Money("80.00", "CAD"), reference="bank transfer"),
    ]
)

# %% The statement: as the last line of its cell, it is shown as a table with the clauses
today = kos.statement(account, as_of="2026-04-10")
today  # noqa: B018

# %% What is left of each debt
for debt in today.value.debts:
    left = f"{debt.principal.text} of the bill, {debt.charges.text} of charges"
    print(f"{debt.number}: {left}, {debt.accrued.text} since")
print(f"to settle on {today.value.as_of}: {today.value.settlement}")

# %% The start of the late charge that is cheapest for the customer
literal = kos.under(late_charge={"runs_from": "next-invoice-date"}).statement(account, as_of="2026-04-10")
print(f"if the charge counts from the next bill: {literal.value.settlement}")

# %% What waiting costs
later = kos.statement(account, as_of="2026-05-10")
print(f"a month later: {later.value.settlement}, {later.value.settlement - today.value.settlement} more")

# %% The whole working
print(today.working)
