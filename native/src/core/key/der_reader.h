#pragma once

#include <optional>

#include "core/bytes.h"

namespace jose {

/// Tags of ASN.1 (X.690 section 8.1.2) as they stand in key files.
namespace der {
inline constexpr std::uint8_t kInteger = 0x02;
inline constexpr std::uint8_t kBitString = 0x03;
inline constexpr std::uint8_t kOctetString = 0x04;
inline constexpr std::uint8_t kOid = 0x06;
inline constexpr std::uint8_t kSequence = 0x30;
inline constexpr std::uint8_t kConstructed = 0x20;
inline constexpr std::uint8_t kContext0 = 0xa0;
inline constexpr std::uint8_t kContext1 = 0xa1;
inline constexpr std::uint8_t kPrimitive0 = 0x80;  // [0] IMPLICIT of a string
}  // namespace der

/// One element: its contents, and the whole of it with tag and length.
struct DerElement {
  std::uint8_t tag = 0;
  ByteView contents;
  ByteView whole;

  bool is_constructed() const noexcept { return (tag & der::kConstructed) != 0; }
};

/// Reads the skeleton of DER: one element after another, without a copy and without a look inside them. So the library
/// knows what a file asks for before OpenSSL works on it. Lengths must be definite (X.690 section 10.1).
class DerReader {
 public:
  explicit DerReader(ByteView octets) noexcept : rest_(octets) {}

  bool at_end() const noexcept { return rest_.empty(); }

  /// The next element; nothing at the end, and where no element fits into what is left.
  std::optional<DerElement> Next() noexcept;

  /// The next element where it has this tag; otherwise nothing, and it is still the next.
  std::optional<DerElement> Next(std::uint8_t tag) noexcept;

 private:
  ByteView rest_;
};

/// The one element of this tag that the octets are, and nothing behind it.
std::optional<DerElement> OnlyElement(ByteView octets, std::uint8_t tag) noexcept;

}  // namespace jose
