#pragma once

#include <iosfwd>

namespace jose::test {

/// Runs each operation of operations.h again and again, and lets OpenSSL's first allocation fail, then its second, and
/// so on until none is left to fail; then the same with all behind it failing too. No more than `most` allocations of
/// an operation: the first half of them, and a sample of the rest. Each must end in a clean Failure or a refusal, or do
/// without: it accepts nothing forged, leaks nothing, and the same objects work afterwards. Needs TakeOverAllocations()
/// (allocator.h). Prints a line for each operation and a sum; returns the process's exit code.
int RunAllocationFailures(long most, std::ostream& out);

}  // namespace jose::test
