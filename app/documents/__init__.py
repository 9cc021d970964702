"""Files the fund received or made, kept unchanged with their hash."""
