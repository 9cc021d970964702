"""An app whose operations write into a ledger outside Vigie's transactions, as a bank or a register would."""
