"""What parsers are fed: anything, and what is nearly right."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.support.tokens import TENANT_ID, encode
from tests.support.world import ENVIRONMENT


def pieces(*fragments: str) -> st.SearchStrategy[str]:
    """Any text, and text that is nearly right: of these fragments, letters of every kind among them."""
    strange = ["", " ", "\n", "\0", "\u0661", "\uff10", "\u00b2", "\ud800", "\u2028", "\u200f", "-", "9" * 5000]
    parts = st.lists(st.sampled_from([*fragments, *strange]), max_size=10)
    return st.text() | parts.map("".join)


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
DAYS = pieces("2026", "-11-", "23", "20261123", "0000", "9999", "1601", "02-29")
TIMES = pieces("2026-11-23", "T", "09:45:10", ".5", "Z", "+02:00", "-23:59", "0001-01-01", "9999-12-31", "23:59:60")
GUIDS = pieces(TENANT_ID, TENANT_ID.upper(), TENANT_ID[:8], "-", "{", "}", "0a6b")
NAMES = pieces(
    "a", "Anna", "@", ".", "contoso.example", "xn--", "ü", "\u00df", "localhost", "::1", "127.0.0.1", "%", "["
)
CELLS = pieces(
    "3/4/26",
    ", ",
    "9:00",
    ":00",
    " AM",
    "p.m.",
    "04.03.2026",
    "1h",
    " 2m",
    "30",
    "Std.",
    "a@b.example",
    "(Guest)",
    "+49",
    "(",
)
IDS = pieces(
    "20261123",
    "-",
    "a" * 26,
    ".",
    "094510",
    "reports",
    "held",
    "lasting",
    "activity",
    "profiles",
    TENANT_ID.replace("-", ""),
)
ENCODED = pieces("AA", "AAA", "A", "AQAB", "=", "+", "/", "_", "-") | st.binary().map(encode)
KEYS = st.fixed_dictionaries(
    {"kty": st.sampled_from(["RSA", "EC", None]), "kid": st.text(max_size=3)},
    optional={
        "n": ENCODED | VALUES | st.binary(min_size=256, max_size=260).map(encode),
        "e": st.sampled_from(["AQAB", "AQ", "Aw", "AA", ""]) | ENCODED | VALUES,
        "use": st.sampled_from(["sig", "enc", None]),
        "issuer": VALUES,
    },
)
ADDRESSES = pieces("203.0.113.7", ":443", "[2001:db8::1]", "::ffff:1.2.3.4", "fe80::1", "%", "eth0", ",", ":")
URLS = pieces("https://", "cc.contoso.example", ":", "443", "/s/1", "[", "]", "::1", "@", "?", "#", "\\", "http:")
BYTES = st.binary() | pieces(
    '{"error":', '{"message":', '"app ', "is not authorized to ", "on behalf of user", '"', "}", "["
).map(lambda text: text.encode("utf-8", "surrogatepass"))
MATCHES = st.builds(
    lambda url, at: f'{{"launchUrl": {url}, "expiresAt": {at}}}'.encode("utf-8", "surrogatepass"),
    st.sampled_from(["null", "1", "[]", "{}", '"https://[::1"', '"https://cc.contoso.example:99999/"', '"\\ud800"'])
    | URLS.map(lambda url: f'"{url}"'),
    st.sampled_from(["null", "1", "[]", '"2026-11-23T09:45:10Z"', '"0001-01-01T00:00:00+23:59"']),
)
ENVIRONMENTS = st.dictionaries(
    st.sampled_from([*ENVIRONMENT, "TABLES_ENDPOINT", "TABLES_CONNECTION_STRING", "AZURE_CLIENT_ID",
                     "ALLOWED_CLIENT_IDS", "API_SCOPE", "GRAPH_URL", "RETENTION_DAYS", "CONTENT_RETENTION_DAYS",
                     "CLIENT_ADDRESS", "DPO_NAME"]),
    pieces("https://", "contoso.table.core.windows.net", "/", "[", "]", ":", "0", "28", "180", TENANT_ID, ",", "none",
           "AccountName=a;AccountKey=YQ==;TableEndpoint=", "http://127.0.0.1:1/a", "http://[::1", ";", "=", "@"),
)  # fmt: skip
