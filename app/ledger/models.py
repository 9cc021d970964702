"""The tables of the books, by subject in the modules beside this one."""

from app.ledger.bank_models import (
    BankDecision,
    BankFile,
    BankStatement,
    BankTransaction,
    BatchEvent,
    DirectDebitMandate,
    PaymentBatch,
    PaymentOrder,
)
from app.ledger.book_models import Account, Entry, Posting
from app.ledger.payment_models import Payment, Refund
from app.ledger.plan_models import Instalment, PaymentPlan, PlanDebt
from app.ledger.proposal_models import Proposal
from app.ledger.receivable_models import (
    BenefitWithholding,
    Interruption,
    PartyAccount,
    Receivable,
    ReceivableChange,
    Surcharge,
)
from app.ledger.reference_models import ReferenceTarget, StructuredReference

__all__ = [
    "Account",
    "BankDecision",
    "BankFile",
    "BankStatement",
    "BankTransaction",
    "BatchEvent",
    "BenefitWithholding",
    "DirectDebitMandate",
    "Entry",
    "Instalment",
    "Interruption",
    "PartyAccount",
    "Payment",
    "PaymentBatch",
    "PaymentOrder",
    "PaymentPlan",
    "PlanDebt",
    "Posting",
    "Proposal",
    "Receivable",
    "ReceivableChange",
    "ReferenceTarget",
    "Refund",
    "StructuredReference",
    "Surcharge",
]
