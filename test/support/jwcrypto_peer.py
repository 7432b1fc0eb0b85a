"""Answers questions about keys with python3-jwcrypto: a JSON array of requests in, a JSON array of answers out."""

import json
import sys

from cryptography.hazmat.primitives import hashes
from jwcrypto import jwk, jws


def generate(request):
    return exported(jwk.JWK.generate(**request["parameters"]))


def from_jwk(request):
    return exported(jwk.JWK(**request["jwk"]))


def from_pem(request):
    password = request.get("password")
    key = jwk.JWK.from_pem(request["pem"].encode(), password and password.encode())
    # It names a key by its thumbprint, which is no part of the PEM.
    return exported(jwk.JWK(**{name: value for name, value in key.export(as_dict=True).items() if name != "kid"}))


def exported(key):
    answer = {
        "private": key.export(private_key=True, as_dict=True) if key.has_private or key.is_symmetric else None,
        "public": key.export_public(as_dict=True) if key.has_public else None,
        "thumbprints": {
            name: key.thumbprint(algorithm)
            for name, algorithm in (("sha256", hashes.SHA256()), ("sha384", hashes.SHA384()), ("sha512", hashes.SHA512()))
        },
    }
    if key.has_public:
        answer["spki"] = key.export_to_pem().decode()
    if key.has_private:
        answer["pkcs8"] = key.export_to_pem(private_key=True, password=None).decode()
        answer["encrypted"] = key.export_to_pem(private_key=True, password=b"secret of the peer").decode()
    return answer


def sign(request):
    token = jws.JWS(b"payload")
    token.allowed_algs = [request["alg"]]
    token.add_signature(jwk.JWK(**request["jwk"]), None, json.dumps({"alg": request["alg"]}))
    return token.serialize(compact=True)


def verify(request):
    token = jws.JWS()
    token.allowed_algs = [request["alg"]]
    token.deserialize(request["token"], jwk.JWK(**request["jwk"]))
    return token.payload.decode()


def key_set(request):
    keys = jwk.JWKSet.from_json(json.dumps(request["jwks"]))
    return json.loads(keys.export(private_keys=request["private"]))


OPERATIONS = {
    operation.__name__: operation for operation in (generate, from_jwk, from_pem, sign, verify, key_set)
}

json.dump([OPERATIONS[request["operation"]](request) for request in json.load(sys.stdin)], sys.stdout)
