#include "message.h"

#include <bit>

#include "keys.h"

namespace jose::test {

namespace {

constexpr std::uint32_t kMaxRounds = 32;  // of PBES2: rounds find no faults

/// The type that `choice` picks among those that the algorithm takes.
KeyType PickType(const KeyManagement& algorithm, unsigned choice) {
  KeyTypeSet types = algorithm.key_types;
  for (choice %= static_cast<unsigned>(std::popcount(types)); choice > 0; --choice) types &= types - 1;
  return static_cast<KeyType>(std::countr_zero(types));
}

std::uint8_t ChoiceOf(const KeyManagement& algorithm, KeyType type) {
  return static_cast<std::uint8_t>(std::popcount(algorithm.key_types & (SetOf(type) - 1)));
}

void Put(ByteView part, Bytes& octets) {
  octets.push_back(static_cast<std::uint8_t>(part.size() >> 8));
  octets.push_back(static_cast<std::uint8_t>(part.size()));
  octets.insert(octets.end(), part.begin(), part.end());
}

}  // namespace

FuzzMessage ReadMessage(ByteView input) {
  Input octets(input);
  FuzzMessage message{};
  message.algorithm = &kKeyManagement[octets.Octet() % kKeyManagementCount];
  message.cipher = &kContentCiphers[octets.Octet() % std::size(kContentCiphers)];
  message.mode = octets.Octet();
  message.type = PickType(*message.algorithm, octets.Octet());
  AgreementParameters& parameters = message.parameters;
  parameters.epk_type = static_cast<KeyType>(octets.Octet() % std::size(kKeyTypes));
  parameters.iterations = octets.Octet() % kMaxRounds;
  for (ByteView* part :
       {&parameters.epk_x, &parameters.epk_y, &parameters.apu, &parameters.apv, &parameters.iv, &parameters.tag,
        &parameters.salt, &message.encrypted_key, &message.iv, &message.tag, &message.aad}) {
    *part = octets.Part();
  }
  message.ciphertext = octets.rest();
  return message;
}

Bytes WriteMessage(const FuzzMessage& message) {
  const AgreementParameters& parameters = message.parameters;
  Bytes octets = {static_cast<std::uint8_t>(message.algorithm - kKeyManagement),
                  static_cast<std::uint8_t>(message.cipher - kContentCiphers),
                  message.mode,
                  ChoiceOf(*message.algorithm, message.type),
                  static_cast<std::uint8_t>(parameters.epk_type),
                  static_cast<std::uint8_t>(parameters.iterations)};
  for (const ByteView part :
       {parameters.epk_x, parameters.epk_y, parameters.apu, parameters.apv, parameters.iv, parameters.tag,
        parameters.salt, message.encrypted_key, message.iv, message.tag, message.aad}) {
    Put(part, octets);
  }
  octets.insert(octets.end(), message.ciphertext.begin(), message.ciphertext.end());
  return octets;
}

const Key& KeyFor(const FuzzMessage& message) {
  if (message.type != KeyType::kOct) return *FuzzKey(message.type);
  const bool is_dir = message.algorithm->mechanism == &kDirect;
  return *FuzzSecret(is_dir ? message.cipher->key_size : message.algorithm->kek_size);
}

}  // namespace jose::test
