#pragma once

#include <cstddef>

namespace jose::test {

/// Puts an allocator that counts, and fails when told to, in the place of OpenSSL's; of one thread at a time. OpenSSL
/// permits it only before its first allocation: the first thing in main(). False when it is too late.
bool TakeOverAllocations();

/// From now on the n-th allocation fails, alone or with all behind it; none for 0.
void FailAllocations(long nth, bool only_one = true) noexcept;

/// From now on none fails and none is counted.
void StopFailing() noexcept;

/// Allocations between the two.
long Allocations() noexcept;

/// OpenSSL's blocks that are allocated and not freed.
long OutstandingAllocations() noexcept;

}  // namespace jose::test
