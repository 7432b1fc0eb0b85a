#pragma once

#include <napi.h>

#include "binding/args.h"
#include "core/base64url.h"

namespace jose {

/// Room for a piece, in which Node-API need not look for the end first; lib/internal/long-text.ts: 64 Ki characters.
inline constexpr std::size_t kPieceRoom = std::size_t{3} * 64 * 1024;

/// Decodes a long base64url text into `output`, piece by piece, so that it is nowhere as a whole beside the token; each
/// piece is shown to `see` as well. `working` holds a piece. False where the text is malformed or of another length.
template <class See>
bool DecodePieces(const Napi::Array& pieces, Buffer& working, ByteSpan output, See see) {
  working.Reserve(kPieceRoom);
  const std::uint32_t count = pieces.Length();
  for (std::uint32_t i = 0; i < count; ++i) {
    const Napi::HandleScope scope(pieces.Env());
    const ByteView piece = TextOf(pieces.Env(), pieces.Get(i), working);
    const std::size_t size = Base64urlDecodedLength(piece.size());
    // A piece of other characters is longer as UTF-8, and only the last one may end within a group.
    if (size > output.size() || (i + 1 < count && piece.size() % 4 != 0)) return false;
    if (!Base64urlDecode(piece, output.data())) return false;
    see(piece);
    output = output.subspan(size);
  }
  return output.empty();
}

}  // namespace jose
