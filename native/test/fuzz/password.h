#pragma once

#include <string_view>

#include "core/failure.h"
#include "core/key/export.h"
#include "fuzz.h"

namespace jose::test {

/// Of every encrypted key among the seeds.
inline constexpr std::string_view kFuzzPassword = "fuzz";

/// Runs `read`, which gives a key or null, or fails for a reason that lies in the input.
template <class Read>
void ExpectKeyOrRefusal(Read&& read) {
  try {
    const KeyRef key = read();
    if (key) FUZZ_EXPECT(!ExportParts(*key, true).empty());
  } catch (const Failure& failure) {
    FUZZ_EXPECT(failure.code() != FailureCode::kOpenSsl && failure.code() != FailureCode::kKeyTypeMismatch);
  }
}

}  // namespace jose::test
