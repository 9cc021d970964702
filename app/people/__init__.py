"""Persons, companies and households: who they are, how they are reached, who is linked to whom."""
