"""The accounts of many customers at once: their events in columns, and what each owes at the end of a day."""
