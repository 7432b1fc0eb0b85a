#pragma once

#include <iosfwd>

namespace jose::test {

/// Runs the operations of operations.h, good ones and refused ones, `count` times in all, and compares what is
/// allocated before and after. A build with LeakSanitizer also looks, at the end, for what nobody points to. Needs
/// TakeOverAllocations() (allocator.h). Returns the process's exit code.
int RunLeakCheck(long count, std::ostream& out);

}  // namespace jose::test
