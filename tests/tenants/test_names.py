from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.tenants.names import domain_label, host_name


@pytest.mark.parametrize(
    ("text", "label"),
    [
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
    ],
)
def test_a_domain_has_one_form(text: str, label: str) -> None:
    assert domain_label(text) == label


NO_DOMAINS = [
    pytest.param("", id="empty"),
    pytest.param("contoso", id="one label"),
    pytest.param(".example", id="empty label"),
    pytest.param("contoso..example", id="empty label inside"),
    pytest.param("contoso.example.", id="root label"),
    pytest.param("-a.example", id="leading hyphen"),
    pytest.param("a-.example", id="trailing hyphen"),
    pytest.param("a b.example", id="space"),
    pytest.param("a@b.example", id="at"),
    pytest.param("a.example\n", id="line feed"),
    pytest.param("1.2.3.4", id="IPv4"),
    pytest.param("\uff11.2.3.4", id="IPv4 in full-width digits"),
    pytest.param("0x7f.1", id="a number as IPv4 is sometimes written"),
    pytest.param(f"{'a' * 64}.example", id="long label"),
    pytest.param(".".join(["a" * 49] * 6), id="long name"),
    pytest.param("\u2603\u200d.example", id="not a name in any script"),
    pytest.param("ü" * 64 + ".example", id="long label after encoding"),
]


@pytest.mark.parametrize("text", NO_DOMAINS)
def test_what_is_no_domain(text: str) -> None:
    assert domain_label(text) is None


@settings(deadline=None)
@given(st.text(max_size=40) | st.from_regex(r"[a-zäöß\uff10-\uff19.\u3002-]{1,12}\.[a-z0-9]{1,6}", fullmatch=True))
def test_whatever_the_text_its_form_is_final(text: str) -> None:
    label = domain_label(text)

    assert label is None or (label.isascii() and label == label.lower() and domain_label(label) == label)


@pytest.mark.parametrize(
    ("text", "host"),
    [
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
    ],
)
def test_a_host_has_one_form(text: str, host: str | None) -> None:
    assert host_name(text) == host
