"""An account: its dated events, what makes a debt and what meets one, and the sequence of them all."""
