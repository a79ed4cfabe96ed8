"""Money, days, moments, calendars, messages and the steps of a working: they know nothing of telecom."""
