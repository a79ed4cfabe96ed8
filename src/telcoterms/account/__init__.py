"""An account: its dated events (`events`), and the sequence of them all that fits together (`account`)."""
