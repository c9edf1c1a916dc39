"""Page → article.

`reading` is the only module that imports trafilatura; `dating` decides when a page was published and `walls` whether
what stands there is an article at all. `article` is the composition.
"""

from monitor.extract.article import Thin, article_id, extract
from monitor.extract.reading import forget

__all__ = ["Thin", "article_id", "extract", "forget"]
