#include "core/key/password_based.h"

#include <openssl/err.h>

#include <algorithm>
#include <string>

#include "core/error_queue.h"

namespace jose {

namespace {

/// The parameters of an algorithm, decoded; null when they are not of that type.
template <class Pointer>
Pointer ParametersOf(const X509_ALGOR* algorithm, const ASN1_ITEM* item) {
  using Object = typename Pointer::element_type;
  int type = 0;
  const void* value = nullptr;
  X509_ALGOR_get0(nullptr, &type, &value, algorithm);
  if (type != V_ASN1_SEQUENCE) return nullptr;
  return Pointer(static_cast<Object*>(ASN1_item_unpack(static_cast<const ASN1_STRING*>(value), item)));
}

int NidOf(const X509_ALGOR* algorithm) {
  const ASN1_OBJECT* object = nullptr;
  X509_ALGOR_get0(&object, nullptr, nullptr, algorithm);
  return OBJ_obj2nid(object);
}

constexpr std::int64_t kTooMany = kMaxKdfIterations + 1;

/// The number, or kTooMany where it is larger or no count at all.
std::int64_t CountOf(const ASN1_INTEGER* number) {
  std::int64_t count = 0;
  const bool fits = number != nullptr && ASN1_INTEGER_get_int64(&count, number) == 1;
  ClearErrorQueue();
  return fits && count >= 0 && count < kTooMany ? count : kTooMany;
}

}  // namespace

void WorkBudget::TakeRounds(std::int64_t rounds) {
  if (rounds > left_) {
    throw Failure(FailureCode::kLimitExceeded,
                  "the encrypted key asks for too many rounds of key derivation; at most " +
                      std::to_string(kMaxKdfIterations) + " are done");
  }
  left_ -= rounds;
}

void WorkBudget::TakeScrypt(const SCRYPT_PARAMS& scrypt) {
  // RFC 7914 section 6: p times, N times, r blocks are mixed, each at about the cost of a round of PBKDF2. OpenSSL
  // bounds only the memory, 128 r (N + p) octets: 32 MB can keep a processor busy for half an hour.
  std::int64_t rounds = 1;
  for (const ASN1_INTEGER* factor : {scrypt.costParameter, scrypt.blockSize, scrypt.parallelizationParameter}) {
    rounds = std::min(rounds * CountOf(factor), kTooMany);
  }
  TakeRounds(rounds);
}

void WorkBudget::Take(const ASN1_INTEGER* iterations) { TakeRounds(CountOf(iterations)); }

void WorkBudget::Take(const X509_ALGOR* algorithm) {
  if (NidOf(algorithm) == NID_pbes2) {
    const auto pbes2 = ParametersOf<Pbe2ParamPtr>(algorithm, ASN1_ITEM_rptr(PBE2PARAM));
    const int derivation = pbes2 ? NidOf(pbes2->keyfunc) : NID_undef;
    if (derivation == NID_id_pbkdf2) {
      const auto pbkdf2 = ParametersOf<Pbkdf2ParamPtr>(pbes2->keyfunc, ASN1_ITEM_rptr(PBKDF2PARAM));
      if (pbkdf2) Take(pbkdf2->iter);
    } else if (derivation == NID_id_scrypt) {
      const auto scrypt = ParametersOf<ScryptParamsPtr>(pbes2->keyfunc, ASN1_ITEM_rptr(SCRYPT_PARAMS));
      if (scrypt) TakeScrypt(*scrypt);
    }
  } else if (const auto pbes1 = ParametersOf<PbeParamPtr>(algorithm, ASN1_ITEM_rptr(PBEPARAM))) {
    Take(pbes1->iter);
  }
  ClearErrorQueue();  // parameters of another shape: the decryption itself will say so
}

void ThrowNotDecrypted() {
  if (ErrorQueueIsFatal() && ERR_GET_REASON(ERR_peek_last_error()) == ERR_R_MALLOC_FAILURE) {
    ThrowOpenSslFailure("the decryption of a key");
  }
  for (const OpenSslError& error : DrainErrorQueue()) {
    const int reason = ERR_GET_REASON(error.code);
    const int library = ERR_GET_LIB(error.code);
    const bool is_missing =
        reason == ERR_R_UNSUPPORTED ||
        (library == ERR_LIB_EVP && (reason == EVP_R_UNSUPPORTED_ALGORITHM || reason == EVP_R_UNKNOWN_PBE_ALGORITHM ||
                                    reason == EVP_R_UNSUPPORTED_CIPHER));
    if (library == ERR_LIB_EVP && reason == EVP_R_MEMORY_LIMIT_EXCEEDED) {
      throw Failure(FailureCode::kLimitExceeded,
                    "the encrypted key's scrypt needs more than the 32 MB of memory that are allowed; encrypt it again "
                    "with a smaller cost parameter, or with PBKDF2");
    }
    if (is_missing) {
      throw Failure(FailureCode::kNotSupported,
                    "the key is encrypted with an algorithm that is no longer supported (such as RC2, RC4 or DES); "
                    "encrypt it again with PBES2");
    }
  }
  throw Failure(FailureCode::kKeyPassword, "the password does not decrypt the key");
}

}  // namespace jose
