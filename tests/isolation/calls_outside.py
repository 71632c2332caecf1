"""Operations of no team, by who may: everybody; whoever is signed in; whoever is not a token of one team; a person at a
browser; one who proved lately who they are.
"""

EVERYBODY = """
    POST /api/accounts
    POST /api/confirmations
    POST /api/confirmations/look
    GET /api/health
    GET /api/invitations/{code}
    GET /api/join/{team}
    POST /api/password/forgotten
    POST /api/password/reset
    GET /api/ready
    POST /api/sessions
    POST /api/sessions/passkey
    POST /api/sessions/passkey/options
    POST /api/sessions/second-factor
    GET /api/sessions/second-factor
    POST /api/sessions/second-factor/passkey/options
    GET /api/sign-in
    GET /api/sign-in/new
    POST /api/sign-in/new
    POST /api/sign-in/{provider}
    GET /api/sign-in/{provider}/callback
    GET /api/sign-up
    GET /api/unsubscribe/{key}
    POST /api/unsubscribe/{key}
"""
SIGNED_IN = """
    GET /api/styles
    GET /api/styles/locales
    GET /api/me
    GET /api/me/notification-settings
    GET /api/me/notifications
    POST /api/me/notifications/read
    GET /api/me/preferences/citations
    GET /api/me/preferences/library
"""
OF_ALL_TEAMS = """
    GET /api/deleted-teams
    POST /api/deleted-teams/{team}/restore
    POST /api/invitations/{code}/accept
    POST /api/join/{team}
    POST /api/teams
"""
AT_A_BROWSER = """
    PATCH /api/me
    GET /api/me/deletion
    DELETE /api/me/email
    POST /api/me/email/verification
    PATCH /api/me/passkeys/{passkey_id}
    PUT /api/me/password
    PUT /api/me/preferences/citations
    PUT /api/me/preferences/library
    GET /api/me/push
    POST /api/me/push
    DELETE /api/me/push/{subscription_id}
    POST /api/me/push/{subscription_id}/test
    GET /api/me/ways
    GET /api/sessions
    DELETE /api/sessions/current
    POST /api/sessions/current/proof
    POST /api/sessions/current/proof/passkey/options
    DELETE /api/sessions/others
    DELETE /api/sessions/{session_id}
    GET /api/tokens
    DELETE /api/tokens/{token_id}
"""
PROVED = """
    DELETE /api/me/authenticator
    POST /api/me/authenticator
    POST /api/me/authenticator/setup
    POST /api/me/deletion
    PUT /api/me/email
    GET /api/me/export
    POST /api/me/export
    DELETE /api/me/identities/{identity_id}
    POST /api/me/passkeys
    POST /api/me/passkeys/options
    DELETE /api/me/passkeys/{passkey_id}
    POST /api/me/recovery-codes
    POST /api/tokens
"""


def operations(lines: str) -> list[tuple[str, str]]:
    return [(method, path) for method, path in (line.split() for line in lines.strip().splitlines())]
