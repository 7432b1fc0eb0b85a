#pragma once

#include <openssl/crypto.h>

#include "binding/args.h"
#include "binding/buffer.h"

namespace jose {

/// The plaintext of one message. What of it lies in working memory is cleansed when the operation is over, however it
/// ends: that memory is freed, or used for the next message. Must not outlive the buffer.
class Plaintext {
 public:
  Plaintext() = default;
  Plaintext(const Plaintext&) = delete;
  Plaintext& operator=(const Plaintext&) = delete;
  ~Plaintext() {
    if (!working_.empty()) OPENSSL_cleanse(working_.data(), working_.size());
  }

  /// Reads an argument as Arguments::Octets does.
  ByteView Read(const Arguments& arguments, std::size_t index, Buffer& buffer) {
    const ByteView octets = arguments.Octets(index, buffer);
    if (octets.data() == buffer.data()) working_ = {buffer.data(), octets.size()};
    return octets;
  }

 private:
  ByteSpan working_;
};

}  // namespace jose
