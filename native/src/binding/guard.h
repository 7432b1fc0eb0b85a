#pragma once

#include <napi.h>

#include <exception>

namespace jose {

/// Turns an exception into a JavaScript error value: a Failure keeps its code and its OpenSSL errors, anything else
/// becomes an Error. The one place where C++ exceptions end.
napi_value ErrorFrom(napi_env env, const std::exception_ptr& exception) noexcept;

/// The JavaScript exception that Node-API has left pending, which is so no longer; nullptr where there is none.
napi_value TakePendingException(napi_env env) noexcept;

/// Throws in JavaScript what ErrorFrom gives.
void ThrowInJavaScript(napi_env env, const std::exception_ptr& exception) noexcept;

/// Whether this is the addon that the tests load (native/src/checked.cc).
extern const bool kIsChecked;

/// The OpenSSL error queue must be empty whenever control leaves the core. The addon that the tests load aborts when it
/// is not, so that they find the place; the shipped one empties it where it asks: after a failure.
void RequireCleanErrorQueue() noexcept;

/// Runs what Node has called. Whatever it throws is thrown in JavaScript, and nullptr returned: an exception that went
/// on into Node would end the process.
template <class Step>
napi_value Converted(napi_env env, const Step& step) noexcept {
  try {
    napi_value result = step();
    // What succeeds is shown by the tests to leave nothing behind.
    if (kIsChecked) RequireCleanErrorQueue();
    return result;
  } catch (...) {
    ThrowInJavaScript(env, std::current_exception());
    RequireCleanErrorQueue();
    return nullptr;
  }
}

using NativeFunction = napi_value (*)(napi_env env, napi_callback_info info);

/// Entry point around every function of the native interface.
template <NativeFunction kFunction>
napi_value Guarded(napi_env env, napi_callback_info info) noexcept {
  return Converted(env, [&] { return kFunction(env, info); });
}

/// One function of the native interface: a row of the tables that `addon.cc` gives to JavaScript.
struct NativeRow {
  const char* name;
  napi_callback run;
  /// The same on the thread pool, for a promise; nullptr for what takes microseconds.
  napi_callback run_pooled;
};

template <NativeFunction kFunction>
constexpr NativeRow Method(const char* name) {
  return {name, Guarded<kFunction>, nullptr};
}

}  // namespace jose
