#include "binding/guard.h"

#include <openssl/err.h>

#include <cstdio>
#include <cstdlib>
#include <new>
#include <string_view>

#include "binding/args.h"
#include "core/failure.h"

namespace jose {

namespace {

constexpr const char* CodeOf(FailureCode code) {
  constexpr const char* kCodes[] = {"ERR_JWK_INVALID",         "ERR_KEY_TYPE_MISMATCH", "ERR_JOSE_NOT_SUPPORTED",
                                    "ERR_JOSE_LIMIT_EXCEEDED", "ERR_KEY_PASSWORD",      "ERR_OPENSSL"};
  return kCodes[static_cast<std::size_t>(code)];
}

napi_value Text(napi_env env, std::string_view text) {
  napi_value value = nullptr;
  napi_create_string_utf8(env, text.data(), text.size(), &value);
  return value;
}

/// An own member, whatever setter the object inherits.
void Define(napi_env env, napi_value object, const char* name, napi_value value) {
  const napi_property_descriptor member = {name,   nullptr, nullptr, nullptr, nullptr, value, napi_default_jsproperty,
                                           nullptr};
  napi_define_properties(env, object, 1, &member);
}

/// [{ library, reason, code }]
napi_value OpenSslErrors(napi_env env, const std::vector<OpenSslError>& errors) {
  napi_value list = nullptr;
  napi_create_array_with_length(env, errors.size(), &list);
  for (std::uint32_t i = 0; i < errors.size(); ++i) {
    napi_value entry = nullptr;
    napi_value code = nullptr;
    napi_create_object(env, &entry);
    napi_create_int64(env, static_cast<std::int64_t>(errors[i].code), &code);
    Define(env, entry, "library", Text(env, errors[i].library));
    Define(env, entry, "reason", Text(env, errors[i].reason));
    Define(env, entry, "code", code);
    napi_set_element(env, list, i, entry);
  }
  return list;
}

napi_value MakeError(napi_env env, const char* code, const char* message) {
  napi_value error = nullptr;
  // Given a code, Node-API would assign it.
  if (napi_create_error(env, nullptr, Text(env, message), &error) == napi_ok)
    Define(env, error, "code", Text(env, code));
  return error;
}

/// What node-addon-api keeps in its exception. To fetch it may throw another one.
napi_value ValueOf(const Napi::Error& error) noexcept {
  try {
    return error.Value();
  } catch (...) {
    return nullptr;
  }
}

}  // namespace

napi_value ErrorFrom(napi_env env, const std::exception_ptr& exception) noexcept {
  // Statuses are not looked at here: where no error can be made, an environment is being torn down, and there is
  // nobody left to tell.
  try {
    std::rethrow_exception(exception);
  } catch (const Failure& failure) {
    napi_value error = MakeError(env, CodeOf(failure.code()), failure.what());
    if (error != nullptr && failure.code() == FailureCode::kOpenSsl) {
      Define(env, error, "openssl", OpenSslErrors(env, failure.openssl()));
    }
    return error;
  } catch (const ArgumentError& failure) {
    napi_value error = nullptr;
    if (napi_create_type_error(env, nullptr, Text(env, failure.what()), &error) == napi_ok) {
      Define(env, error, "code", Text(env, "ERR_INVALID_ARG_TYPE"));
    }
    return error;
  } catch (const Napi::Error& error) {
    return ValueOf(error);
  } catch (const std::bad_alloc&) {
    return MakeError(env, "ERR_OPENSSL", "not enough memory for this operation");
  } catch (const std::exception& other) {
    return MakeError(env, "ERR_OPENSSL", other.what());
  } catch (...) {
    return MakeError(env, "ERR_OPENSSL", "an exception of an unknown kind");
  }
}

napi_value TakePendingException(napi_env env) noexcept {
  bool pending = false;
  napi_value exception = nullptr;
  if (napi_is_exception_pending(env, &pending) != napi_ok || !pending) return nullptr;
  return napi_get_and_clear_last_exception(env, &exception) == napi_ok ? exception : nullptr;
}

void ThrowInJavaScript(napi_env env, const std::exception_ptr& exception) noexcept {
  bool pending = false;
  napi_is_exception_pending(env, &pending);
  if (pending) return;
  napi_value error = ErrorFrom(env, exception);
  if (error != nullptr) napi_throw(env, error);
}

void RequireCleanErrorQueue() noexcept {
  if (ERR_peek_error() == 0) return;
  if (kIsChecked) {
    std::fputs("jose-openssl: the OpenSSL error queue was not empty on return:\n", stderr);
    ERR_print_errors_fp(stderr);
    std::abort();
  }
  ERR_clear_error();
}

}  // namespace jose
