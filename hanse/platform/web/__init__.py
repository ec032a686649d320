"""Server-rendered pages: the design system, its renderer, and the parts of domain pages. Knows no domain."""
