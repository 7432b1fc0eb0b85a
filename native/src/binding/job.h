#pragma once

#include <napi.h>

#include <exception>
#include <memory>
#include <utility>

#include "binding/args.h"
#include "binding/buffer.h"
#include "binding/environment.h"
#include "binding/guard.h"

namespace jose {

// An operation is a struct of three steps, written once for both forms:
//
//   explicit Op(Scratch& scratch);            where its working memory is
//   void Parse(const Arguments& arguments);   JavaScript thread: takes what it needs out of the arguments
//   void Run();                               any thread: the core alone, no Node type
//   napi_value ToJs(napi_env env);            JavaScript thread: the result

/// The synchronous form: the three steps one after the other, in the environment's own working memory.
template <class Op>
napi_value RunSync(napi_env env, napi_callback_info info) {
  Scratch& scratch = Environment::Of(env).scratch;
  napi_value result = nullptr;
  {
    Op op(scratch);  // to be gone before its working memory is
    op.Parse(Arguments(env, info, /*borrow=*/true));
    op.Run();
    result = op.ToJs(env);
  }
  scratch.Shrink();
  return result;
}

/// The promise form: Run is one work item of libuv's pool. The job owns itself from the moment it is queued until its
/// promise is settled.
template <class Op>
class AsyncJob {
 public:
  /// JavaScript thread. Gives the promise.
  static napi_value Start(napi_env env, napi_callback_info info) {
    auto job = std::make_unique<AsyncJob>();
    job->op_.Parse(Arguments(env, info, /*borrow=*/false));
    napi_value promise = nullptr;
    Check(napi_create_promise(env, &job->deferred_, &promise), "napi_create_promise");
    Check(napi_create_async_work(env, nullptr, AsciiString(env, "jose-openssl", 12), Execute, Complete, job.get(),
                                 &job->work_),
          "napi_create_async_work");
    const napi_status queued = napi_queue_async_work(env, job->work_);
    if (queued != napi_ok) napi_delete_async_work(env, job->work_);
    Check(queued, "napi_queue_async_work");
    static_cast<void>(job.release());
    return promise;
  }

 private:
  static void Execute(napi_env /*env*/, void* data) noexcept {
    auto* const job = static_cast<AsyncJob*>(data);
    try {
      job->op_.Run();
    } catch (...) {
      job->exception_ = std::current_exception();
    }
    RequireCleanErrorQueue();
  }

  static void Complete(napi_env env, napi_status status, void* data) noexcept {
    const std::unique_ptr<AsyncJob> job(static_cast<AsyncJob*>(data));
    napi_delete_async_work(env, job->work_);
    if (status == napi_cancelled) return;  // the environment is going away: nobody waits any more
    job->Settle(env);
  }

  void Settle(napi_env env) noexcept {
    napi_value value = nullptr;
    if (!exception_) {
      try {
        value = op_.ToJs(env);
      } catch (...) {
        exception_ = std::current_exception();
      }
    }
    if (!exception_) {
      napi_resolve_deferred(env, deferred_, value);
      // A getter of `then` that `Object.prototype` was given is asked here. What it throws has rejected the promise,
      // and must not end the process as well.
      TakePendingException(env);
      return;
    }
    // An exception that Node-API itself threw must not stay pending: Node would take it for an uncaught one.
    napi_value error = TakePendingException(env);
    if (error == nullptr) error = ErrorFrom(env, exception_);
    if (error != nullptr) napi_reject_deferred(env, deferred_, error);
  }

  Scratch scratch_;
  Op op_{scratch_};
  std::exception_ptr exception_;
  napi_deferred deferred_ = nullptr;
  napi_async_work work_ = nullptr;
};

template <class Op>
napi_value RunAsync(napi_env env, napi_callback_info info) {
  return AsyncJob<Op>::Start(env, info);
}

/// An operation in both forms.
template <class Op>
constexpr NativeRow Operation(const char* name) {
  return {name, Guarded<RunSync<Op>>, Guarded<RunAsync<Op>>};
}

}  // namespace jose
