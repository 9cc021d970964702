"""The calculations of rights and benefits by name, for `manage.py calculate`, screens and processes."""

from app.benefits.arithmetic import family_allowance as family
from app.benefits.arithmetic import incapacity, lateness, maternity, pension
from app.benefits.arithmetic.bridging_right import BridgingInputs, calculate_bridging_right
from app.benefits.arithmetic.continued_insurance import ContinuedInputs, calculate_continued_insurance
from app.benefits.arithmetic.paternity import PaternityInputs, calculate_paternity
from app.benefits.arithmetic.supplementary_pension import (
    SupplementaryInputs,
    calculate_supplementary_pension,
)
from app.benefits.arithmetic.undue import UndueInputs, calculate_undue
from app.benefits.arithmetic.vouchers import (
    BirthInputs,
    VoucherInputs,
    calculate_birth_exemption,
    calculate_vouchers,
)
from app.registers.calculations import Calculation, calculation


@calculation("bridging_right", "bankruptcy_insurance", "droit_passerelle", "bridging_right_amount")
def bridging_right(inputs: BridgingInputs) -> Calculation:
    """The bridging right: what a month pays, the credit left, the quarters looked at, the decision."""
    return calculate_bridging_right(inputs)


@calculation("maternity_leave", "maternity_weeks")
def maternity_leave(inputs: maternity.LeaveInputs) -> Calculation:
    """The weeks of maternity leave by the date of birth, and the half-time weeks it allows."""
    return maternity.calculate_maternity_leave(inputs)


@calculation("maternity_allowance")
def maternity_allowance(inputs: maternity.AllowanceInputs) -> Calculation:
    """The maternity allowance of the weeks taken, which the mutuality pays."""
    return maternity.calculate_maternity_allowance(inputs)


@calculation("maternity_vouchers", "service_vouchers", "maternity_aid", "vouchers")
def maternity_vouchers(inputs: VoucherInputs) -> Calculation:
    """The service vouchers after a birth, the quarters checked and the decision."""
    return calculate_vouchers(inputs)


@calculation("birth_exemption", "birth_exempt_quarter", "birth_exemption_quarter")
def birth_exemption(inputs: BirthInputs) -> Calculation:
    """The quarter without contribution after a birth."""
    return calculate_birth_exemption(inputs)


@calculation("paternity_allowance", "birth_leave", "paternity_leave")
def paternity_allowance(inputs: PaternityInputs) -> Calculation:
    """The allowance of paternity and birth leave, with the birth aid."""
    return calculate_paternity(inputs)


@calculation("incapacity_allowance", "incapacity")
def incapacity_allowance(inputs: incapacity.IncapacityInputs) -> Calculation:
    """The incapacity allowance of a period, which the mutuality pays."""
    return incapacity.calculate_incapacity(inputs)


@calculation("incapacity_certificate", "incapacity_certificate_deadline")
def incapacity_certificate(inputs: incapacity.CertificateInputs) -> Calculation:
    """Until when the certificate must be with the mutuality, and which quarters it asks about."""
    return incapacity.calculate_certificate(inputs)


@calculation("sickness_assimilation", "assimilation", "assimilation_period")
def sickness_assimilation(inputs: incapacity.AssimilationInputs) -> Calculation:
    """The quarters that may be assimilated for sickness, and which conditions fail."""
    return incapacity.calculate_assimilation(inputs)


@calculation("continued_insurance")
def continued_insurance(inputs: ContinuedInputs) -> Calculation:
    """Continued insurance after a cessation: the decision and the quarters."""
    return calculate_continued_insurance(inputs)


@calculation("supplementary_pension_maximum", "supplementary_pension", "plci_maximum", "plci")
def supplementary_pension_maximum(inputs: SupplementaryInputs) -> Calculation:
    """The highest premium of a supplementary pension, ordinary and social."""
    return calculate_supplementary_pension(inputs)


@calculation("legal_pension_age", "pension_age")
def legal_pension_age(inputs: pension.AgeInputs) -> Calculation:
    """The legal pension age of a person and when it is reached."""
    return pension.calculate_legal_age(inputs)


@calculation("work_after_pension", "authorised_activity", "pension_work_limit")
def work_after_pension(inputs: pension.WorkInputs) -> Calculation:
    """The limit of income beside a pension and what earning more costs."""
    return pension.calculate_work(inputs)


@calculation("pension_bonus")
def pension_bonus(inputs: pension.BonusInputs) -> Calculation:
    """Which pension bonus is built up by working on."""
    return pension.calculate_bonus(inputs)


@calculation("family_allowance", "family_allowances")
def family_allowance(inputs: family.AllowanceInputs) -> Calculation:
    """The family allowances of a month: rank, age, July and social supplements."""
    return family.calculate_family_allowance(inputs)


@calculation("annual_supplement", "family_allowance_annual_supplement")
def annual_supplement(inputs: family.AnnualInputs) -> Calculation:
    """The annual supplement of the July family allowance."""
    return family.calculate_annual_supplement(inputs)


@calculation("age_supplement", "age_supplement_start", "family_allowance_age_supplement")
def age_supplement(inputs: family.AgeInputs) -> Calculation:
    """From which month an age supplement counts."""
    return family.calculate_age_supplement(inputs)


@calculation("undue_payment", "undue_benefit")
def undue_payment(inputs: UndueInputs) -> Calculation:
    """What was paid without right, and what of it is claimed back."""
    return calculate_undue(inputs)


@calculation("benefit_terms", "benefit_decision_deadline")
def benefit_terms(inputs: lateness.TermInputs) -> Calculation:
    """The last day to decide on a benefit and to pay it."""
    return lateness.calculate_terms(inputs)


@calculation("benefit_interest", "late_benefit_interest")
def benefit_interest(inputs: lateness.LateInputs) -> Calculation:
    """The interest on a benefit that is paid late."""
    return lateness.calculate_late_interest(inputs)
