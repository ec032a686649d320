"""Server-rendered pages: the design system, its renderer, and the parts that domain pages are made of. Knows no domain."""
