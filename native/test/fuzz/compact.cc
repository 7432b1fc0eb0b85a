// Compact tokens, as the binding verifies them: places of the dots, strict base64url, the signature, the claims. With
// keys that are cheap to use for nearly every input; what is accepted must be the one token that the key makes.

#include <openssl/hmac.h>

#include <array>
#include <string>

#include "core/base64url.h"
#include "core/signature/compact_token.h"
#include "fuzz.h"
#include "keys.h"
#include "support.h"

namespace jose::test {
namespace {

constexpr std::uint8_t kSignIt = 0x80;
constexpr std::size_t kMaxDepth = 8;

/// Half of the choices are HMAC; the others cost a public operation.
const Scheme& PickScheme(ByteView input, std::uint8_t choice) {
  constexpr std::array kNames = {"HS256", "HS384", "HS512", "RS256", "PS256", "ES256", "ES512", "Ed25519"};
  const Scheme& scheme = SchemeNamed(kNames[choice % kNames.size()]);
  return scheme.mechanism == &kHmac || IsDue(input, 64) ? scheme : SchemeNamed("HS256");
}

const Key& KeyFor(const Scheme& scheme) {
  return scheme.mechanism == &kHmac ? *FuzzSecret(64) : *FuzzKey(TypeFor(scheme));
}

/// HMAC on OpenSSL's older interface.
std::string MacOf(const Scheme& scheme, std::string_view signing_input) {
  const EVP_MD* const md = scheme.name == "HS256" ? EVP_sha256() : scheme.name == "HS384" ? EVP_sha384() : EVP_sha512();
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> mac;
  unsigned size = 0;
  const ByteView secret = FuzzSecret(64)->secret();
  HMAC(md, secret.data(), static_cast<int>(secret.size()), AsBytes(signing_input).data(), signing_input.size(),
       mac.data(), &size);
  return ToBase64url({mac.data(), size});
}

/// What TypeScript does first: a token has two dots.
bool FindDots(std::string_view token, std::size_t& first, std::size_t& second) {
  first = token.find('.');
  second = first == std::string_view::npos ? first : token.find('.', first + 1);
  return second != std::string_view::npos && token.find('.', second + 1) == std::string_view::npos;
}

bool IsBase64url(std::string_view text) {
  Bytes octets(Base64urlDecodedLength(text.size()));
  return Base64urlDecode(AsBytes(text), octets.data());
}

FUZZ_TARGET(compact) {
  Input octets(input);
  const std::uint8_t choice = octets.Octet();
  const Scheme& scheme = PickScheme(input, choice & 0x7f);
  std::string token(AsText(octets.rest()));
  std::size_t first = 0;
  std::size_t second = 0;
  if ((choice & kSignIt) != 0) {
    // As if the sender knew the key: what lies behind the verification is reached.
    if (token.find('.') == std::string::npos) token += '.';
    token += '.' + (scheme.mechanism == &kHmac ? MacOf(scheme, token)
                                               : ToBase64url(SignatureOf(KeyFor(scheme), scheme, AsBytes(token))));
  }
  if (!FindDots(token, first, second)) {
    // Any dots may be claimed of any token.
    first = choice;
    second = choice / 2U + token.size() / 2;
  }
  const CompactToken parts(AsBytes(token), first, second);
  Bytes payload(parts.payload_size());
  const Key& key = KeyFor(scheme);
  TextEncoding encoding = TextEncoding::kInvalid;
  const Verdict verdict = parts.VerifyClaims(key, scheme, payload.data(), kMaxDepth, encoding);
  if (verdict == Verdict::kBad || verdict == Verdict::kMalformedPayload || verdict == Verdict::kMalformedSignature) {
    // Nothing good was refused.
    if (scheme.mechanism == &kHmac && second < token.size() && first < second && token[first] == '.' &&
        token[second] == '.' && IsBase64url(std::string_view(token).substr(first + 1, second - first - 1))) {
      FUZZ_EXPECT(token.substr(second + 1) != MacOf(scheme, std::string_view(token).substr(0, second)));
    }
    return;
  }
  const std::string_view signing_input = std::string_view(token).substr(0, second);
  FUZZ_EXPECT(ToBase64url(payload) == signing_input.substr(first + 1));
  if (scheme.mechanism == &kHmac) FUZZ_EXPECT(token.substr(second + 1) == MacOf(scheme, signing_input));
  FUZZ_EXPECT((verdict == Verdict::kNotUtf8) == (encoding == TextEncoding::kInvalid));
}

}  // namespace
}  // namespace jose::test
