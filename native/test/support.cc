#include "support.h"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <bit>
#include <ctime>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "core/base64url.h"
#include "core/error_queue.h"
#include "core/key/generate.h"

namespace jose::test {

namespace {

unsigned HexDigit(char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const std::size_t value = kDigits.find(c);
  if (value == std::string_view::npos) throw std::invalid_argument("not a hexadecimal digit");
  return static_cast<unsigned>(value);
}

struct KeyPair {
  std::once_flag made;
  KeyRef private_key;
  KeyRef public_key;
};

const KeyPair& PairOf(KeyType type) {
  static std::array<KeyPair, std::size(kKeyTypes)> pairs;
  KeyPair& pair = pairs[static_cast<std::size_t>(type)];
  std::call_once(pair.made, [&] {
    pair.private_key = GenerateKey(type, type == KeyType::kOct ? 512 : 2048);
    pair.public_key = type == KeyType::kOct ? pair.private_key : PublicHalf(*pair.private_key);
  });
  return pair;
}

}  // namespace

Bytes FromHex(std::string_view hex) {
  if (hex.size() % 2 != 0) throw std::invalid_argument("an odd number of hexadecimal digits");
  Bytes bytes(hex.size() / 2);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<std::uint8_t>(HexDigit(hex[2 * i]) << 4 | HexDigit(hex[2 * i + 1]));
  }
  return bytes;
}

Bytes FromBase64url(std::string_view text) {
  Bytes bytes(Base64urlDecodedLength(text.size()));
  if (!Base64urlDecode(AsBytes(text), bytes.data())) throw std::invalid_argument("not base64url");
  return bytes;
}

std::string ToBase64url(ByteView bytes) {
  std::string text(Base64urlEncodedLength(bytes.size()), '\0');
  Base64urlEncode(bytes, text.data());
  return text;
}

Bytes RandomBytes(std::size_t size) {
  Bytes bytes(size);
  Require(RAND_bytes(bytes.data(), static_cast<int>(size)), "RAND_bytes");
  return bytes;
}

bool Same(ByteView a, ByteView b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); }

Bytes Flipped(ByteView bytes, std::size_t index, std::uint8_t mask) {
  Bytes copy(bytes.begin(), bytes.end());
  copy.at(index) ^= mask;
  return copy;
}

const std::vector<KeyType> kAsymmetricTypes = {KeyType::kRsa,   KeyType::kP256,      KeyType::kP384,
                                               KeyType::kP521,  KeyType::kSecp256k1, KeyType::kEd25519,
                                               KeyType::kEd448, KeyType::kX25519,    KeyType::kX448};

const KeyRef& PrivateKey(KeyType type) { return PairOf(type).private_key; }

const KeyRef& PublicKey(KeyType type) { return PairOf(type).public_key; }

const std::vector<std::reference_wrapper<const Scheme>>& Schemes() {
  static const std::vector<std::reference_wrapper<const Scheme>> schemes = [] {
    std::vector<std::reference_wrapper<const Scheme>> available;
    for (const Scheme& scheme : kSchemes) {
      if (Catalog::Get().Has(TypeFor(scheme))) available.emplace_back(scheme);
    }
    return available;
  }();
  return schemes;
}

double CpuSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

KeyType TypeFor(const Scheme& scheme) { return static_cast<KeyType>(std::countr_zero(scheme.key_types)); }

const KeyRef& VerifyingKey(const Scheme& scheme) { return PublicKey(TypeFor(scheme)); }

const Scheme& SchemeNamed(std::string_view name) {
  const auto* row = std::find_if(std::begin(kSchemes), std::end(kSchemes),
                                 [&](const Scheme& candidate) { return candidate.name == name; });
  if (row == std::end(kSchemes)) throw std::invalid_argument("no such scheme");
  return *row;
}

KeyParts Parts(std::initializer_list<std::pair<const char*, std::string_view>> members) {
  KeyParts parts;
  for (const auto& [name, text] : members) {
    const Bytes octets = FromBase64url(text);
    parts.emplace(name, SecretBytes(octets.begin(), octets.end()));
  }
  return parts;
}

void OnThreads(int count, const std::function<void(int)>& work) {
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back(work, i);
  for (std::thread& thread : threads) thread.join();
}

Bytes SignatureOf(const Key& key, const Scheme& scheme, ByteView input) {
  Signature signature;
  Sign(key, scheme, input, signature);
  return {signature.view().begin(), signature.view().end()};
}

}  // namespace jose::test
