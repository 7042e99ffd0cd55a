"""A security key inside Chromium, put in by its developer protocol: makes passkeys and signs without a person."""

from playwright.sync_api import Page


def put_in(page: Page) -> None:
    """From now on, this page's browser holds a key that verifies its user at once."""
    protocol = page.context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    protocol.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
