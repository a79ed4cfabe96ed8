"""A module, tests that see every change of it, and tests that see few: the command must find the difference."""
