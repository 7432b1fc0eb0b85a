#pragma once

#include <napi.h>

#include <algorithm>
#include <cstddef>

#include "binding/args.h"
#include "core/base64url.h"

namespace jose {

/// Characters that are decoded, and then seen, at a time.
inline constexpr std::size_t kStep = 1536;

/// The longest block of a hash, SHA-512's. What is hashed in whole blocks is not copied first.
inline constexpr std::size_t kHashBlock = 128;

/// Decodes a long base64url text into `output`, piece by piece, so that it is nowhere as a whole beside the token; it
/// is read as Latin1Of does and shown to `see` as well, which has seen `before` octets of the same message. `working`
/// holds a piece. False where the text is malformed or of another length.
template <class See>
bool DecodePieces(const Napi::Array& pieces, Buffer& working, ByteSpan output, std::size_t before, See see) {
  const std::uint32_t count = pieces.Length();
  for (std::uint32_t i = 0; i < count; ++i) {
    const Napi::HandleScope scope(pieces.Env());
    const ByteView piece = Latin1Of(pieces.Env(), pieces.Get(i), working);
    // Only the last piece may end within a group.
    if (i + 1 < count && piece.size() % 4 != 0) return false;
    std::size_t seen = 0;
    for (std::size_t decoded = 0; decoded < piece.size();) {
      const ByteView step = piece.subspan(decoded, std::min(piece.size() - decoded, kStep));
      const std::size_t size = Base64urlDecodedLength(step.size());
      if (size > output.size() || !Base64urlDecode(step, output.data())) return false;
      output = output.subspan(size);
      decoded += step.size();
      const std::size_t end = decoded == piece.size() ? decoded : decoded - (before + decoded) % kHashBlock;
      see(piece.subspan(seen, end - seen));
      seen = end;
    }
    before += piece.size();
  }
  return output.empty();
}

}  // namespace jose
