#pragma once

#include <iosfwd>

namespace jose::test {

/// Measures pairs of inputs that must not differ in time, interleaved at random, and prints Welch's t for each: beyond
/// 4.5 in either direction there is a difference to explain. It only informs: what the machine does besides shows too.
/// Each pair is measured `rounds` times.
void MeasureTiming(long rounds, std::ostream& out);

}  // namespace jose::test
