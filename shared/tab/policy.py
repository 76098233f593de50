"""What a browser lets the tab do: next to nothing but show itself inside Microsoft Teams and Microsoft 365.

There is no X-Frame-Options, which knows no list of hosts, and no Cross-Origin-Opener-Policy: a frame is not judged by
it, and a window that Teams opens would lose the way back to its opener.
"""

from __future__ import annotations

MICROSOFT_CDN = "https://res.cdn.office.net"
"""Has teams-js, and the list of valid hosts that teams-js asks for."""

FRAME_ANCESTORS = (
    "https://teams.microsoft.com",
    "https://*.teams.microsoft.com",
    "https://*.cloud.microsoft",
    "https://*.microsoft365.com",
    "https://*.office.com",
    "https://outlook.office365.com",
)
"""The hosts of Teams, Outlook and Microsoft 365.
https://learn.microsoft.com/microsoftteams/platform/tabs/how-to/tab-requirements"""

_SOURCES = {
    "default-src": ("'none'",),
    "script-src": ("'self'", MICROSOFT_CDN),
    "style-src": ("'self'",),
    "img-src": ("'self'",),
    "connect-src": ("'self'", MICROSOFT_CDN),
    "base-uri": ("'none'",),
    "form-action": ("'none'",),
    "frame-ancestors": FRAME_ANCESTORS,
}
_DENIED = (
    "camera", "display-capture", "geolocation", "hid", "microphone", "midi", "payment",
    "publickey-credentials-get", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip

INDEX_HEADERS = {
    "content-security-policy": "; ".join(" ".join((name, *sources)) for name, sources in _SOURCES.items()),
    "permissions-policy": ", ".join(f"{feature}=()" for feature in _DENIED),
    "referrer-policy": "no-referrer",
}
ASSET_HEADERS = {"cache-control": "public, max-age=31536000, immutable"}
"""An asset's address has the version in it, so nobody need ever ask for it again."""
