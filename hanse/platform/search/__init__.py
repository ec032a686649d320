"""Search over everything a domain publishes as a document: prefixes, exact codes, typing mistakes, facets, rights.

`documents` are the values, `terms` turns text into what the index holds, `index` writes and finds. The ranking itself
is one reviewed database function (`search_documents_find`), because row level security keeps other statements off the
index.
"""

from hanse.platform.search.documents import FacetValue, SearchDocument, SearchHit, SearchQuery, SearchResults
from hanse.platform.search.index import Search

__all__ = ["FacetValue", "Search", "SearchDocument", "SearchHit", "SearchQuery", "SearchResults"]
