// Keys from the members of a JWK.

#include <array>

#include "core/key/export.h"
#include "fuzz.h"
#include "support.h"

namespace jose::test {
namespace {

constexpr std::array kMembers = {"k", "n", "e", "d", "p", "q", "dp", "dq", "qi", "x", "y"};

KeyParts PartsOf(Input& octets) {
  KeyParts parts;
  while (!octets.empty() && parts.size() < kMembers.size()) {
    const char* const name = kMembers[octets.Octet() % kMembers.size()];
    const ByteView part = octets.Part();
    parts.insert_or_assign(name, SecretBytes(part.begin(), part.end()));
  }
  return parts;
}

/// What was given is what the key holds: a member that the key does not know is left out, RSA primes may be added.
void ExpectSame(const KeyParts& given, const KeyParts& held, KeyType type) {
  const bool is_rsa = type == KeyType::kRsa;
  for (const auto& [name, value] : held) {
    const auto member = given.find(name);
    FUZZ_EXPECT(member != given.end() || (is_rsa && given.contains("d")));
    if (member != given.end()) FUZZ_EXPECT(member->second == value);
  }
}

/// What gets as far as OpenSSL costs a hundred times what a refused size does, and the search for an RSA key's primes
/// a thousand times: one in so many is tried.
unsigned RarityOf(KeyType type, const KeyParts& parts) {
  const auto size_of = [&](const char* name) { return parts.contains(name) ? parts.find(name)->second.size() : 0; };
  if (type == KeyType::kRsa) return size_of("n") < 256 ? 1 : parts.contains("d") && !parts.contains("p") ? 256 : 16;
  return type != KeyType::kOct && size_of("x") == RowOf(type).size ? 16 : 1;
}

FUZZ_TARGET(jwk) {
  Input octets(input);
  const auto type = static_cast<KeyType>(octets.Octet() % std::size(kKeyTypes));
  const KeyParts parts = PartsOf(octets);
  if (!IsDue(input, RarityOf(type, parts))) return;
  try {
    const KeyRef key = ImportParts(type, parts);
    FUZZ_EXPECT(key->type() == type);
    const KeyParts held = ExportParts(*key, key->is_private());
    ExpectSame(parts, held, type);
    FUZZ_EXPECT(ExportParts(*ImportParts(type, held), key->is_private()) == held);
    if (key->is_private() && type != KeyType::kOct) {
      FUZZ_EXPECT(ExportParts(*PublicHalf(*key), false) == ExportParts(*key, false));
    }
  } catch (const Failure& failure) {
    FUZZ_EXPECT(failure.code() == FailureCode::kInvalidKey || failure.code() == FailureCode::kLimitExceeded);
  }
}

}  // namespace
}  // namespace jose::test
