#include "core/key_management/pkcs1_padding.h"

#include "core/constant_time.h"

namespace jose {

void SelectPkcs1Message(ByteView encoded, ByteSpan message) noexcept {
  constexpr std::size_t kMinPadding = 8;
  // 00 02 PS 00 M; the lengths are no secret.
  if (encoded.size() < 3 + kMinPadding + message.size()) return;
  const std::size_t separator = encoded.size() - message.size() - 1;
  std::uint8_t good =
      IsZero(encoded[0]) & IsZero(static_cast<std::uint8_t>(encoded[1] ^ 0x02)) & IsZero(encoded[separator]);
  // planted: pkcs1-padding
  for (std::size_t i = 2; i < separator; ++i) good &= static_cast<std::uint8_t>(~IsZero(encoded[i]));
  SelectOctets(good, encoded.subspan(separator + 1), message);
}

}  // namespace jose
