#include "core/jwe/decryption.h"

#include "core/content/content_pools.h"
#include "core/error_queue.h"
#include "core/random.h"

namespace jose {

namespace {

std::ptrdiff_t OpenDirectly(const ContentCipher& cipher, const Delivery& delivery, const SealedContent& content,
                            std::uint8_t* plaintext) {
  ContentKey content_key(cipher.key_size);
  if (!delivery.algorithm.mechanism->unwrap(delivery, cipher, content_key)) return kRefused;
  auto context = delivery.key.contexts<ContentPools>().Of(cipher, Direction::kDecrypt).Take([&] {
    return cipher.mechanism->prepare(cipher, content_key.view(), false);
  });
  const std::ptrdiff_t size =
      cipher.mechanism->open(*context, cipher, {content.iv, content.aad}, content.ciphertext, content.tag, plaintext);
  context.Keep();
  return size;
}

std::ptrdiff_t OpenUnwrapped(const ContentCipher& cipher, const Delivery& delivery, const SealedContent& content,
                             std::uint8_t* plaintext) {
  ContentKey content_key(cipher.key_size);
  // RFC 7516 section 11.5: "the recipient MUST NOT distinguish between format, padding, and length errors of encrypted
  // keys. It is strongly recommended, in the event of receiving an improperly formatted key, that the recipient
  // substitute a randomly generated CEK and proceed to the next step". Made first, so that a good key takes as long.
  // planted: random-content-key
  FillRandom(content_key.span());
  const bool found = delivery.algorithm.mechanism->unwrap(delivery, cipher, content_key);
  const auto context = cipher.mechanism->prepare(cipher, content_key.view(), false);
  const std::ptrdiff_t size =
      cipher.mechanism->open(*context, cipher, {content.iv, content.aad}, content.ciphertext, content.tag, plaintext);
  return found ? size : kRefused;
}

}  // namespace

std::ptrdiff_t Decrypt(const ContentCipher& cipher, const Delivery& delivery, const SealedContent& content,
                       std::uint8_t* plaintext) {
  // Public sizes, fixed by the algorithm and never taken from the token.
  if (content.iv.size() != cipher.iv_size || content.tag.size() != cipher.tag_size) return kRefused;
  if ((delivery.algorithm.key_types & SetOf(delivery.key.type())) == 0) return kRefused;
  const bool is_dir = delivery.algorithm.mechanism == &kDirect;
  const std::ptrdiff_t size =
      is_dir ? OpenDirectly(cipher, delivery, content, plaintext) : OpenUnwrapped(cipher, delivery, content, plaintext);
  if (size == kRefused) ClearErrorQueue();
  return size;
}

}  // namespace jose
