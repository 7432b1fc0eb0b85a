#include "keys.h"

#include <map>

#include "support.h"

namespace jose::test {

namespace {

struct Row {
  KeyType type;
  std::string_view pkcs8;  // base64url
};

// Made for this and used for nothing else.
constexpr Row kKeys[] = {
    {KeyType::kRsa,
     "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCljPKCvSx-oYOhvv_gIXNADUp1-xclvovV0Vmew5LQOdsZawfUbyfJ5UsTENeq"
     "cj8zeP2rSy-VsbiEV-6iYtPzHwHm9_FXOB77P2qpEdjQy3nXB8InGG1FEXc5l7O0h4IKdvpifODkxDmMA_x1vem3rebAot0g9pqu4W_qeUovdoUQ"
     "QM4z_AtHo1cA_BckcqrHG-0rPGlnpvWR21QMWsorkOJo5A7gV34VdkUkTWc2rZFwFY5W2L610luBLobNR1o8l8mJFeWvTnjOmdAlRCuoEDImldjF"
     "Ns7vDBk9P26FdeFGUgtl74A1osyJNU6tqDrVzVEvFNYhOrg4vcNLwOppAgMBAAECggEAUqHvymIye2KTGYEEpxMLO8VmjU0vWJ-rnKZKXXyxI049"
     "lopd9iMlcRkKSBH4FBPCiCa0N3Pn5Ig42ZYqftNlh8zKXkcUJ7zTegVFb-6Aknd98V7mAi2nHPqC0DRwdoPM3PxWLiK2_nkTYFf9A6gvqIcczrp8"
     "NZ_hxbiw7BBufxGTxR6jKLJoOcH8vAzfiZj_x3EESVb_W36UpPUWmD2LjLjcikO_kZaDnLHn5UzcMKUZuZm5maGl2EN9A8jYIqPoSZDXtMkiFNyM"
     "1_SbT6oy4v20CvgL_zfkuU82Ei8dY_6Asr7GJdlAjvWPV1oTxq2fT-pumwuSEwH8oeRQRD_RIQKBgQDYUxj3Ewgvw2FqKfCbDN8mDf7D-MaVhYwJ"
     "YJmSI8edAdC1tcSaf9upPtCgEp55HvsrNXRBV3Y-I8O_MIczG6CP6lTfpBAm71uZjm5BK181bc3qbwGeyFfeU6xCVL1V7ygMLa4Bd1naaDXJhXMG"
     "NoYsxHjt7sgtTf6DF-yfsKnzAwKBgQDD6eaaB42c8IzgpaKnDW4BjtkT9HQhvy_FCQyzl6d-eMnucaI57DzO3Z2oZLm_2HQmQT1K17qoL5DavWsx"
     "i74erDgClJDd4ZRSeZHFKQ6TVJyhLV-VBis6GR77xdiPRAIKjYg7-zxh70-Zi8r2AYvQW0E91PlaI6dEr93U14E7IwKBgCFkEkJxCZ51xh-hAaat"
     "QfSZzG1rhRunVYpNAudv5mvxz8l8mTBP9BQXwhQzS4reoV52Dc_YNEQ7OQfV8ciNxybvwNIUfPnFkJoPRi2BCF0y6cn6AIIF4qpKuBg1BFSzabcX"
     "hfhr986ir0q_8pVO7T8TxKbVaMi1dUe-9aNgnZsJAoGAdgzA-VtHx6NjIBJuef6rpKCwyUdpmtQbMr0LPERLlvetpdIvEHv7ACOl1kwraSBCjLKO"
     "_kQTozhWLpgouUgdHVpkvZlL2YcN2syKO6VLtRcs8innCGMZNP7iHo_OuDUgjb9OseXnMpQDAOCtQaMY3km-fEWSovAM4GSgZJoessUCgYEAxmHs"
     "YmfHLUiHtpHmSHRkuqN7tFGuBPViJpwdYkmjkDT3Z2_AkbKQMPdko5JW2CF0Y3yXttnExMBweBKbxz-OOXMqtj-HtHto2RWiD-OEd0UshreChtLq"
     "irEeqwil8N8XXbEwM7ebtJdnyT8s_TvLlm6MlJjYhMmlDB8wJSgJHCQ"},
    {KeyType::kP256,
     "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgwnoVoOuImWEQ5YL-KgvIaC6tpdknSRECRAjjqcU3DHmhRANCAATnQZgnKYEeZyX1"
     "WECkdFtImZUdrgyZrVhUW42AFOOIa3XYpJEzFUVj1FJLR9sbnq8hU_oEUS3j2hMb87eFMali"},
    {KeyType::kP384,
     "MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDCmESbp7j0fYzL2tenTuSIm_ca99u2VP6spr3eYtGWoiSiNmMx5BESd4irAphHpEf6h"
     "ZANiAASlfFwBk5trTD1sArL9TkKksfIa5mt0_NQSW1PItarlmNk0nJ5guCko1ipUAyt6tDAZAiFHSckvTzpOrEGYsK5I6-3joyJONKLFb7FgH92d"
     "elaBN-D0v15UIvuQecvt_jY"},
    {KeyType::kP521,
     "MIHuAgEAMBAGByqGSM49AgEGBSuBBAAjBIHWMIHTAgEBBEIBhMw-8JRQlq4CaHbngTeKbENPyfF-2cHABx-vMjPIqymMf4Igc9GS_HCNoWxvYycq"
     "vjJByT9aZubywrIVDtzK_OKhgYkDgYYABAG4fQckTrm4mzrl7KIRkS2P9DlL9qjAXZLMM7yY8aV3ynHof2lNgmqMOGbLH-ei89DXa6tEZOg6pH1v"
     "Sw098x4MagBFtXuBtoELj-hG0D5YHUr2n8ZO0qe-hqTkJulsx7NqvZqpC8VBfp1Qkjbe-1LpO-Irr8EMnEDUyQy0IPNP0w4E2Q"},
    {KeyType::kSecp256k1,
     "MIGEAgEAMBAGByqGSM49AgEGBSuBBAAKBG0wawIBAQQgtKcpIEH1PtaD7gfGE5KY4fu3SwxRPRWw3v1j_QPsvkuhRANCAASI7Zvu5qoheQe0fMnI"
     "aCGaboN2mWGvYOfNiG9qiIP4GH9hDiVtfZZUAXY904mMdjVqvUJn-7ls6dlbStKeHA4x"},
    {KeyType::kEd25519, "MC4CAQAwBQYDK2VwBCIEIBPmrsflSeZy2u9UBhX-Mglr79QGiNJ5mLOwklACXg3v"},
    {KeyType::kEd448,
     "MEcCAQAwBQYDK2VxBDsEOey8WhS8v-h4PKNdkSHgD6c06ywkVsi2UhPAl-4jRDkfMXnuIC0OTprZOFDSpCb4xhyJ2fI4h7tq7w"},
    {KeyType::kX25519, "MC4CAQAwBQYDK2VuBCIEIGAV8O7KMa2gcuNXlpStm5u_aVJ4VZd0U73gJSmAsO12"},
    {KeyType::kX448,
     "MEYCAQAwBQYDK2VvBDoEOFTKlTd0y_K7w8cqIJCusE_XSfthG2C-JAmmcawf1yaAmomapubZsKTNNBmkpNpf975MhE5sJKWr"},
};

}  // namespace

const KeyRef& FuzzKey(KeyType type) {
  static const std::map<KeyType, KeyRef> keys = [] {
    std::map<KeyType, KeyRef> imported;
    for (const Row& row : kKeys) imported.emplace(row.type, ImportDer(FromBase64url(row.pkcs8), DerFormat::kPkcs8));
    return imported;
  }();
  return keys.at(type);
}

const KeyRef& FuzzSecret(std::size_t size) {
  static std::map<std::size_t, KeyRef> secrets;
  KeyRef& secret = secrets[size];
  if (!secret) {
    SecretBytes octets(size);
    for (std::size_t i = 0; i < size; ++i) octets[i] = static_cast<std::uint8_t>(i * 7 + size);
    secret = Key::FromSecret(std::move(octets));
  }
  return secret;
}

}  // namespace jose::test
