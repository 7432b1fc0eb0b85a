"""The peer python3-authlib: requests as JSON lines, and one line for each answer, in order."""

import base64
import json
import sys

from authlib.jose import JsonWebEncryption, JsonWebKey, JsonWebSignature


def octets(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def text_of(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def key_of(request):
    return JsonWebKey.import_key(request["key"])


def encrypt(request):
    key = key_of(request)
    made = JsonWebEncryption(algorithms=[request["alg"], request["header"]["enc"], "DEF"])
    return {"token": made.serialize_compact(request["header"], octets(request["plaintext"]), key).decode()}


def decrypt(request):
    made = JsonWebEncryption(algorithms=[request["alg"], request["enc"], "DEF"])
    return {"plaintext": text_of(made.deserialize_compact(request["token"], key_of(request))["payload"])}


def sign(request):
    alg, payload, key = request["header"]["alg"], octets(request["payload"]), key_of(request)
    made = JsonWebSignature(algorithms=[alg])
    if request["format"] == "compact":
        return {"token": made.serialize_compact(request["header"], payload, key).decode()}
    member = {"protected": request["header"]}
    token = made.serialize_json(member if request["format"] == "flattened" else [member, member], payload, key)
    return {"token": token}


def verify(request):
    made = JsonWebSignature(algorithms=[request["alg"]])
    token, key = request["token"], key_of(request)
    read = made.deserialize_compact if isinstance(token, str) else made.deserialize_json
    return {"payload": text_of(read(token, key)["payload"])}


OPERATIONS = {"encrypt": encrypt, "decrypt": decrypt, "sign": sign, "verify": verify}

for line in sys.stdin:
    try:
        request = json.loads(line)
        answer = OPERATIONS[request["operation"]](request)
    except Exception as error:  # whatever it is, it is the answer
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
