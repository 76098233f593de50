"""Tokens that break one rule each, by the name of what is wrong with them."""

from __future__ import annotations

import hmac
import json
import string
from typing import Any

from tests.auth.judging import AUTHORITY, ISSUED, PERSONAL_TENANT_ID
from tests.auth.minting import (
    ABSENT,
    AUDIENCE,
    AUTHORITY_URL,
    CLIENT_ID,
    KEY_ID,
    OTHER_TENANT_ID,
    PERSON_ID,
    SCOPE,
    TENANT_ID,
    USERNAME,
    encode,
    private_key,
    public_entry,
)

BAD_CLAIMS: dict[str, dict[str, Any]] = {
    "version 1": {"ver": "1.0"},
    "version as a number": {"ver": 2.0},
    "no version": {"ver": ABSENT},
    "another audience": {"aud": OTHER_TENANT_ID},
    "audience as a URI": {"aud": f"api://{AUDIENCE}"},
    "audience in upper case": {"aud": AUDIENCE.upper()},
    "audience in a list": {"aud": [AUDIENCE]},
    "no audience": {"aud": ABSENT},
    "another tenant's issuer": {"iss": f"{AUTHORITY_URL}/{OTHER_TENANT_ID}/v2.0"},
    "issuer of version 1": {"iss": f"https://sts.windows.net/{TENANT_ID}/"},
    "issuer with a slash more": {"iss": f"{AUTHORITY_URL}/{TENANT_ID}/v2.0/"},
    "issuer of another authority": {"iss": f"https://login.example.example/{TENANT_ID}/v2.0"},
    "issuer is the template": {"iss": f"{AUTHORITY_URL}/{{tenantid}}/v2.0"},
    "issuer in a list": {"iss": [f"{AUTHORITY_URL}/{TENANT_ID}/v2.0"]},
    "no issuer": {"iss": ABSENT},
    "no tenant": {"tid": ABSENT, "iss": f"{AUTHORITY_URL}/{TENANT_ID}/v2.0"},
    "tenant is a name": {"tid": "common"},
    "tenant is a number": {"tid": 7},
    "tenant in braces": {"tid": f"{{{TENANT_ID}}}"},
    "tenant without hyphens": {"tid": TENANT_ID.replace("-", "")},
    "tenant with a line end": {"tid": f"{TENANT_ID}\n"},
    "tenant with other digits": {"tid": TENANT_ID.replace("7", "\u0667")},
    "personal accounts": {"tid": PERSONAL_TENANT_ID},
    "personal accounts in upper case": {"tid": PERSONAL_TENANT_ID.upper()},
    "no person": {"oid": ABSENT},
    "person is a name": {"oid": "anna"},
    "person in braces": {"oid": f"{{{PERSON_ID}}}"},
    "person is null": {"oid": None},
    "no client": {"azp": ABSENT},
    "client is a name": {"azp": "teams"},
    "client in a list": {"azp": [CLIENT_ID]},
    "no expiry": {"exp": ABSENT},
    "no begin": {"nbf": ABSENT},
    "no time of issue": {"iat": ABSENT},
    "expired": {"exp": ISSUED - 300, "iat": ISSUED - 3600},
    "not begun": {"nbf": ISSUED + 301},
    "issued in the future": {"iat": ISSUED + 301},
    "expires before it was issued": {"exp": ISSUED + 99, "iat": ISSUED + 100},
    "lives longer than 28 hours": {"exp": ISSUED + 28 * 3600 + 1},
    "lives for ten years": {"exp": ISSUED + 3650 * 24 * 3600},
    "expiry as text": {"exp": str(ISSUED + 3600)},
    "expiry is true": {"exp": True},
    "begin is false": {"nbf": False},
    "time of issue is true": {"iat": True, "exp": 3600},
    "begin is null": {"nbf": None},
    "begin is negative": {"nbf": -1},
    "expiry is infinite": {"exp": float("inf")},
    "begin is infinitely early": {"nbf": float("-inf")},
    "expiry is no number": {"exp": float("nan")},
    "begin is no number": {"nbf": float("nan")},
    "times too large to reckon with": {"exp": 10**400, "iat": 10**400},
    "scope in a list": {"scp": [SCOPE]},
    "scope is null": {"scp": None},
    "roles as text": {"roles": "Operator"},
    "roles as an object": {"roles": {"Operator": True}},
    "a role is a list": {"roles": [["Operator"]]},
    "roles are null": {"roles": None},
    "username in a list": {"preferred_username": [USERNAME]},
    "username is null": {"preferred_username": None},
    "username too long": {"preferred_username": "a" * 1025},
    "username with a lone surrogate": {"preferred_username": "\ud800@contoso.example"},
    "kind of token in a list": {"idtyp": ["app"]},
    "subject is a number": {"sub": 1},
    "scope twice, once in upper case": {"SCP": "User.Read"},
    "tenant twice, once in mixed case": {"Tid": OTHER_TENANT_ID},
    "scope twice, once with a long s": {"\u017fcp": "User.Read"},
}

