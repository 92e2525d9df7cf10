"""What may a province change? Settings from the environment, and province packs from files."""
