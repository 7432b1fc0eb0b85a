#include "core/error_queue.h"

#include <openssl/err.h>

#include "core/key/import.h"
#include "core/signature/signature.h"
#include "harness.h"
#include "support.h"

namespace jose::test {
namespace {

/// Errors of somebody else that were left in the queue: harmless ones and OpenSSL's own, the worst last.
void PlantErrors() {
  ERR_raise(ERR_LIB_RSA, 117);
  ERR_raise(ERR_LIB_EVP, ERR_R_MALLOC_FAILURE);
  ERR_raise(ERR_LIB_CRYPTO, ERR_R_INTERNAL_ERROR);
}

JOSE_TEST(error_queue_drains_oldest_first) {
  EXPECT(DrainErrorQueue().empty());
  ERR_raise(ERR_LIB_EVP, ERR_R_MALLOC_FAILURE);
  ERR_raise(ERR_LIB_CRYPTO, ERR_R_PASSED_NULL_PARAMETER);
  const std::vector<OpenSslError> errors = DrainErrorQueue();
  EXPECT(errors.size() == 2);
  EXPECT(errors.at(0).library == "digital envelope routines");
  EXPECT(errors.at(0).code == ERR_PACK(ERR_LIB_EVP, 0, ERR_R_MALLOC_FAILURE));
  EXPECT(errors.at(0).reason == "malloc failure");
  EXPECT(errors.at(1).reason == "passed a null parameter");
  EXPECT(ERR_peek_error() == 0);
}

JOSE_TEST(error_queue_has_words_for_codes_without_text) {
  ERR_raise(ERR_LIB_USER, 4000);
  const std::vector<OpenSslError> errors = DrainErrorQueue();
  EXPECT(errors.size() == 1);
  EXPECT(errors.at(0).library == "unknown");
  EXPECT(errors.at(0).reason == "unknown");
}

JOSE_TEST(error_queue_failures_take_the_errors_along) {
  ERR_raise(ERR_LIB_EVP, ERR_R_MALLOC_FAILURE);
  try {
    Require(0, "EVP_Something");
    EXPECT(false);
  } catch (const Failure& failure) {
    EXPECT(failure.code() == FailureCode::kOpenSsl);
    EXPECT(std::string_view(failure.what()) == "OpenSSL could not complete EVP_Something: malloc failure");
    EXPECT(failure.openssl().size() == 1);
  }
  EXPECT_FAILURE(FailureCode::kOpenSsl, "could not complete EVP_Other", Require(-1, "EVP_Other"));
  EXPECT_FAILURE(FailureCode::kOpenSsl, "EVP_New", RequireNotNull(static_cast<EVP_PKEY*>(nullptr), "EVP_New"));
  ERR_raise(ERR_LIB_EVP, ERR_R_MALLOC_FAILURE);
  EXPECT_FAILURE(FailureCode::kInvalidKey, "bad key", ThrowInvalidKey("bad key"));
}

JOSE_TEST(error_queue_tells_fatal_errors) {
  EXPECT(!ErrorQueueIsFatal());
  ERR_raise(ERR_LIB_RSA, 117);
  EXPECT(!ErrorQueueIsFatal());
  ERR_raise(ERR_LIB_EVP, ERR_R_MALLOC_FAILURE);
  EXPECT(ErrorQueueIsFatal());
  ClearErrorQueue();
  EXPECT(!ErrorQueueIsFatal());
  EXPECT(ERR_peek_error() == 0);
}

JOSE_TEST(error_queue_of_others_changes_no_verdict) {
  const Bytes input = RandomBytes(80);
  for (const Scheme& scheme : Schemes()) {
    const Key& key = *VerifyingKey(scheme);
    ClearErrorQueue();
    PlantErrors();
    const Bytes good = SignatureOf(*PrivateKey(TypeFor(scheme)), scheme, input);
    ClearErrorQueue();
    PlantErrors();
    EXPECT(Verify(key, scheme, input, good));
    ClearErrorQueue();
    PlantErrors();
    EXPECT(!Verify(key, scheme, input, Flipped(good, good.size() - 1)));
    EXPECT(ERR_peek_error() == 0);
    PlantErrors();
    EXPECT(!Verify(key, scheme, input, ByteView(good).first(good.size() - 1)));
    EXPECT(ERR_peek_error() == 0);
  }
}

JOSE_TEST(error_queue_of_others_changes_no_import) {
  const KeyParts ec = ExportParts(*PublicKey(KeyType::kP256), false);
  KeyParts off_curve = ec;
  off_curve["y"][31] ^= 1;
  PlantErrors();
  EXPECT_FAILURE(FailureCode::kInvalidKey, "must be a point on P-256", ImportParts(KeyType::kP256, off_curve));
  PlantErrors();
  EXPECT(ImportParts(KeyType::kP256, ec) != nullptr);
  ClearErrorQueue();
  PlantErrors();
  EXPECT_FAILURE(FailureCode::kInvalidKey, "the octets are not", ImportDer(RandomBytes(50), DerFormat::kAny));
  PlantErrors();
  EXPECT(ImportDer(ExportDer(*PublicKey(KeyType::kP256), DerFormat::kSpki, false), DerFormat::kSpki) != nullptr);
  ClearErrorQueue();
}

}  // namespace
}  // namespace jose::test
