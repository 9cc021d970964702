"""The calculations that contributions offer by name."""

from app.contributions.arithmetic.contribution import ContributionInputs, calculate_contribution
from app.registers.calculations import Calculation, calculation


@calculation("contribution")
def contribution(inputs: ContributionInputs) -> Calculation:
    """The contribution of a quarter from category and income, with the fee when one is asked for."""
    return calculate_contribution(inputs)