BAD_HEADERS: dict[str, dict[str, Any]] = {
    "no algorithm": {"alg": ABSENT},
    "algorithm none": {"alg": "none"},
    "algorithm HS256": {"alg": "HS256"},
    "algorithm RS384": {"alg": "RS384"},
    "algorithm PS256": {"alg": "PS256"},
    "algorithm in lower case": {"alg": "rs256"},
    "algorithm in a list": {"alg": ["RS256"]},
    "no key id": {"kid": ABSENT},
    "empty key id": {"kid": ""},
    "key id is a number": {"kid": 1},
    "key id in a list": {"kid": [KEY_ID]},
    "unknown key id": {"kid": "unknown"},
    "no type": {"typ": ABSENT},
    "another type": {"typ": "at+jwt"},
    "type is null": {"typ": None},
    "a key of its own": {"jwk": public_entry(private_key("evil"))},
    "a key set of its own": {"jku": "https://evil.example/keys"},
    "a certificate elsewhere": {"x5u": "https://evil.example/certificate"},
    "a certificate of its own": {"x5c": []},
    "critical extensions": {"crit": ["exp"]},
    "critical extensions, none": {"crit": []},
    "payload that is not encoded": {"b64": False},
    "payload that is said to be encoded": {"b64": True},
    "thumbprint is a number": {"x5t": 5},
    "thumbprint is null": {"x5t": None},
    "longer thumbprint in a list": {"x5t#S256": []},
    "kind of content is a number": {"cty": 1},
    "key id twice, once in upper case": {"KID": KEY_ID},
    "lone surrogate": {"x": "\udfff"},
}


def _signature_by_shared_secret() -> str:
    """The classic confusion: HS256 with the public key as the secret."""
    header = json.dumps({"typ": "JWT", "alg": "HS256", "kid": KEY_ID}).encode()
    signed = f"{encode(header)}.{encode(json.dumps(AUTHORITY.claims()).encode())}"
    return f"{signed}.{encode(hmac.digest(AUTHORITY.key_set(), signed.encode(), 'sha256'))}"


def _with_claims_of_another(token: str) -> str:
    header, _, signature = token.split(".")
    return ".".join((header, AUTHORITY.token(oid=OTHER_TENANT_ID).split(".")[1], signature))


def _with_bits_beyond_the_signature(token: str) -> str:
    """256 bytes leave 4 unused bits in the last character: another spelling of the same signature."""
    alphabet = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
    return token[:-1] + alphabet[alphabet.index(token[-1]) + 1]


_TOKEN = AUTHORITY.token()
_HEADER, _CLAIMS, _SIGNATURE = _TOKEN.split(".")
_GOOD_CLAIMS = json.dumps(AUTHORITY.claims()).encode()
_GOOD_HEADER = json.dumps({"typ": "JWT", "alg": "RS256", "kid": KEY_ID}).encode()

