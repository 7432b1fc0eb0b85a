#include "verify_lines.h"

#include <openssl/err.h>

#include <array>
#include <stdexcept>
#include <string>

#include "support.h"

namespace jose::test {

namespace {

std::array<std::string_view, 4> FieldsOf(std::string_view line) {
  std::array<std::string_view, 4> fields;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const std::size_t end = i + 1 < fields.size() ? line.find(' ') : line.size();
    if (end == std::string_view::npos) throw std::invalid_argument("a line needs four fields");
    fields[i] = line.substr(0, end);
    line.remove_prefix(end == line.size() ? end : end + 1);
  }
  return fields;
}

KeyRef KeyFor(const Scheme& scheme, ByteView key) {
  if (TypeFor(scheme) != KeyType::kOct) return ImportDer(key, DerFormat::kSpki);
  KeyParts parts;
  parts.emplace("k", SecretBytes(key.begin(), key.end()));
  return ImportParts(KeyType::kOct, parts);
}

std::string AnswerTo(std::string_view line) {
  const auto [name, key, message, signature] = FieldsOf(line);
  const Scheme& scheme = SchemeNamed(name);
  try {
    const bool good = Verify(*KeyFor(scheme, FromHex(key)), scheme, FromHex(message), FromHex(signature));
    if (ERR_peek_error() != 0) throw std::logic_error("OpenSSL's error queue is not empty");
    return good ? "valid" : "invalid";
  } catch (const Failure& failure) {
    return std::string("refused: ") + failure.what();
  }
}

}  // namespace

void VerifyLines(std::istream& questions, std::ostream& answers) {
  for (std::string line; std::getline(questions, line);) answers << AnswerTo(line) << '\n';
  answers.flush();
}

}  // namespace jose::test
