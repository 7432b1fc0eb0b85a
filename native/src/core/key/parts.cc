#include "core/key/parts.h"

#include <string>

#include "core/error_queue.h"

namespace jose {

namespace {

std::string Quoted(std::string_view name) {
  std::string quoted(1, '"');
  quoted.append(name).append(1, '"');
  return quoted;
}

}  // namespace

bool HasPart(const KeyParts& parts, std::string_view name) { return parts.find(name) != parts.end(); }

ByteView Part(const KeyParts& parts, std::string_view name) {
  const auto found = parts.find(name);
  if (found == parts.end()) ThrowInvalidKey("the key lacks its member " + Quoted(name));
  return found->second;
}

ByteView PartOfSize(const KeyParts& parts, std::string_view name, std::size_t size) {
  const ByteView part = Part(parts, name);
  if (part.size() != size) {
    ThrowInvalidKey("the key's member " + Quoted(name) + " must hold " + std::to_string(size) + " octets, found " +
                    std::to_string(part.size()));
  }
  return part;
}

BnPtr PartAsNumber(const KeyParts& parts, std::string_view name) {
  const ByteView part = Part(parts, name);
  // RFC 7518 section 2: "the representation MUST utilize the minimum number of octets needed to represent the value".
  if (part.empty() || part[0] == 0) {
    ThrowInvalidKey("the key's member " + Quoted(name) + " must be a positive number without leading zero octets");
  }
  BnPtr number(BN_bin2bn(part.data(), static_cast<int>(part.size()), nullptr));
  return RequireNotNull(std::move(number), "BN_bin2bn");
}

void PushNumber(OSSL_PARAM_BLD* builder, const char* name, const BIGNUM* number) {
  Require(OSSL_PARAM_BLD_push_BN(builder, name, number), "OSSL_PARAM_BLD_push_BN");
}

EvpPkeyPtr PkeyFromParams(const char* openssl_type, OSSL_PARAM_BLD* builder, bool is_private) {
  const ParamsPtr params(RequireNotNull(OSSL_PARAM_BLD_to_param(builder), "OSSL_PARAM_BLD_to_param"));
  const EvpPkeyCtxPtr context(
      RequireNotNull(EVP_PKEY_CTX_new_from_name(nullptr, openssl_type, nullptr), "EVP_PKEY_CTX_new_from_name"));
  Require(EVP_PKEY_fromdata_init(context.get()), "EVP_PKEY_fromdata_init");
  EVP_PKEY* pkey = nullptr;
  const int selection = is_private ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY;
  if (EVP_PKEY_fromdata(context.get(), &pkey, selection, params.get()) != 1) {
    if (ErrorQueueIsFatal()) ThrowOpenSslFailure("EVP_PKEY_fromdata");
    ClearErrorQueue();
    return nullptr;
  }
  return EvpPkeyPtr(pkey);
}

BnPtr NumberOf(const EVP_PKEY* pkey, const char* name) {
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(pkey, name, &number) != 1) {
    ClearErrorQueue();
    return nullptr;
  }
  return BnPtr(number);
}

}  // namespace jose