BAD_TOKENS: dict[str, str] = {
    "empty": "",
    "dots": "..",
    "many dots": "." * 9999,
    "two segments": f"{_HEADER}.{_CLAIMS}",
    "four segments": f"{_TOKEN}.{_SIGNATURE}",
    "five segments, as an encrypted one": f"{_TOKEN}.{_CLAIMS}.{_SIGNATURE}",
    "larger than 16 KiB": AUTHORITY.token(padding="x" * 12 * 1024),
    "no signature": f"{_HEADER}.{_CLAIMS}.",
    "signature cut": _TOKEN[:-4],
    "signature of zeros": f"{_HEADER}.{_CLAIMS}.{encode(bytes(256))}",
    "signature of another key": AUTHORITY.evil().token(),
    "signature of another token": _with_claims_of_another(_TOKEN),
    "signature by shared secret": _signature_by_shared_secret(),
    "bits beyond the signature": _with_bits_beyond_the_signature(_TOKEN),
    "header with a line end": AUTHORITY.signed(f"{_HEADER}\n.{_CLAIMS}"),
    "padded signature": f"{_TOKEN}==",
    "padded header": AUTHORITY.signed(f"{_HEADER}=.{_CLAIMS}"),
    "line end": f"{_TOKEN}\n",
    "space inside": f"{_TOKEN[:20]} {_TOKEN[20:]}",
    "standard base64": f"{_HEADER}.{_CLAIMS}.{encode(bytes([251] * 256)).replace('-', '+')}",
    "beyond ASCII": f"{_TOKEN}\u00e4",
    "lone surrogate": f"{_TOKEN}\ud800",
    "claims twice": AUTHORITY.token_of(_GOOD_CLAIMS[:-1] + b', "scp": "access_as_user"}'),
    "inner member twice": AUTHORITY.token_of(_GOOD_CLAIMS[:-1] + b', "cnf": {"a": 1, "a": 2}}'),
    "header member twice": AUTHORITY.token_of(_GOOD_CLAIMS, _GOOD_HEADER[:-1] + b', "alg": "RS256"}'),
    "claims are a list": AUTHORITY.token_of(b"[" + _GOOD_CLAIMS + b"]"),
    "claims are null": AUTHORITY.token_of(b"null"),
    "claims are empty": AUTHORITY.token_of(b""),
    "claims are no JSON": AUTHORITY.token_of(_GOOD_CLAIMS[:-1]),
    "something behind the claims": AUTHORITY.token_of(_GOOD_CLAIMS + b"{}"),
    "claims with a byte order mark": AUTHORITY.token_of(b"\xef\xbb\xbf" + _GOOD_CLAIMS),
    "claims are not UTF-8": AUTHORITY.token_of(_GOOD_CLAIMS.replace(b"Anna", b"Ann\xe4")),
    "claims in UTF-16": AUTHORITY.token_of(_GOOD_CLAIMS.decode().encode("utf-16")),
    "claims nested without end": AUTHORITY.token_of(_GOOD_CLAIMS[:-1] + b', "x": ' + b"[" * 3000 + b"]" * 3000 + b"}"),
    "expiry beyond every float": AUTHORITY.token_of(
        _GOOD_CLAIMS.replace(b'"exp": %d' % (ISSUED + 3600), b'"exp": 1e999')
    ),
    "expiry of too many digits": AUTHORITY.token_of(
        _GOOD_CLAIMS.replace(b'"exp": %d' % (ISSUED + 3600), b'"exp": ' + b"9" * 5000)
    ),
    "header is a list": AUTHORITY.token_of(_GOOD_CLAIMS, b"[" + _GOOD_HEADER + b"]"),
    "header is no JSON": AUTHORITY.token_of(_GOOD_CLAIMS, _GOOD_HEADER[1:]),
    "header nested without end": AUTHORITY.token_of(_GOOD_CLAIMS, b'{"x":' * 1500 + b"1" + b"}" * 1500),
}
