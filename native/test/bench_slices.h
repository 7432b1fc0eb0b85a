#pragma once

#include <istream>
#include <ostream>

namespace jose::test {

/// For bench/, which compares the published verbs with a bare loop over EVP, in turn with its own slices. Each question
/// is a line `SCHEME sign|verify THREADS STRIDE MILLISECONDS INPUT`: how many loops run at once, each with contexts of
/// its own, how long they run before they are measured and how long then, and the input in hexadecimal. The answer is a
/// line with the nanoseconds that one operation took: of processor time where there is one thread, otherwise of time,
/// of which each thread's operation takes its share.
void AnswerSlices(std::istream& questions, std::ostream& answers);

}  // namespace jose::test
