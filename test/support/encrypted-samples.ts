/**
 * A P-256 key behind the password `secret`, and in PKCS#12 with its certificate, made with the openssl command. One
 * iteration each, so that a test can read them thousands of times.
 */
export const password = 'secret';

const base64 = {
  // openssl pkcs8 -topk8 -v2 aes-256-cbc -iter 1
  pbes2:
    'MIHrMFYGCSqGSIb3DQEFDTBJMCgGCSqGSIb3DQEFDDAbBAhvPWT0FjLD+AIBATAMBggqhkiG9w0CCQUAMB0GCWCGSAFlAwQBKgQQkAdimu6thAUw' +
    '+AdOOJI1RgSBkF5ib+17W+FE96YvGopUz7LcLn1sByU1qAYwzqO9tSjbyKsjsgb3MhoceHGCrngDQQfX7DCNEcJaEyRan9tpxWtjwWyJJGY678ry' +
    'y3ddzJpMFUzSPmIGJFO927BwSTTKZeQKr0G7OTNN53rjWwa9QScBaTgkWydtj5N9dXiMumWrSPrNRUWyv70ckLxCGdaAJQ==',
  // openssl pkcs8 -topk8 -v1 PBE-SHA1-3DES -iter 1
  pbes1:
    'MIGwMBsGCiqGSIb3DQEMAQMwDQQI/x+StpidLWsCAQEEgZDGHddtrU66wIMwgLGvptf0dzU5HU8nWHvQ3Hdel+8LQrW2bFaHOt+76VLHNHeSY7fi' +
    'CqC2ecHS59pwueaJ8vZ/3OLoloAe205aFnv6ZtRdEzveC/B6louMy8uEA8PrWhNAYOZ4z0XtgeIF0Km1sBe/5ZND3eTKFzgzmFMAAq5PqZXAUoRa' +
    'bH+O6/BUkjQ4MQE=',
  // openssl pkcs12 -export -noiter -nomaciter
  pkcs12:
    'MIIEBgIBAzCCA8AGCSqGSIb3DQEHAaCCA7EEggOtMIIDqTCCAmEGCSqGSIb3DQEHBqCCAlIwggJOAgEAMIICRwYJKoZIhvcNAQcBMFYGCSqGSIb3' +
    'DQEFDTBJMCgGCSqGSIb3DQEFDDAbBAh4ukQX83mKAwIBATAMBggqhkiG9w0CCQUAMB0GCWCGSAFlAwQBKgQQgEzj5VoAgUAq1PDLVja5gICCAeBE' +
    'I6jQx69wgISMXNwPedIiCAO0fBZckAsrOp55juvuTKM7Cpphw145cNU0YLoZTwPnB6FPtnWa9hc18IBq19H8TJyDJuZJfZZEVllS4lIbvDG1TFOK' +
    'sCtGH5QfZBrFKSPfG/f50KFGAtDOd+xj2esZZAkwYnuVsPpk3qSQRx9xsOTaDEY5u+pJlPiQGvdbIhY6MBsBWpIkWidi6a4/wVxOyjFTS8Ln2Vd+' +
    'c00X9OGQFl2uAQPIJCiVPYTjbphHjKcIgTnNvaDixwuoGFJvJYhDLL75Hj9KDiTXU7PCIVkSE5qxgwnmPL5z7bdwW5hTI1J2C2dFi2wBY6Qkrdcl' +
    'FD4AjRgxIdgG21VoMauXrtEyHiPSSbvwhlVY+LpkDp3UZKwLqBMDvcyHnNGyhV1ip5JC9PYzREEs+YO+ydi/wKoK0xguptDF7OmTdEQlx9p6CKdT' +
    'TkemSJp9UvfFkx4x+gCpcC6/IjHFhlYgqQ0fQMzHNVojUx2GDJIMVvKq2Xd8QQsKjElx6CqwYO3lvCr12/MAsS/TaWFxw29q4+tkhSlLpdq9knrv' +
    'pmp3pD/1OilsM9Bei0jeilniCxgqxe7sZAdxLCxdqxHpZ05vuXUn50R3HGXjlHmS+BBtTxxm81HUruMwggFABgkqhkiG9w0BBwGgggExBIIBLTCC' +
    'ASkwggElBgsqhkiG9w0BDAoBAqCB7jCB6zBWBgkqhkiG9w0BBQ0wSTAoBgkqhkiG9w0BBQwwGwQILcWjf4KIBd0CAQEwDAYIKoZIhvcNAgkFADAd' +
    'BglghkgBZQMEASoEEFtc50fGg9OCJCOu1tOarAgEgZC8VIGEC+PvPVp9GIkzHn+nW3IZ0/q152C8VfOf56w2VmXh9lc9qEw/VFNU1YZKxvYrstiZ' +
    'kURDgsl/9uk2shVqpH5nL9B6b9O86Ni642Kqlkz8sqtwX8GizFjKiBKQ21+Vy+xyiDHJBOeQhLEwjjpam4zRfdd5xWqNHQJU29stEq2aitC63teC' +
    'dX/6lQ3Ezr8xJTAjBgkqhkiG9w0BCRUxFgQUOG0NbBaEp4y0fZjz5PC2hmKXKFQwPTAxMA0GCWCGSAFlAwQCAQUABCBNZC4SWUc0G4jCjIHagwFJ' +
    'tZAZzqUveJuQE1XEawXK6wQIqiZRg9ckkg0=',
  // the same with -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1
  pkcs12Old:
    'MIIDdAIBAzCCAz4GCSqGSIb3DQEHAaCCAy8EggMrMIIDJzCCAh4GCSqGSIb3DQEHBqCCAg8wggILAgEAMIICBAYJKoZIhvcNAQcBMBsGCiqGSIb3' +
    'DQEMAQMwDQQIZCjLt7eYClkCAQGAggHYJurJy5dYsTBeIsZ8Jp+seWDrHc9UbISHov6rfCgKj8XVNTPYyLju8kxIYG3urALQ9pC966I1B6zGF2yO' +
    '2u+2ERnFtb7fKAqbHFf2SwkFzIy1hfoZ/E1MxHiY//aoe9zVdvLYxSDk4vePP/TLy7qtBhmfrw9PPkqgZp4RhLX0Dlw8dDzmCtWqJWyy5P2H31w3' +
    'd+uJmNHmnW8x8uIkSaThazzXyPxEpeuSBqzHXGi7j7SYGqpcunktjz2H7OzPcvJni1PBtx6nDBSuBDYn3LJSyQRNMWy6s5v//DuGzSzYjtjrVUbK' +
    'IVQFNty+0d6rlvCdera2JNdBD1rO60cIfTIVf8157aQZX8uvog4cqsrYSJXXHIXbSw2m/zxOu1sfbaoSwZFzXk/Z3jhSCV67UwzEFJBmCA+8+y4e' +
    '9LPEbGLEAs1gJkAXyedE8iPPfWl9mYMkzHJThWPrDRRwaBWqT+N5bNLkwSja466PaRqcNU5Uluw4wMbSgwsHyNdNSlm5ViZlr8m7W7dAYARpuJE4' +
    'M4v8PtgChoyrZd3MeiiinC3VDC48fZL+eFWrzDY9ZwCxsyw+rDnGUSuyVPsrFbHQ6g50z3TE/auF4sG3X0GbIysI/nZZwgO+/uzGQjCCAQEGCSqG' +
    'SIb3DQEHAaCB8wSB8DCB7TCB6gYLKoZIhvcNAQwKAQKggbMwgbAwGwYKKoZIhvcNAQwBAzANBAgjXA+djZv+nwIBAQSBkF1jOAgq94XjPOz8Qxue' +
    'mXB6SaRmNi4Ql8zi6f/nbTdv9Gj/FMg5zPopkg4gclUetKxo4Wo++j3N51doS6jkHsOJiqxivV3QZnopJvTGsFy0hnThsrVYdzlaOVS8P5I7Bype' +
    'yXmPzq1GZ1eeUPTRhFaTbknxM4KinmzRDYVhZXxoY8DblljYYGAiJI5wWJ8iojElMCMGCSqGSIb3DQEJFTEWBBQ4bQ1sFoSnjLR9mPPk8LaGYpco' +
    'VDAtMCEwCQYFKw4DAhoFAAQUDOerF6Hhrxukyg5oywzEUlGOIDAECGvjrAKG5HFE',
};

export type EncryptedSample = keyof typeof base64;

export function encryptedSample(name: EncryptedSample): Buffer {
  return Buffer.from(base64[name], 'base64');
}

/** openssl ec -aes256 */
export const legacyPem = `-----BEGIN EC PRIVATE KEY-----
Proc-Type: 4,ENCRYPTED
DEK-Info: AES-256-CBC,76F0652591D2C67A5294588C39BEB7B8

cNIBClYQSyAVucuG/fghLTPdbOAZYLQ4LgBFx36wEVnoMBIJnCbtlOksFHUyY5fW
7mSchxl2E1UTqXP/9rlMie+EQl4mTTpcqJfqu9WiOacwdnGrsBhoHDh7FZbGdRmP
MFE01v4y12LodUqg7aG7vh9dXFtjWoUa5C0SGJV8hgY=
-----END EC PRIVATE KEY-----
`;
