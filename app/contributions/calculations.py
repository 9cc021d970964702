"""The calculations that contributions offer by name, for `manage.py calculate`, screens and processes."""

from app.contributions.arithmetic.category import CategoryInputs, calculate_category
from app.contributions.arithmetic.company import (
    CompanyInputs,
    CompanySurchargeInputs,
    calculate_company_contribution,
    calculate_company_surcharge,
)
from app.contributions.arithmetic.contribution import ContributionInputs, calculate_contribution
from app.contributions.arithmetic.due_dates import DueInputs, calculate_due_date
from app.contributions.arithmetic.interest import InterestInputs, calculate_judicial_interest
from app.contributions.arithmetic.limitation import (
    ContinuedInsuranceInputs,
    LimitationInputs,
    WindowInputs,
    calculate_continued_insurance_window,
    calculate_exemption_window,
    calculate_limitation,
)
from app.contributions.arithmetic.provisional import (
    ProvisionalInputs,
    calculate_provisional_base,
    calculate_provisional_contribution,
)
from app.contributions.arithmetic.regularisation import RegularisationInputs, calculate_regularisation
from app.contributions.arithmetic.surcharges import SurchargeInputs, calculate_surcharges
from app.registers.calculations import Calculation, calculation


@calculation("contribution")
def contribution(inputs: ContributionInputs) -> Calculation:
    """The contribution of a quarter from category and income, with the fee when one is asked for."""
    return calculate_contribution(inputs)


@calculation("provisional_base")
def provisional_base(inputs: ProvisionalInputs) -> Calculation:
    """The income on which a year's contributions are claimed provisionally."""
    return calculate_provisional_base(inputs)


@calculation("provisional_contribution")
def provisional_contribution(inputs: ProvisionalInputs) -> Calculation:
    """The provisional contribution of a quarter from the income of three years before, or an estimate."""
    return calculate_provisional_contribution(inputs)


@calculation("regularisation")
def regularisation(inputs: RegularisationInputs) -> Calculation:
    """Definitive contributions of a year against those claimed provisionally."""
    return calculate_regularisation(inputs)


@calculation("surcharges")
def surcharges(inputs: SurchargeInputs) -> Calculation:
    """Surcharges on a contribution paid late, step by step."""
    return calculate_surcharges(inputs)


@calculation("company_contribution")
def company_contribution(inputs: CompanyInputs) -> Calculation:
    """The annual contribution of a company and its due date."""
    return calculate_company_contribution(inputs)


@calculation("company_surcharge")
def company_surcharge(inputs: CompanySurchargeInputs) -> Calculation:
    """Surcharge on a company contribution paid late."""
    return calculate_company_surcharge(inputs)


@calculation("contribution_category")
def contribution_category(inputs: CategoryInputs) -> Calculation:
    """The category of a person in a quarter."""
    return calculate_category(inputs)


@calculation("due_date")
def due_date(inputs: DueInputs) -> Calculation:
    """Until when a contribution or a regularisation supplement must be paid."""
    return calculate_due_date(inputs)


@calculation("limitation")
def limitation(inputs: LimitationInputs) -> Calculation:
    """When a claim for contributions lapses."""
    return calculate_limitation(inputs)


@calculation("exemption_window")
def exemption_window(inputs: WindowInputs) -> Calculation:
    """Until when an exemption may be asked for."""
    return calculate_exemption_window(inputs)


@calculation("continued_insurance_window")
def continued_insurance_window(inputs: ContinuedInsuranceInputs) -> Calculation:
    """Until when continued insurance may be asked for."""
    return calculate_continued_insurance_window(inputs)


@calculation("judicial_interest")
def judicial_interest(inputs: InterestInputs) -> Calculation:
    """Judicial interest from a summons on."""
    return calculate_judicial_interest(inputs)
