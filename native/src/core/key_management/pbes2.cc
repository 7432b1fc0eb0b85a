#include <algorithm>
#include <array>
#include <limits>

#include "core/error_queue.h"
#include "core/key_management/aes_kw.h"
#include "core/key_management/key_management.h"
#include "core/key_management/parameters_json.h"
#include "core/random.h"

namespace jose {

namespace pbes2 {

namespace {

constexpr std::size_t kSaltSize = 16;

/// OpenSSL counts rounds in an int.
constexpr std::uint32_t kMaxRounds = std::numeric_limits<int>::max();

/// RFC 7518 section 4.8.1.1: the salt of PBKDF2 is UTF8(Alg) || 0x00 || the salt input.
void DeriveKek(const KeyManagement& algorithm, ByteView password, ByteView salt_input, std::uint32_t iterations,
               ContentKey& kek) {
  Bytes salt(algorithm.name.begin(), algorithm.name.end());
  salt.push_back(0);
  salt.insert(salt.end(), salt_input.begin(), salt_input.end());
  Require(PKCS5_PBKDF2_HMAC(reinterpret_cast<const char*>(password.data()), static_cast<int>(password.size()),
                            salt.data(), static_cast<int>(salt.size()), static_cast<int>(iterations),
                            Catalog::Get().digest(algorithm.digest), static_cast<int>(kek.size()), kek.span().data()),
          "PKCS5_PBKDF2_HMAC");
}

void Wrap(const Recipient& recipient, const ContentCipher& /*cipher*/, ContentKey& content_key, WrappedKey& wrapped) {
  Bytes salt(kSaltSize);
  if (recipient.fixed == nullptr) {
    FillRandom(salt);
  } else {
    salt.assign(recipient.fixed->salt.begin(), recipient.fixed->salt.end());
  }
  ContentKey kek(recipient.algorithm.kek_size);
  DeriveKek(recipient.algorithm, recipient.key.secret(), salt, recipient.iterations, kek);
  wrapped.encrypted_key = WrapWithAes(recipient.algorithm.cipher, kek.view(), content_key.view());
  AddParameter("p2s", salt, wrapped.parameters);
  AddParameter("p2c", recipient.iterations, wrapped.parameters);
}

bool Unwrap(const Delivery& delivery, const ContentCipher& /*cipher*/, ContentKey& content_key) {
  Bytes salt;
  // What cannot be unwrapped whatever the password is costs no rounds.
  const std::uint32_t rounds = delivery.parameters.iterations;
  if (rounds == 0 || rounds > kMaxRounds || delivery.encrypted_key.size() != content_key.size() + 8 ||
      !DecodeParameter(delivery.parameters.salt, salt)) {
    return false;
  }
  ContentKey kek(delivery.algorithm.kek_size);
  DeriveKek(delivery.algorithm, delivery.key.secret(), salt, rounds, kek);
  return UnwrapWithAes(delivery.algorithm.cipher, kek.view(), delivery.encrypted_key, content_key);
}

}  // namespace

}  // namespace pbes2

/// PBES2, RFC 7518 section 4.8.
const KeyManagementMechanism kPbes2 = {pbes2::Wrap, pbes2::Unwrap};

}  // namespace jose
