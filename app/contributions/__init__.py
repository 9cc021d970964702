"""What is owed: incomes, the calculations of social and company contributions, and their traces."""
