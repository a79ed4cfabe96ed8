"""Arithmetic over columns of whole numbers, which knows nothing of tables: what the rules of one case do, for many."""
