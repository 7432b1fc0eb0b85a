#pragma once

#include <cstddef>

namespace jose {

/// Asks the system for large pages behind memory of megabytes that is about to be filled: where it gives them, 22 MB of
/// fresh memory take a dozen page faults instead of 5461 (4 instead of 13 ms). A hint: what fails changes nothing. Any
/// thread.
void PreferLargePages(void* memory, std::size_t size) noexcept;

}  // namespace jose
