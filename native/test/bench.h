#pragma once

#include <ostream>

namespace jose::test {

/// Prints a Markdown table: nanoseconds per operation with the library's pooled contexts, with a fresh context for each
/// operation, and for a bare EVP loop that reuses one context by hand. docs/ARCHITECTURE.md, "Contexts", quotes it.
void RunBench(std::ostream& out);

}  // namespace jose::test
