#pragma once

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/params.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include <memory>

namespace jose {

/// Deleter made from OpenSSL's own free function: no wrapper class per object, no stored pointer.
template <auto Free>
struct OpenSslDeleter {
  template <class T>
  void operator()(T* object) const noexcept {
    Free(object);
  }
};

template <class T, auto Free>
using OpenSslPtr = std::unique_ptr<T, OpenSslDeleter<Free>>;

inline void FreeOpenSslMemory(void* memory) noexcept { OPENSSL_free(memory); }

using BnPtr = OpenSslPtr<BIGNUM, BN_clear_free>;
using BnCtxPtr = OpenSslPtr<BN_CTX, BN_CTX_free>;
using EvpCipherPtr = OpenSslPtr<EVP_CIPHER, EVP_CIPHER_free>;
using EvpCipherCtxPtr = OpenSslPtr<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;
using EvpMacPtr = OpenSslPtr<EVP_MAC, EVP_MAC_free>;
using EvpMacCtxPtr = OpenSslPtr<EVP_MAC_CTX, EVP_MAC_CTX_free>;
using EvpMdPtr = OpenSslPtr<EVP_MD, EVP_MD_free>;
using EvpMdCtxPtr = OpenSslPtr<EVP_MD_CTX, EVP_MD_CTX_free>;
using EvpPkeyPtr = OpenSslPtr<EVP_PKEY, EVP_PKEY_free>;
using EvpPkeyCtxPtr = OpenSslPtr<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using EvpSignaturePtr = OpenSslPtr<EVP_SIGNATURE, EVP_SIGNATURE_free>;
using OpenSslMemoryPtr = OpenSslPtr<std::uint8_t, FreeOpenSslMemory>;
using ParamBuilderPtr = OpenSslPtr<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using ParamsPtr = OpenSslPtr<OSSL_PARAM, OSSL_PARAM_free>;
using Pkcs8Ptr = OpenSslPtr<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free>;
inline void FreeCertificates(STACK_OF(X509) * certificates) noexcept { sk_X509_pop_free(certificates, X509_free); }
inline void FreeSafes(STACK_OF(PKCS7) * safes) noexcept { sk_PKCS7_pop_free(safes, PKCS7_free); }
inline void FreeBags(STACK_OF(PKCS12_SAFEBAG) * bags) noexcept {
  sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
}

using AlgorithmPtr = OpenSslPtr<X509_ALGOR, X509_ALGOR_free>;
using Pbe2ParamPtr = OpenSslPtr<PBE2PARAM, PBE2PARAM_free>;
using PbeParamPtr = OpenSslPtr<PBEPARAM, PBEPARAM_free>;
using Pbkdf2ParamPtr = OpenSslPtr<PBKDF2PARAM, PBKDF2PARAM_free>;
using Pkcs12Ptr = OpenSslPtr<PKCS12, PKCS12_free>;
using ScryptParamsPtr = OpenSslPtr<SCRYPT_PARAMS, SCRYPT_PARAMS_free>;
using X509SigPtr = OpenSslPtr<X509_SIG, X509_SIG_free>;
using CertificatesPtr = OpenSslPtr<STACK_OF(X509), FreeCertificates>;
using SafesPtr = OpenSslPtr<STACK_OF(PKCS7), FreeSafes>;
using BagsPtr = OpenSslPtr<STACK_OF(PKCS12_SAFEBAG), FreeBags>;
using X509Ptr = OpenSslPtr<X509, X509_free>;

}  // namespace jose
