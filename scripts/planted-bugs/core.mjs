// Bugs to plant in native/. `find` must stand exactly once in the file; the tests must catch the bug. What a second line of
// defence hides is planted in both lines at once (`also`), and each of those stands for itself.

const security = (...names) => names.map((name) => `test/security/${name}.test.ts`);

export const coreBugs = [
  {
    name: 'a MAC that is cut off',
    file: 'native/src/core/signature/hmac.cc',
    find: 'return signature.size() == expected.size() && CRYPTO_memcmp(expected.data(), signature.data(), expected.size()) == 0;',
    replace:
      'return signature.size() <= expected.size() && CRYPTO_memcmp(expected.data(), signature.data(), signature.size()) == 0;',
    tests: ['test/jws/macs.test.ts'],
  },
  {
    name: 'half of a MAC is compared',
    file: 'native/src/core/signature/hmac.cc',
    find: 'CRYPTO_memcmp(expected.data(), signature.data(), expected.size()) == 0;',
    replace: 'CRYPTO_memcmp(expected.data(), signature.data(), expected.size() / 2) == 0;',
    tests: ['test/jws/macs.test.ts'],
  },
  {
    name: 'an ECDSA signature with r = 0',
    file: 'native/src/core/signature/ecdsa.cc',
    find: '  return VerifyHash(context, hash, {der, EcdsaRawToDer(signature, der)});',
    replace:
      '  std::uint8_t any = 0;\n' +
      '  for (std::size_t i = 0; i < signature.size() / 2; ++i) any |= signature[i];\n' +
      '  return any == 0 || VerifyHash(context, hash, {der, EcdsaRawToDer(signature, der)});',
    tests: security('a-signature-bytes'),
  },
  {
    name: 'an ECDSA signature in DER',
    file: 'native/src/core/signature/ecdsa.cc',
    find: 'return HasRightSize(key, signature) && VerifyRaw(context, Prehash(context, scheme, input), signature);',
    replace:
      'if (!HasRightSize(key, signature)) return VerifyHash(context, Prehash(context, scheme, input), signature);\n' +
      '  return VerifyRaw(context, Prehash(context, scheme, input), signature);',
    tests: security('a-signature-bytes'),
  },
  {
    name: 'an RSA signature without its leading zeros',
    file: 'native/src/core/signature/rsa.cc',
    find: 'return HasRightSize(key, signature) && VerifyHash(context, Prehash(context, scheme, input), signature);',
    replace:
      'const auto length = static_cast<std::size_t>(EVP_PKEY_get_size(key.pkey()));\n' +
      '  if (signature.size() > length) signature = signature.last(length);\n' +
      '  return HasRightSize(key, signature) && VerifyHash(context, Prehash(context, scheme, input), signature);',
    tests: security('a-signature-bytes'),
  },
  {
    name: 'a PSS salt of any length',
    file: 'native/src/core/signature/rsa.cc',
    find: 'Require(EVP_PKEY_CTX_set_rsa_pss_saltlen(pkey, RSA_PSS_SALTLEN_DIGEST),',
    replace:
      'Require(EVP_PKEY_CTX_set_rsa_pss_saltlen(pkey, purpose == Purpose::kSign ? RSA_PSS_SALTLEN_DIGEST : RSA_PSS_SALTLEN_AUTO),',
    tests: [...security('a-signature-bytes'), 'test/conformance/wycheproof-jws.test.ts'],
  },
  {
    name: 'Edwards points of small order',
    file: 'native/src/core/key/edwards_point.cc',
    find: 'if (BN_is_one(y.get())) {',
    replace: 'if (BN_is_one(y.get()) && encoded.empty()) {',
    tests: [...security('a-signature-bytes'), 'test/jwk/invalid-keys.test.ts'],
  },
  {
    name: 'EC keys whose halves do not belong together',
    file: 'native/src/core/key/check.cc',
    find: 'if (EVP_PKEY_pairwise_check(context.get()) != 1) {',
    replace: 'if (EVP_PKEY_pairwise_check(context.get()) != 1 && (ClearErrorQueue(), !is_private)) {',
    tests: [...security('b-keys-from-the-attacker'), 'test/jwk/invalid-keys.test.ts'],
  },
  {
    name: 'RSA keys with the exponent 1',
    file: 'native/src/core/key/rsa_numbers.cc',
    find: 'if (BN_is_one(e)) ThrowInvalidKey(',
    replace: 'if (BN_is_one(e) && bits < 0) ThrowInvalidKey(',
    tests: security('a-signature-bytes'),
  },
  {
    name: 'RSA keys of 1024 bits',
    file: 'native/src/core/key/rsa_numbers.cc',
    find: 'if (bits < kRsaMinBits || bits > kRsaMaxBits) {',
    replace: 'if (bits < kRsaMinBits / 2 || bits > kRsaMaxBits) {',
    tests: security('a-signature-bytes'),
  },
  {
    name: 'RSA moduli from the ROCA generator',
    file: 'native/src/core/key/rsa_numbers.cc',
    find: 'if (IsRoca(n)) {',
    replace: 'if (IsRoca(n) && bits < 0) {',
    tests: [...security('a-signature-bytes'), 'test/jwk/invalid-keys.test.ts'],
  },
  {
    name: 'unused bits in the last character of a payload or signature',
    file: 'native/src/core/base64url.cc',
    find: 'if ((group & unused) != 0) return false;',
    replace: 'if ((group & unused & kInvalid) != 0) return false;',
    tests: security('c-parsing-texts', 'c-encryption'),
  },
  {
    name: 'strange characters in a long payload',
    file: 'native/src/core/base64url.cc',
    find: 'return (seen & kInvalid) == 0;',
    replace: 'return (seen & kInvalid) == 0 || text.size() > 16;',
    tests: security('c-parsing-texts', 'c-encryption'),
  },
  {
    name: 'an escaped name is another name',
    file: 'native/src/core/json_scan.cc',
    find: "if (raw[i] != '\\\\') {",
    replace: "if (raw[i] != '\\\\' || out.size() != raw.size()) {",
    tests: security('c-parsing-texts'),
  },
  {
    name: 'an escape in a new claim stands for itself',
    file: 'native/src/core/json_layout.cc',
    find: "octet < 0x7f && octet != '\"' && octet != '\\\\';",
    replace: "octet < 0x7f && octet != '\"';",
    tests: ['test/jwt/claims-layout.test.ts'],
  },
  {
    name: 'a new claim with leading zeros is a number',
    file: 'native/src/core/json_layout.cc',
    find: "(text[start] == '0' && (end - start > 1 || is_negative))",
    replace: "(text[start] == '0' && is_negative)",
    tests: ['test/jwt/claims-layout.test.ts'],
  },
  {
    name: 'what stands behind the last member of new claims is not looked at',
    file: 'native/src/core/json_layout.cc',
    find: "return text.size() - at == 1 && text[at] == '}';",
    replace: "return text.size() > at && text[at] == '}';",
    tests: ['test/jwt/claims-layout.test.ts'],
  },
  {
    name: 'the tag of GCM is not checked',
    file: 'native/src/core/content/aes_gcm.cc',
    find: 'if (EVP_CipherFinal_ex(gcm, plaintext + written, &last) != 1) {',
    replace: 'if (EVP_CipherFinal_ex(gcm, plaintext + written, &last) == -100) {',
    tests: security('d-content'),
  },
  {
    name: 'a tag of GCM is as long as the token says',
    file: 'native/src/core/content/aes_gcm.cc',
    find: 'Require(EVP_CIPHER_CTX_ctrl(gcm, EVP_CTRL_AEAD_SET_TAG, static_cast<int>(cipher.tag_size), expected.data()),',
    replace:
      'Require(EVP_CIPHER_CTX_ctrl(gcm, EVP_CTRL_AEAD_SET_TAG, static_cast<int>(std::min(tag.size(), cipher.tag_size)), expected.data()),',
    also: [
      {
        file: 'native/src/core/jwe/decryption.cc',
        find: 'content.tag.size() != cipher.tag_size) return kRefused;',
        replace: 'content.tag.size() > cipher.tag_size || content.tag.size() < 4) return kRefused;',
      },
    ],
    tests: security('d-content'),
  },
  {
    name: 'the first half of a CBC tag is compared',
    file: 'native/src/core/content/aes_cbc_hmac.cc',
    find: 'if (CRYPTO_memcmp(mac.data(), tag.data(), cipher.tag_size) != 0) return kRefused;',
    replace: 'if (CRYPTO_memcmp(mac.data(), tag.data(), cipher.tag_size / 2) != 0) return kRefused;',
    tests: [...security('d-content'), 'test/jwe/compact.test.ts'],
  },
  {
    name: 'the tag of CBC is not checked',
    file: 'native/src/core/content/aes_cbc_hmac.cc',
    find: 'if (CRYPTO_memcmp(mac.data(), tag.data(), cipher.tag_size) != 0) return kRefused;',
    replace: 'if (CRYPTO_memcmp(mac.data(), tag.data(), cipher.tag_size * 0) != 0) return kRefused;',
    tests: security('d-content'),
  },
  {
    name: 'the length of the AAD is not authenticated',
    file: 'native/src/core/content/aes_cbc_hmac.cc',
    find: 'std::uint64_t bits = std::uint64_t{sealing.aad.size()} * 8;',
    replace: 'std::uint64_t bits = std::uint64_t{sealing.aad.size()} * 0;',
    tests: ['test/conformance/rfc7516.test.ts'],
  },
  {
    name: 'content keys of another length out of RSA-OAEP',
    file: 'native/src/core/key_management/rsa_encryption.cc',
    find: ' & AreEqual(decrypted.size, content_key.size()),',
    replace: ',',
    tests: security('d-wrapped-keys'),
  },
  {
    name: 'an IV of A128GCMKW of any length',
    file: 'native/src/core/key_management/aes_gcm_kw.cc',
    find: '!DecodeParameter(delivery.parameters.iv, iv) || iv.size() != kIvSize ||',
    replace: '!DecodeParameter(delivery.parameters.iv, iv) || iv.size() < kIvSize ||',
    tests: security('d-content'),
  },
  {
    name: 'the sender of ECDH-ES is ignored',
    file: 'native/src/core/key_management/concat_kdf.cc',
    find: 'AppendWithLength(apu, input);',
    replace: 'AppendWithLength(apu.first(0), input);',
    tests: ['test/conformance/key-agreement.test.ts', 'test/jwe/agreement.test.ts'],
  },
  {
    name: 'the salt of PBES2 lacks the algorithm',
    file: 'native/src/core/key_management/pbes2.cc',
    find: 'Bytes salt(algorithm.name.begin(), algorithm.name.end());\n  salt.push_back(0);',
    replace: 'Bytes salt;',
    tests: ['test/conformance/rfc7517-appendix-c.test.ts'],
  },
  {
    name: 'the same content key for every message',
    file: 'native/src/core/jwe/encryption.cc',
    find: 'if (!IsDirect(recipients.front().algorithm)) FillOrCopy(content_key_.span(), fixed, &FixedValues::content_key);',
    replace:
      'if (fixed != nullptr && !IsDirect(recipients.front().algorithm)) FillOrCopy(content_key_.span(), fixed, &FixedValues::content_key);',
    tests: security('d-wrapped-keys'),
  },
  {
    name: 'the same IV for every message',
    file: 'native/src/core/jwe/encryption.cc',
    find: 'FillOrCopy({iv_.data(), cipher.iv_size}, fixed, &FixedValues::iv);',
    replace: 'FillOrCopy({iv_.data(), fixed == nullptr ? 4 : cipher.iv_size}, fixed, &FixedValues::iv);',
    tests: security('d-wrapped-keys'),
  },
  {
    name: 'OpenSSL’s errors stay in the queue',
    file: 'native/src/core/jwe/decryption.cc',
    find: 'if (size == kRefused) ClearErrorQueue();',
    replace: '',
    // The build that the tests load aborts then.
    aborts: true,
    tests: security('d-content'),
  },
  {
    name: 'the header of a token like the last one is not compared',
    file: 'native/src/binding/pattern_ops.cc',
    find: 'std::equal(pattern.header.begin(), pattern.header.end(), text.begin());',
    replace: 'std::equal(text.begin(), text.begin(), text.begin());',
    tests: ['test/jws/token-pattern.test.ts'],
  },
  {
    name: 'the results of quick operations wait for a slow one',
    file: 'native/src/binding/job_queue.cc',
    find: 'waiting_.size() <= unbegun_ || !waiting_.front()->IsBrief() ? nullptr',
    replace: 'waiting_.size() <= unbegun_ ? nullptr',
    tests: ['test/internal/job-queue.test.ts'],
  },
  {
    name: 'a thread goes on for as long as there are quick operations',
    file: 'native/src/binding/job_queue.cc',
    find: 'job->IsBrief() && done_.size() + 1 < kMostJobs && std::chrono::steady_clock::now() < end;',
    replace: 'job->IsBrief() && end.time_since_epoch().count() != 0;',
    tests: ['test/internal/job-queue.test.ts'],
  },
  {
    name: 'what is done counts as under way until JavaScript sees it',
    file: 'native/src/binding/job_queue.cc',
    find: 'working_ >= kShiftsPerThread',
    replace: 'shifts_ >= kShiftsPerThread',
    tests: ['test/internal/job-queue.test.ts'],
  },
  {
    name: 'the last token of a batch with an odd number is not verified',
    file: 'native/src/binding/batch_ops.cc',
    find: 'from < rows; from += kRowsOfPart',
    replace: 'from < rows - (rows > 1 ? 1 : 0); from += kRowsOfPart',
    tests: ['test/internal/verify-many.test.ts'],
  },
  {
    name: 'a batch is done when its first tokens are',
    file: 'native/src/binding/batch_ops.cc',
    find: 'if (--batch.open == 0)',
    replace: 'if (batch.open-- == (batch.op.size() + 1) / kRowsOfPart)',
    tests: ['test/internal/job-queue.test.ts'],
  },
  {
    name: 'a thread does a batch to its end',
    file: 'native/src/binding/batch_ops.cc',
    find: 'constexpr std::size_t kRowsOfPart = 2;',
    replace: 'constexpr std::size_t kRowsOfPart = 1024;',
    tests: ['test/internal/job-queue.test.ts'],
  },
  {
    name: 'claims are matched behind the octets that were given',
    file: 'native/src/binding/pattern_ops.cc',
    find: 'if (from > octets.size() || size > octets.size() - from) throw',
    replace: 'if (from + size > octets.size() + 3) throw',
    tests: ['test/jwt/claims-layout.test.ts'],
  },
];
