#pragma once

#include <cstddef>
#include <cstdint>

#include "core/bytes.h"
#include "core/signature/signature.h"
#include "core/utf8.h"

namespace jose {

/// The outcome of a verification; lib/native/load.ts has the same numbers.
enum class Verdict : std::uint32_t {
  kBad,
  kGood,
  kMalformedPayload,
  kMalformedSignature,
  // Of JudgeClaims, for a good signature over what is no JSON that JSON.parse should see:
  kNotUtf8,
  kDuplicateMember,
  kTooDeep,
};

/// Decodes a signature part into `signature`; false when it is not strict base64url. A part longer than any signature
/// is decoded to an empty one, which no scheme accepts.
bool DecodeSignature(ByteView text, Signature& signature);

/// Looks at claims that are well signed: they must be UTF-8, no object may have a member twice, and nesting is at most
/// `max_depth`. Malformed JSON is for JSON.parse to say.
Verdict JudgeClaims(ByteView claims, std::size_t max_depth, TextEncoding& encoding);

/// A compact token (RFC 7515 section 7.1) with the places of its two dots, which somebody else has found. Borrows the
/// octets.
class CompactToken {
 public:
  CompactToken() = default;
  CompactToken(ByteView token, std::size_t first_dot, std::size_t second_dot) noexcept;

  /// Octets of the payload; 0 when the dots are not where they should be.
  std::size_t payload_size() const noexcept;

  /// Decodes the payload (payload_size() octets) and verifies the signature. Any thread. Throws as jose::Verify does.
  Verdict Verify(const Key& key, const Scheme& scheme, std::uint8_t* payload) const;

  /// The same, and judges a payload that is well signed.
  Verdict VerifyClaims(const Key& key, const Scheme& scheme, std::uint8_t* payload, std::size_t max_depth,
                       TextEncoding& encoding) const;

 private:
  ByteView token_;
  std::size_t payload_at_ = 0;
  std::size_t signature_at_ = 0;
  bool well_placed_ = false;
};

}  // namespace jose
