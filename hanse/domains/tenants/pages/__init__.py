"""Pages of tenants: parse, call the api, render. No rule and no SQL."""
