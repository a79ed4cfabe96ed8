"""What an account owes on a day: a replay of what is known on that day, from nothing, never a patch.

A debt whose principal is unpaid when its due date ends is late. A payment that covers a debt's balance and what has
accrued on it posts the accrued and closes the debt; one that covers less meets the balance only; what is left over is a
credit, used as soon as something is owed. What is in dispute stands apart until it is decided.
"""
