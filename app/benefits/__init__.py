"""Rights and benefits: what a member may claim, decided, paid and, where it was not due, claimed back."""
