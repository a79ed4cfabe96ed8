"""What a provider's file says, as values."""
