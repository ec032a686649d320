"""Pages of identity: parse, call the api, render. No rule and no SQL."""
