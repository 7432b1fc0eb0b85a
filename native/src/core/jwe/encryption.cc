#include "core/jwe/encryption.h"

#include <algorithm>
#include <string>

#include "core/base64url.h"
#include "core/content/content_pools.h"
#include "core/error_queue.h"
#include "core/random.h"

namespace jose {

namespace {

/// The last line of defence, as for signatures: TypeScript has checked more than this.
void RequireFit(const Recipient& recipient, std::size_t count) {
  const KeyManagement& algorithm = recipient.algorithm;
  if ((algorithm.key_types & SetOf(recipient.key.type())) == 0) {
    throw Failure(FailureCode::kKeyTypeMismatch, "a key of type " + std::string(recipient.key.row().name) +
                                                     " cannot serve " + std::string(algorithm.name));
  }
  if (count != 1 && IsDirect(algorithm)) {
    throw Failure(FailureCode::kKeyTypeMismatch, std::string(algorithm.name) + " has exactly one recipient");
  }
}

/// Octets that are encrypted and encoded at a time: a long message stays in the processor's cache between the two, and
/// its ciphertext exists nowhere as a whole.
constexpr std::size_t kPiece = std::size_t{48} * 1024;
static_assert(kPiece % kCipherBlockSize == 0 && kPiece % 3 == 0);

bool IsDir(std::span<const Recipient> recipients) { return recipients.front().algorithm.mechanism == &kDirect; }

void FillOrCopy(ByteSpan output, const FixedValues* fixed, ByteView FixedValues::*value) {
  if (fixed == nullptr) {
    FillRandom(output);
  } else {
    std::copy_n((fixed->*value).begin(), output.size(), output.begin());
  }
}

}  // namespace

Encryption::Encryption(const ContentCipher& cipher, std::span<const Recipient> recipients)
    : cipher_(cipher), recipients_(recipients), content_key_(cipher.key_size), wrapped_keys_(recipients.size()) {
  const FixedValues* fixed = recipients.front().fixed;
  if (!IsDirect(recipients.front().algorithm)) FillOrCopy(content_key_.span(), fixed, &FixedValues::content_key);
  for (std::size_t i = 0; i < recipients.size(); ++i) {
    RequireFit(recipients[i], recipients.size());
    recipients[i].algorithm.mechanism->wrap(recipients[i], cipher, content_key_, wrapped_keys_[i]);
  }
  FillOrCopy({iv_.data(), cipher.iv_size}, fixed, &FixedValues::iv);
}

void Encryption::SealWith(ContentContext& context, const Sealing& sealing, ByteView plaintext, char* text,
                          std::uint8_t* tag) {
  const ContentMechanism& mechanism = *cipher_.mechanism;
  std::array<std::uint8_t, kPiece + kCipherBlockSize> ciphertext;
  mechanism.begin(context, sealing);
  // All pieces but the last have whole blocks and whole groups of base64url, so that their texts join without a seam.
  while (plaintext.size() > kPiece) {
    mechanism.update(context, plaintext.first(kPiece), ciphertext.data());
    Base64urlEncode({ciphertext.data(), kPiece}, text);
    text += Base64urlEncodedLength(kPiece);
    plaintext = plaintext.subspan(kPiece);
  }
  std::size_t size = mechanism.update(context, plaintext, ciphertext.data());
  size += mechanism.finish(context, cipher_, sealing, ciphertext.data() + size, tag);
  Base64urlEncode({ciphertext.data(), size}, text);
}

void Encryption::Seal(ByteView aad, ByteView plaintext, char* text, std::uint8_t* tag) {
  const ContentMechanism& mechanism = *cipher_.mechanism;
  const Sealing sealing{iv(), aad};
  if (!IsDir(recipients_)) {
    const auto context = mechanism.prepare(cipher_, content_key_.view(), true);
    SealWith(*context, sealing, plaintext, text, tag);
    return;
  }
  auto context = recipients_.front().key.contexts<ContentPools>().Of(cipher_, Direction::kEncrypt).Take([&] {
    return mechanism.prepare(cipher_, content_key_.view(), true);
  });
  SealWith(*context, sealing, plaintext, text, tag);
  context.Keep();
}

}  // namespace jose
