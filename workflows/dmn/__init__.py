"""DMN 1.2 to 1.5 in pure Python: read a model once, decide as often as wanted, and say which rules fired.

The specification is OMG DMN 1.5 (formal/24-01-01); chapters 6 to 9 for models and tables, 10 for FEEL and types.
"""

from workflows.dmn.definitions import Definitions
from workflows.dmn.errors import (
    DecisionFailed,
    DecisionUnknown,
    DmnError,
    HitPolicyViolated,
    ModelNotFound,
    NoRuleMatched,
    ValueRefused,
)
from workflows.dmn.reading import read
from workflows.dmn.trace import DecisionResult, DecisionTrace, FiredRule, MatchedEntry, TableTrace

__all__ = [
    "DecisionFailed",
    "DecisionResult",
    "DecisionTrace",
    "DecisionUnknown",
    "Definitions",
    "DmnError",
    "FiredRule",
    "HitPolicyViolated",
    "MatchedEntry",
    "ModelNotFound",
    "NoRuleMatched",
    "TableTrace",
    "ValueRefused",
    "read",
]
