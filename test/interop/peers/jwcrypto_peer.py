"""The peer python3-jwcrypto: requests as JSON lines, and one line for each answer, in order."""

import json
import sys

from jwcrypto import jwe, jwk, jws, jwt
from jwcrypto.common import base64url_decode, base64url_encode


def encrypt(request):
    algorithms = [request["header"]["enc"]] + [one["alg"] for one in request.get("recipients", [request])]
    token = jwe.JWE(base64url_decode(request["plaintext"]), protected=json.dumps(request["header"]), algs=algorithms)
    if "aad" in request:
        token.objects["aad"] = base64url_decode(request["aad"])
    if "recipients" in request:
        for recipient in request["recipients"]:
            token.add_recipient(jwk.JWK(**recipient["key"]), header=json.dumps({"alg": recipient["alg"]}))
    else:
        token.add_recipient(jwk.JWK(**request["key"]))
    if request["format"] == "compact":
        return {"token": token.serialize(compact=True)}
    return {"token": json.loads(token.serialize())}


def decrypt(request):
    token = jwe.JWE(algs=[request["alg"], request["enc"]])
    text = request["token"]
    token.deserialize(text if isinstance(text, str) else json.dumps(text), jwk.JWK(**request["key"]))
    return {"plaintext": base64url_encode(token.plaintext)}


def sign(request):
    header = request["header"]
    token = jws.JWS(base64url_decode(request["payload"]))
    token.allowed_algs = [header["alg"]]
    for _ in range(2 if request["format"] == "general" else 1):
        token.add_signature(jwk.JWK(**request["key"]), protected=json.dumps(header))
    if request["format"] == "compact":
        return {"token": token.serialize(compact=True)}
    return {"token": json.loads(token.serialize())}


def verify(request):
    token = jws.JWS()
    token.allowed_algs = [request["alg"]]
    text = request["token"]
    token.deserialize(text if isinstance(text, str) else json.dumps(text), jwk.JWK(**request["key"]))
    return {"payload": base64url_encode(token.payload)}


def checked(claims, request):
    """What it leaves to the caller: it compares "aud" with the claim as a whole."""
    if claims["iss"] != request["issuer"] or request["audience"] not in claims["aud"]:
        raise ValueError("another issuer or audience")
    return {"claims": claims}


def sign_token(request):
    header = request["header"]
    token = jwt.JWT(header=header, claims=request["claims"], algs=[header["alg"]])
    token.make_signed_token(jwk.JWK(**request["key"]))
    return {"token": token.serialize()}


def verify_token(request):
    token = jwt.JWT(jwt=request["token"], key=jwk.JWK(**request["key"]), algs=[request["alg"]])
    return checked(json.loads(token.claims), request)


def encrypted(request, content):
    header = request["header"]
    token = jwt.JWT(header=header, claims=content, algs=[header["alg"], header["enc"]])
    token.make_encrypted_token(jwk.JWK(**request["key"]))
    return {"token": token.serialize()}


def decrypted(request):
    algorithms = [request["alg"], request["enc"]]
    return jwt.JWT(jwt=request["token"], key=jwk.JWK(**request["key"]), algs=algorithms).claims


OPERATIONS = {
    "encrypt": encrypt,
    "decrypt": decrypt,
    "sign": sign,
    "verify": verify,
    "signToken": sign_token,
    "verifyToken": verify_token,
    "encryptToken": lambda request: encrypted(request, request["claims"]),
    "decryptToken": lambda request: checked(json.loads(decrypted(request)), request),
    "wrapToken": lambda request: encrypted(request, request["token"]),
    "unwrapToken": lambda request: {"token": decrypted(request)},
}

for line in sys.stdin:
    try:
        request = json.loads(line)
        answer = OPERATIONS[request["operation"]](request)
    except Exception as error:  # whatever it is, it is the answer
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
