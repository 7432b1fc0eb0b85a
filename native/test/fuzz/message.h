#pragma once

#include <string_view>

#include "core/jwe/decryption.h"
#include "fuzz.h"

namespace jose::test {

/// What every message among the seeds says.
inline constexpr std::string_view kFuzzPlaintext = "What was sealed, and nothing else, comes out.";

/// A message as the fuzzer writes it: choices, then parts with their lengths.
struct FuzzMessage {
  const KeyManagement* algorithm;
  const ContentCipher* cipher;
  std::uint8_t mode;
  KeyType type;  // of the key
  AgreementParameters parameters;
  ByteView encrypted_key, iv, aad, ciphertext, tag;
};

FuzzMessage ReadMessage(ByteView input);

/// The opposite of ReadMessage.
Bytes WriteMessage(const FuzzMessage& message);

/// The key that a message is for.
const Key& KeyFor(const FuzzMessage& message);

}  // namespace jose::test
