"""What the archive knows: articles, passages, actors, quotes, statements, events, topics.

All types are immutable.  A news date is a `When` (a range of days with a precision), never a
datetime.  Every fact carries a `Citation` whose range counts characters of `Passage.text`;
`Passage.to_source` maps it to the line as it stands in the source file.
"""

from storage.models.articles import (
    Article,
    ArticleKind,
    Citation,
    Passage,
    PassageKind,
    SourceArticle,
)
from storage.models.corpus import Corpus
from storage.models.coverage import Coverage
from storage.models.dates import (
    Basis,
    Precision,
    Publication,
    PublicationBasis,
    When,
)
from storage.models.facts import (
    CORRECTED,
    Actor,
    ActorKind,
    CorrectionResult,
    Difference,
    Event,
    EventKind,
    Mention,
    Quote,
    QuoteKind,
    Rejection,
    Role,
    Statement,
    Topic,
)

__all__ = [
    "CORRECTED",
    "Actor",
    "ActorKind",
    "Article",
    "ArticleKind",
    "Basis",
    "Citation",
    "Corpus",
    "CorrectionResult",
    "Coverage",
    "Difference",
    "Event",
    "EventKind",
    "Mention",
    "Passage",
    "PassageKind",
    "Precision",
    "Publication",
    "PublicationBasis",
    "Quote",
    "QuoteKind",
    "Rejection",
    "Role",
    "SourceArticle",
    "Statement",
    "Topic",
    "When",
]
