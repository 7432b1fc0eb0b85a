#include "operations.h"

#include <algorithm>
#include <stdexcept>

#include "allocator.h"
#include "core/key/encrypted.h"
#include "core/key/generate.h"
#include "jwe_support.h"

namespace jose::test {

namespace {

constexpr int kBlindingUses = 32;  // BN_BLINDING_COUNTER

void AddSignatures(std::vector<Operation>& operations) {
  for (const Scheme& scheme : Schemes()) {
    const std::string name(scheme.name);
    const Bytes input = RandomBytes(100);
    const KeyRef& private_key = PrivateKey(TypeFor(scheme));
    const KeyRef& public_key = VerifyingKey(scheme);
    const Bytes good = SignatureOf(*private_key, scheme, input);
    const Bytes bad = Flipped(good, good.size() - 1);
    const bool is_rsa = private_key->type() == KeyType::kRsa;
    operations.push_back({.name = name + " sign",
                          .run =
                              [=, &scheme] {
                                const Bytes signature = SignatureOf(*private_key, scheme, input);
                                StopFailing();  // whether it is good must be found out in any case
                                if (!Verify(*public_key, scheme, input, signature))
                                  throw std::logic_error("a wrong signature was made");
                                return true;
                              },
                          .may_need = is_rsa ? kBlindingUses : 0});
    operations.push_back({name + " verify", [=, &scheme] { return Verify(*public_key, scheme, input, good); }});
    operations.push_back(
        {name + " verify a forged one", [=, &scheme] { return Verify(*public_key, scheme, input, bad); }, true});
    // A key that was never used: its contexts are made meanwhile.
    const KeyParts parts = ExportParts(*public_key, scheme.key_types == SetOf(KeyType::kOct));
    const KeyType type = public_key->type();
    operations.push_back({name + " import, verify a forged one",
                          [=, &scheme] { return Verify(*ImportParts(type, parts), scheme, input, bad); }, true});
  }
}

/// jwe_support's Decrypted has checks of its own, about the test's state and not about the core's.
bool ComesOut(const Key& key, const Token& token, ByteView plaintext) {
  const AgreementParameters parameters = token.header.View();
  Bytes output(token.ciphertext.size());
  const std::ptrdiff_t size = Decrypt(*token.cipher, {key, *token.algorithm, parameters, token.encrypted_key},
                                      {token.iv, token.aad, token.ciphertext, token.tag}, output.data());
  if (size == kRefused) return false;
  output.resize(static_cast<std::size_t>(size));
  if (!Same(output, plaintext)) throw std::logic_error("another plaintext came out");
  return true;
}

void AddEncryption(const KeyManagement& algorithm, const ContentCipher& cipher, KeyType type,
                   std::vector<Operation>& operations) {
  const std::string name =
      std::string(algorithm.name) + ' ' + std::string(cipher.name) + ' ' + std::string(RowOf(type).name);
  const KeyRef sender = EncryptionKey(algorithm, cipher, type);
  const KeyRef receiver = DecryptionKey(algorithm, cipher, type);
  const Bytes plaintext = RandomBytes(50);
  const Token good = Encrypted(*sender, algorithm, cipher, plaintext);
  Token bad = good;
  bad.tag = Flipped(bad.tag, 0);
  operations.push_back({name + " encrypt", [=, &algorithm, &cipher] {
                          const Token token = Encrypted(*sender, algorithm, cipher, plaintext);
                          StopFailing();
                          if (!ComesOut(*receiver, token, plaintext)) throw std::logic_error("nobody can decrypt it");
                          return true;
                        }});
  operations.push_back({.name = name + " decrypt",
                        .run = [=] { return ComesOut(*receiver, good, plaintext); },
                        .may_need = type == KeyType::kRsa ? kBlindingUses : 0});
  operations.push_back({name + " decrypt a forged one", [=] { return ComesOut(*receiver, bad, plaintext); }, true});
}

void AddKeys(KeyType type, std::vector<Operation>& operations) {
  const std::string name(RowOf(type).name);
  const KeyRef& key = PrivateKey(type);
  const KeyParts parts = ExportParts(*key, true);
  operations.push_back(
      {name + " import of private members", [=] { return ExportParts(*ImportParts(type, parts), true) == parts; }});
  // RSA: the search for primes is most of it, and takes another number of steps each time.
  operations.push_back({.name = name + " generation",
                        .run = [=] { return GenerateKey(type, type == KeyType::kOct ? 256 : 2048)->type() == type; },
                        .most = type == KeyType::kRsa ? 40L : 2000L});
  if (type == KeyType::kOct) return;
  const KeyParts public_parts = ExportParts(*key, false);
  KeyParts forged = parts;
  forged.at(RowOf(type).family == KeyFamily::kAkp ? "priv" : "d").back() ^= 1;
  operations.push_back({name + " import of public members",
                        [=] { return ExportParts(*ImportParts(type, public_parts), false) == public_parts; }});
  operations.push_back({name + " import of members that do not fit",
                        [=] {
                          try {
                            return ImportParts(type, forged) != nullptr;
                          } catch (const Failure& failure) {
                            if (failure.code() == FailureCode::kInvalidKey) return false;
                            throw;
                          }
                        },
                        true});
  operations.push_back({name + " public half", [=] { return ExportParts(*PublicHalf(*key), false) == public_parts; }});
  const SecretBytes spki = ExportDer(*key, DerFormat::kSpki, false);
  const SecretBytes pkcs8 = ExportDer(*key, DerFormat::kPkcs8, true);
  operations.push_back(
      {name + " SPKI", [=] { return ExportDer(*ImportDer(spki, DerFormat::kSpki), DerFormat::kSpki, false) == spki; }});
  operations.push_back({name + " PKCS#8", [=] {
                          return ExportDer(*ImportDer(pkcs8, DerFormat::kAny), DerFormat::kPkcs8, true) == pkcs8;
                        }});
  const Bytes encrypted = EncryptPkcs8(*key, AsBytes("password"), 2);
  operations.push_back({name + " encrypted PKCS#8", [=] {
                          return ExportParts(*DecryptPkcs8(encrypted, AsBytes("password")), true) == parts &&
                                 !EncryptPkcs8(*key, AsBytes("password"), 2).empty();
                        }});
}

}  // namespace

std::vector<Operation> Operations() {
  std::vector<Operation> operations;
  AddSignatures(operations);
  for (const KeyManagement& algorithm : kKeyManagement) {
    for (const KeyType type : TypesOf(algorithm)) {
      AddEncryption(algorithm, CipherNamed("A128GCM"), type, operations);
    }
  }
  for (const ContentCipher& cipher : kContentCiphers) {
    AddEncryption(AlgorithmNamed("dir"), cipher, KeyType::kOct, operations);
    AddEncryption(AlgorithmNamed("A128KW"), cipher, KeyType::kOct, operations);
  }
  for (std::size_t row = 0; row < std::size(kKeyTypes); ++row) {
    const auto type = static_cast<KeyType>(row);
    if (Catalog::Get().Has(type)) AddKeys(type, operations);
  }
  return operations;
}

}  // namespace jose::test
