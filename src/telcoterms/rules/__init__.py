"""The kinds of clause: one room for each question, without doors between them."""
