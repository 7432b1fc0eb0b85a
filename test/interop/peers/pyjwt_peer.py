"""The peer python3-jwt: requests as JSON lines, and one line for each answer, in order."""

import json
import sys

import jwt
from jwt.algorithms import get_default_algorithms


def key_of(request, alg):
    return get_default_algorithms()[alg].from_jwk(json.dumps(request["key"]))


def sign_token(request):
    header = request["header"]
    return {"token": jwt.encode(request["claims"], key_of(request, header["alg"]), header["alg"], headers=header)}


def verify_token(request):
    key = key_of(request, request["alg"])
    options = {"require": ["exp"], "verify_signature": True}
    claims = jwt.decode(
        request["token"], key, [request["alg"]], options, issuer=request["issuer"], audience=request["audience"]
    )
    return {"claims": claims}


OPERATIONS = {"signToken": sign_token, "verifyToken": verify_token}

for line in sys.stdin:
    try:
        request = json.loads(line)
        answer = OPERATIONS[request["operation"]](request)
    except Exception as error:  # whatever it is, it is the answer
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
