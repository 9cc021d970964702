"""The books: double entry, receivables, payments, plans, statements of account."""
