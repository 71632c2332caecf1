"""Passkeys (WebAuthn): registered, used and removed."""
