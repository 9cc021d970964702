"""What can go wrong with what the fund tells everybody: articles, brochures, the bulletin."""

from workflows.errors import WorkflowError


class KnowledgeError(WorkflowError):
    """The knowledge base refuses."""


class MarkupRefused(KnowledgeError):
    """The text of an article cannot be read."""


class ArticleUnknown(KnowledgeError):
    """There is no such article."""


class EditionRefused(KnowledgeError):
    """The edition cannot be kept like this."""


class EditionStateRefused(KnowledgeError):
    """The edition's state does not allow this."""


class SecondPersonNeeded(KnowledgeError):
    """Somebody else must decide on what one person wrote."""


class BulletinRefused(KnowledgeError):
    """The bulletin cannot be kept or sent like this."""


class SubscriptionRefused(KnowledgeError):
    """The subscription cannot be changed like this."""
