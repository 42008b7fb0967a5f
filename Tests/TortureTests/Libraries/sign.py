# SPDX-License-Identifier: Apache-2.0
"""Signs the claims that come in with one JOSE library, by every algorithm that it has.

  python sign.py joserfc|PyJWT|jwcrypto request.json

The request: {"claims": {…}, "keys": {"P-256": {…}, "P-384": {…}, "Ed25519": {…}, "RSA-2048": {…},
"RS256": {…}}}, each key a private JWK whose `kid` the broker knows; RS256 is an RSA key for that alone. One line a token comes out: {"alg", "token"}, or
{"alg", "missing"} where the library cannot do it. Algorithms that want another kind of key, and shared
secrets, are signed under the `kid` of the P-256 key: what they sign with is no key of the broker's.
"""

import json
import os
import sys
import uuid

FITTING = {
    "ES256": "P-256", "ES384": "P-384", "RS256": "RS256", "PS256": "RSA-2048", "EdDSA": "Ed25519",
    "Ed25519": "Ed25519", "RS384": "RS256", "RS512": "RS256", "PS384": "RSA-2048",
    "PS512": "RSA-2048",
}
STRANGE = ["ES512", "ES256K", "HS256", "HS384", "HS512", "none", "Ed448"]
CURVES = {"ES512": "P-521", "ES256K": "secp256k1"}
SECRET = os.urandom(64)


def with_joserfc(alg, header, payload, jwk):
    from joserfc import jws
    from joserfc.jwk import ECKey, OctKey, OKPKey, import_key
    registry = jws.JWSRegistry(algorithms=[alg])
    if jwk:
        key = import_key(jwk)
    elif alg in CURVES:
        key = ECKey.generate_key(CURVES[alg])
    elif alg == "Ed448":
        key = OKPKey.generate_key("Ed448")
    else:
        key = OctKey.import_key(SECRET)
    return jws.serialize_compact(header, payload, key, registry=registry)


def with_pyjwt(alg, header, payload, jwk):
    import jwt
    from cryptography.hazmat.primitives.asymmetric import ec, ed448
    if jwk:
        key = jwt.PyJWK(jwk, algorithm=alg).key
    elif alg in CURVES:
        key = ec.generate_private_key({"ES512": ec.SECP521R1, "ES256K": ec.SECP256K1}[alg]())
    elif alg == "Ed448":
        alg, key = "EdDSA", ed448.Ed448PrivateKey.generate()
    else:
        key = None if alg == "none" else SECRET
    header = {name: value for name, value in header.items() if name != "alg"}
    return jwt.api_jws.encode(payload, key, algorithm=alg, headers=header)


def with_jwcrypto(alg, header, payload, jwk):
    from jwcrypto import jwk as keys, jws
    if jwk:
        key = keys.JWK(**jwk)
    elif alg in CURVES:
        key = keys.JWK.generate(kty="EC", crv=CURVES[alg])
    elif alg == "Ed448":
        alg, key = "EdDSA", keys.JWK.generate(kty="OKP", crv="Ed448")
    else:
        key = keys.JWK.generate(kty="oct", size=512)
    token = jws.JWS(payload)
    token.allowed_algs = [alg]
    token.add_signature(key, alg, json.dumps({**header, "alg": alg}))
    return token.serialize(compact=True)


SIGN = {"joserfc": with_joserfc, "PyJWT": with_pyjwt, "jwcrypto": with_jwcrypto}


def main():
    with open(sys.argv[2]) as file:
        request = json.load(file)
    for jwk in request["keys"].values():
        jwk.pop("alg", None)  # else a library would keep to it
    sign = SIGN[sys.argv[1]]
    for alg in list(FITTING) + STRANGE:
        jwk = request["keys"].get(FITTING.get(alg, ""))
        kid = (jwk or request["keys"]["P-256"])["kid"]
        claims = {**request["claims"], "jti": str(uuid.uuid4())}
        header = {"alg": alg, "typ": "secevent+jwt", "kid": kid}
        try:
            token = sign(alg, header, json.dumps(claims).encode(), jwk)
        except Exception as error:
            print(json.dumps({"alg": alg, "missing": repr(error)}))
            continue
        print(json.dumps({"alg": alg, "token": token if type(token) is str else token.decode()}))


main()
