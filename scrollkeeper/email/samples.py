"""Values with which each template can be looked at while it is written."""

from typing import Any

_LINK = "https://papers.example.org/confirm#not-a-real-secret"
_LEAVE = "https://papers.example.org/unsubscribe/not-a-real-key"
_ADA = {"name": "Ada Lovelace", "link": _LINK}

SAMPLES: dict[str, dict[str, Any]] = {
    "verify_email": {**_ADA, "days": 7},
    "reset_password": {**_ADA, "minutes": 60},
    "password_changed": {
        "name": "Ada Lovelace", "at": "3 May 2026, 14:07 UTC", "ended": "2 browsers", "left": "1 API token",
        "link": "https://papers.example.org/settings",
    },
    "factor_changed": {
        "name": "Ada Lovelace", "done": "added", "what": "The passkey “Phone”", "at": "3 May 2026, 14:07 UTC"
    },
    "leave_email": {**_ADA, "email": "ada@example.org", "hours": 24},
    "take_email": {**_ADA, "hours": 24},
    "address_in_use": {},
    "email_changed": {"name": "Ada Lovelace", "email": "ada@example.org"},
    "new_sign_in": {**_ADA, "device": "Firefox on Linux", "address": "192.0.2.7", "at": "3 May 2026, 14:07 UTC"},
    "account_deleted": {**_ADA, "until": "10 May 2026, 14:07 UTC"},
    "account_kept": {"name": "Ada Lovelace", "at": "3 May 2026, 14:07 UTC"},
    "invitation": {
        "inviter": "Charles Babbage", "team": "Analytical Engines", "role": "editor", "until": "10 May 2026",
        "link": _LINK,
    },
    "news": {
        **_ADA, "person": "Charles Babbage", "what": "mentioned you", "team": "Analytical Engines",
        "paper": "On the Economy of Machinery", "words": "@Ada, is table 3 right?", "unsubscribe": _LEAVE,
    },
    "digest": {
        **_ADA, "team": "Analytical Engines", "more": True, "unsubscribe": _LEAVE,
        "news": [
            {"person": "Charles Babbage", "what": "mentioned you", "paper": "On the Economy of Machinery",
             "words": "@Ada, is table 3 right?"},
            {"person": "Mary Somerville", "what": "replied", "paper": "On the Connexion of the Sciences",
             "words": "See page 12."},
        ],
    },
    "webhook_disabled": {
        **_ADA, "team": "Analytical Engines", "url": "hooks.example.org", "since": "3 May 2026, 14:07 UTC",
        "reason": "It answered 500.",
    },
}  # fmt: skip
