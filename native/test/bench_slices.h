#pragma once

#include <istream>
#include <ostream>

namespace jose::test {

/// For bench/, which compares the published verbs with a bare loop over EVP, in turn with its own slices. Each question
/// is a line `SCHEME sign|verify STRIDE MILLISECONDS INPUT`: how long it runs before it is measured and how long it is,
/// and the input in hexadecimal. The answer is a line with the nanoseconds of processor time that one operation took.
void AnswerSlices(std::istream& questions, std::ostream& answers);

}  // namespace jose::test
