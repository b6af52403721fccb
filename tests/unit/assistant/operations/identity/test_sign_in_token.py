import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given
from hypothesis import strategies as st

from assistant.operations.identity.sign_in_token import (
    TokenFlaw,
    TokenKeyError,
    TokenRefusedError,
    TokenRules,
    read,
)
from tests.unit.assistant.operations.identity.proving import NOON, SECRET

RULES = TokenRules(algorithm="HS256", key=SECRET, audience="comptoir")
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC = ec.generate_private_key(ec.SECP256R1())
NOW = int(NOON.timestamp())


def public(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def claims(**changed: object) -> dict[str, Any]:
    said = {"sub": "jeanne", "aud": "comptoir", "iat": NOW, "exp": NOW + 60, "jti": "t1"} | changed
    return {name: value for name, value in said.items() if value is not None}


def signed(said: Mapping[str, Any], key: Any = SECRET, algorithm: str = "HS256") -> str:  # noqa: ANN401
    return jwt.encode(dict(said), key, algorithm=algorithm)


def by_hand(header: Mapping[str, str], said: Mapping[str, Any], signature: str = "") -> str:
    parts = (base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=") for p in (header, said))
    return ".".join([*(part.decode() for part in parts), signature])


def flaw(token: str, rules: TokenRules = RULES) -> TokenFlaw:
    with pytest.raises(TokenRefusedError) as caught:
        read(token, rules, now=NOON)
    return caught.value.reason


class TestATokenThatCounts:
    def test_names_the_customer_and_itself(self) -> None:
        said = read(signed(claims()), RULES, now=NOON)

        assert (said.customer_id, said.token_id) == ("jeanne", "t1")

    @pytest.mark.parametrize(("algorithm", "key"), [("RS256", RSA), ("ES256", EC)])
    def test_may_be_signed_with_a_private_key(self, algorithm: Any, key: Any) -> None:  # noqa: ANN401
        rules = TokenRules(algorithm=algorithm, key=public(key), audience="comptoir")

        assert read(signed(claims(), key, algorithm), rules, now=NOON).customer_id == "jeanne"

    def test_may_come_from_a_clock_that_is_a_little_off(self) -> None:
        ahead = signed(claims(iat=NOW + 8, exp=NOW + 60))
        behind = signed(claims(iat=NOW - 308, exp=NOW - 8))

        for token in (ahead, behind):
            assert read(token, RULES, now=NOON).customer_id == "jeanne"


class TestATokenThatDoesNot:
    @pytest.mark.parametrize("missing", ["sub", "exp", "iat", "aud", "jti"])
    def test_lacks_a_claim(self, missing: str) -> None:
        wanted = TokenFlaw.CLAIM_MISSING
        assert flaw(signed(claims(**{missing: None}))) is wanted

    @pytest.mark.parametrize(
        ("changed", "wanted"),
        [
            ({"exp": NOW - 11}, TokenFlaw.EXPIRED),
            ({"iat": NOW - 311, "exp": NOW + 9000}, TokenFlaw.EXPIRED),
            ({"iat": NOW + 11}, TokenFlaw.NOT_YET),
            ({"nbf": NOW + 11}, TokenFlaw.NOT_YET),
            ({"aud": "somebody"}, TokenFlaw.OTHER_AUDIENCE),
            ({"aud": ["comptoir", "somebody"]}, TokenFlaw.OTHER_AUDIENCE),
            ({"sub": ""}, TokenFlaw.CLAIM_MISSING),
            ({"jti": ""}, TokenFlaw.CLAIM_MISSING),
            ({"sub": "x" * 201}, TokenFlaw.CLAIM_MISSING),
            ({"exp": "soon"}, TokenFlaw.CLAIM_MISSING),
            ({"iat": True}, TokenFlaw.CLAIM_MISSING),
            ({"iat": float("nan")}, TokenFlaw.EXPIRED),
        ],
    )
    def test_says_something_wrong(self, changed: dict[str, object], wanted: TokenFlaw) -> None:
        assert flaw(signed(claims(**changed))) is wanted

    def test_is_of_another_issuer(self) -> None:
        rules = TokenRules(algorithm="HS256", key=SECRET, audience="comptoir", issuer="shop")

        assert flaw(signed(claims(iss="other")), rules) is TokenFlaw.OTHER_ISSUER
        assert flaw(signed(claims()), rules) is TokenFlaw.CLAIM_MISSING
        assert read(signed(claims(iss="shop")), rules, now=NOON).token_id == "t1"

    def test_is_signed_by_somebody_else(self) -> None:
        assert flaw(signed(claims(), "o" * 32)) is TokenFlaw.BAD_SIGNATURE

    def test_is_not_signed(self) -> None:
        for header in ({"alg": "none"}, {"alg": "None"}, {"alg": "NONE"}):
            assert flaw(by_hand(header, claims())) is not TokenFlaw.EXPIRED

    def test_is_signed_with_the_public_key_as_a_secret(self) -> None:
        rules = TokenRules(algorithm="RS256", key=public(RSA), audience="comptoir")
        body = by_hand({"alg": "HS256", "typ": "JWT"}, claims()).rsplit(".", 1)[0]
        mac = hmac.digest(public(RSA).encode(), body.encode(), hashlib.sha256)
        forged = f"{body}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"

        assert flaw(forged, rules) is TokenFlaw.OTHER_ALGORITHM

    def test_names_a_stronger_algorithm_than_the_setting(self) -> None:
        assert flaw(signed(claims(), "s" * 64, "HS512")) is TokenFlaw.OTHER_ALGORITHM

    def test_is_endless(self) -> None:
        assert flaw("a" * 5000) is TokenFlaw.TOO_LONG

    @given(st.text(max_size=60))
    def test_is_no_token(self, text: str) -> None:
        assert flaw(text)

    @given(st.integers(min_value=0), st.sampled_from("AbZ09-_"))
    def test_was_changed_anywhere(self, where: int, to: str) -> None:
        token = signed(claims())
        place = where % (len(token) - 1)  # the last character has bits that say nothing
        changed = token[:place] + to + token[place + 1 :]

        if changed != token:
            assert flaw(changed)


class TestAKey:
    @pytest.mark.parametrize(
        ("algorithm", "key"),
        [
            ("HS256", "short"),
            ("HS256", public(RSA)),
            ("RS256", SECRET),
            ("ES256", public(RSA)),
            (
                "RS256",
                RSA.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
            ),
        ],
    )
    def test_that_does_not_fit_is_refused_before_any_token(self, algorithm: Any, key: str) -> None:  # noqa: ANN401
        with pytest.raises(TokenKeyError, match=algorithm):
            TokenRules(algorithm=algorithm, key=key, audience="comptoir")

    def test_is_in_no_representation(self) -> None:
        assert SECRET not in repr(RULES)

    def test_that_is_refused_is_not_repeated(self) -> None:
        with pytest.raises(TokenKeyError) as caught:
            TokenRules(algorithm="RS256", key="my-secret-words", audience="comptoir")

        assert "my-secret" not in str(caught.value)
