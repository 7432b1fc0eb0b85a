#pragma once

#include <cstddef>

#include "core/bytes.h"

namespace jose {

enum class JsonVerdict { kOk, kDuplicateMember, kTooDeep, kMalformed };

/// Looks for what JSON.parse would let pass: a member name that occurs twice in one object, however it is escaped (RFC
/// 7515 section 4: "Header Parameter names within the JOSE Header MUST be unique"), and nesting deeper than
/// `max_depth` (the outermost value has depth 1). Iterative, so no text can exhaust the stack. It is exact for
/// well-formed JSON and no more than that: JSON.parse reads the same text afterwards and judges the rest.
JsonVerdict ScanJson(ByteView text, std::size_t max_depth);

}  // namespace jose
