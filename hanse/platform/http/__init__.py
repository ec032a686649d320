"""HTTP: the frame around every request, authentication, REST from the registry, OpenAPI, health. No domain, no SQL."""
