#include "jwe_lines.h"

#include <openssl/err.h>

#include <functional>
#include <map>
#include <stdexcept>
#include <string>

#include "core/key_management/concat_kdf.h"
#include "jwe_support.h"

namespace jose::test {

namespace {

class Question {
 public:
  explicit Question(std::string_view line) {
    verb_ = Next(line);
    while (!line.empty()) {
      const std::string field = Next(line);
      const std::size_t sign = field.find('=');
      if (sign == std::string_view::npos) throw std::invalid_argument("a field without a value");
      fields_.emplace(field.substr(0, sign), field.substr(sign + 1));
    }
  }

  const std::string& verb() const { return verb_; }

  /// Empty when the field was not given.
  std::string Text(const std::string& name) const {
    const auto found = fields_.find(name);
    return found == fields_.end() ? std::string() : found->second;
  }

  Bytes Octets(const std::string& name) const { return FromBase64url(Text(name)); }

  std::uint32_t Number(const std::string& name) const {
    return Text(name).empty() ? 0 : static_cast<std::uint32_t>(std::stoul(Text(name)));
  }

  /// The key whose members are called `prefix` + name, without those in `left_out`.
  KeyRef KeyOf(const std::string& type, const std::string& prefix) const {
    KeyParts parts;
    for (const auto& [name, value] : fields_) {
      const std::string member = name.starts_with(prefix) ? name.substr(prefix.size()) : "type";
      if (member == "type") continue;
      const Bytes octets = FromBase64url(value);
      parts.emplace(member, SecretBytes(octets.begin(), octets.end()));
    }
    return ImportParts(KeyTypeNamed(type), parts);
  }

 private:
  static std::string Next(std::string_view& line) {
    const std::size_t end = line.find(' ');
    const std::string word(line.substr(0, end));
    line = end == std::string_view::npos ? std::string_view() : line.substr(end + 1);
    return word;
  }

  std::string verb_;
  std::map<std::string, std::string> fields_;
};

Header HeaderIn(const Question& question) {
  Header header;
  const std::string type = question.Text("epk.type");
  for (std::size_t i = 0; i < std::size(kKeyTypes); ++i) {
    if (kKeyTypes[i].name == type) header.epk_type = static_cast<KeyType>(i);
  }
  header.epk_x = question.Text("epk.x");
  header.epk_y = question.Text("epk.y");
  header.apu = question.Text("apu");
  header.apv = question.Text("apv");
  header.iv = question.Text("kw.iv");
  header.tag = question.Text("kw.tag");
  header.salt = question.Text("p2s");
  header.iterations = question.Number("p2c");
  return header;
}

Token TokenIn(const Question& question) {
  return {&AlgorithmNamed(question.Text("alg")),
          &CipherNamed(question.Text("enc")),
          HeaderIn(question),
          {},
          question.Octets("encrypted_key"),
          question.Octets("iv"),
          question.Octets("aad"),
          question.Octets("ciphertext"),
          question.Octets("tag")};
}

std::string AnswerToDecrypt(const Question& question) {
  const KeyRef key = question.KeyOf(question.Text("type"), "key.");
  const auto plaintext = Decrypted(*key, TokenIn(question));
  return plaintext ? "plaintext " + ToBase64url(*plaintext) : "refused";
}

std::string AnswerToUnwrap(const Question& question) {
  const KeyRef key = question.KeyOf(question.Text("type"), "key.");
  const auto content_key = Unwrapped(*key, TokenIn(question), question.Number("size"));
  return content_key ? "cek " + ToBase64url(*content_key) : "refused";
}

std::string AnswerToEncrypt(const Question& question) {
  const KeyRef key = question.KeyOf(question.Text("type"), "key.");
  const Bytes content_key = question.Octets("cek");
  const Bytes iv = question.Octets("iv");
  const Bytes key_wrap_iv = question.Octets("kw.iv");
  const Bytes salt = question.Octets("p2s");
  const std::string epk_type = question.Text("epk.type");
  const FixedValues fixed{content_key, iv, key_wrap_iv, salt,
                          epk_type.empty() ? nullptr : question.KeyOf(epk_type, "epk.")};
  const Choices choices{question.Octets("apu"), question.Octets("apv"), question.Number("p2c"), &fixed};
  const Token token = Encrypted(*key, AlgorithmNamed(question.Text("alg")), CipherNamed(question.Text("enc")),
                                question.Octets("plaintext"), question.Octets("aad"), choices);
  return "sealed " + ToBase64url(token.encrypted_key) + ' ' + ToBase64url(token.ciphertext) + ' ' +
         ToBase64url(token.tag) + ' ' + ToBase64url(AsBytes('{' + token.parameters + '}'));
}

std::string AnswerToAgree(const Question& question) {
  const ContentCipher& cipher = CipherNamed("A128GCM");
  ContentKey derived(cipher.key_size);
  DeriveWithConcatKdf(question.Octets("shared"), cipher.name, {}, {}, derived);
  const Bytes plaintext = RandomBytes(9);
  Token token = Encrypted(*SecretOf(derived.view()), AlgorithmNamed("dir"), cipher, plaintext);
  token.algorithm = &AlgorithmNamed("ECDH-ES");
  token.header = HeaderIn(question);
  const KeyRef key = question.KeyOf(question.Text("type"), "key.");
  const auto opened = Decrypted(*key, token);
  if (!opened) return "refused";
  return *opened == plaintext ? "agreed" : "opened to something else";
}

std::string AnswerTo(const Question& question) {
  static const std::map<std::string, std::function<std::string(const Question&)>> verbs = {
      {"decrypt", AnswerToDecrypt},
      {"encrypt", AnswerToEncrypt},
      {"unwrap", AnswerToUnwrap},
      {"agree", AnswerToAgree},
  };
  try {
    std::string answer = verbs.at(question.verb())(question);
    if (ERR_peek_error() != 0) throw std::logic_error("OpenSSL's error queue is not empty");
    return answer;
  } catch (const Failure& failure) {
    return std::string("failed: ") + failure.what();
  }
}

}  // namespace

void AnswerJweLines(std::istream& questions, std::ostream& answers) {
  for (std::string line; std::getline(questions, line);) answers << AnswerTo(Question(line)) << '\n';
  answers.flush();
}

}  // namespace jose::test
