from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.tenants.names import domain_label, host_name
from tests.support.every import failing


def test_a_domain_has_one_form() -> None:
    cases = [
        ("contoso.example", "contoso.example"),
        ("Contoso.EXAMPLE", "contoso.example"),
        ("müller.example", "xn--mller-kva.example"),
        ("MÜLLER.example", "xn--mller-kva.example"),
        ("mu\u0308ller.example", "xn--mller-kva.example"),
        ("straße.example", "xn--strae-oqa.example"),
        ("XN--MLLER-KVA.example", "xn--mller-kva.example"),
        ("contoso。example", "contoso.example"),
        ("a_b.example", "a_b.example"),
        ("4.example", "4.example"),
        (f"{'a' * 63}.example", f"{'a' * 63}.example"),
    ]

    def check(text: str, label: str) -> None:
        assert domain_label(text) == label

    assert failing(check, cases) == []


NO_DOMAINS = {
    "empty": "",
    "one label": "contoso",
    "empty label": ".example",
    "empty label inside": "contoso..example",
    "root label": "contoso.example.",
    "leading hyphen": "-a.example",
    "trailing hyphen": "a-.example",
    "space": "a b.example",
    "at": "a@b.example",
    "line feed": "a.example\n",
    "IPv4": "1.2.3.4",
    "IPv4 in full-width digits": "\uff11.2.3.4",
    "a number as IPv4 is sometimes written": "0x7f.1",
    "long label": f"{'a' * 64}.example",
    "long name": ".".join(["a" * 49] * 6),
    "not a name in any script": "\u2603\u200d.example",
    "long label after encoding": "ü" * 64 + ".example",
}


def test_what_is_no_domain() -> None:
    def check(text: str) -> None:
        assert domain_label(text) is None

    assert failing(check, NO_DOMAINS) == []


@settings(deadline=None)
@given(st.text(max_size=40) | st.from_regex(r"[a-zäöß\uff10-\uff19.\u3002-]{1,12}\.[a-z0-9]{1,6}", fullmatch=True))
def test_whatever_the_text_its_form_is_final(text: str) -> None:
    label = domain_label(text)

    assert label is None or (label.isascii() and label == label.lower() and domain_label(label) == label)


def test_a_host_has_one_form() -> None:
    cases = [
        ("cc.Contoso.example", "cc.contoso.example"),
        ("LocalHost", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("2001:DB8:0::1", "2001:db8::1"),
        ("contoso", None),
        ("127.1", None),
        ("2130706433", None),
        ("[::1]", None),
        ("::1%eth0", None),
        ("2001:db8::1%/../", None),
        ("", None),
    ]

    def check(text: str, host: str | None) -> None:
        assert host_name(text) == host

    assert failing(check, cases) == []
