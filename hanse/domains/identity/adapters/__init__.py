"""Libraries identity stands on, each behind a few calls of our own: argon2, TOTP, WebAuthn, OpenID Connect."""
