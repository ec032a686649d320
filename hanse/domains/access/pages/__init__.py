"""Pages of access: parse, call the api, render. No rule and no SQL."""
