"""Set-up of a checkout: environments, the sentence encoder, and containers."""
