"""What the bank tells us and what we tell the bank: statements in, payment files out."""
