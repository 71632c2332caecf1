"""Values with which each template can be looked at while it is written."""

from typing import Any

_LINK = "https://papers.example.org/confirm#not-a-real-secret"
_ADA = {"name": "Ada Lovelace", "link": _LINK}

SAMPLES: dict[str, dict[str, Any]] = {
    "verify_email": {**_ADA, "days": 7},
    "reset_password": {**_ADA, "minutes": 60},
    "password_changed": {"name": "Ada Lovelace", "at": "3 May 2026, 14:07 UTC"},
    "leave_email": {**_ADA, "email": "ada@example.org", "hours": 24},
    "take_email": {**_ADA, "hours": 24},
    "email_changed": {"name": "Ada Lovelace", "email": "ada@example.org"},
    "new_sign_in": {**_ADA, "device": "Firefox on Linux", "address": "192.0.2.7", "at": "3 May 2026, 14:07 UTC"},
    "account_deleted": {"name": "Ada Lovelace"},
    "invitation": {
        "inviter": "Charles Babbage", "team": "Analytical Engines", "role": "editor", "until": "10 May 2026",
        "link": _LINK,
    },
    "mention_digest": {
        **_ADA,
        "mentions": [
            {"person": "Charles Babbage", "paper": "On the Economy of Machinery", "words": "@Ada, is table 3 right?"},
            {"person": "Mary Somerville", "paper": "On the Connexion of the Sciences", "words": "@Ada see page 12."},
        ],
    },
}  # fmt: skip
