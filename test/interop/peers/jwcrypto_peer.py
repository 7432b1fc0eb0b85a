"""The peer python3-jwcrypto: requests as JSON lines, and one line for each answer, in order."""

import json
import sys

from jwcrypto import jwe, jwk
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


for line in sys.stdin:
    try:
        request = json.loads(line)
        answer = {"encrypt": encrypt, "decrypt": decrypt}[request["operation"]](request)
    except Exception as error:  # whatever it is, it is the answer
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
