#pragma once

#include <napi.h>

#include <exception>
#include <memory>
#include <utility>

#include "binding/args.h"
#include "binding/buffer.h"
#include "binding/environment.h"
#include "binding/guard.h"
#include "binding/job_queue.h"

namespace jose {

// An operation is a struct of three steps, written once for both forms:
//
//   explicit Op(Scratch& scratch);            where its working memory is
//   void Parse(const Arguments& arguments);   JavaScript thread: takes what it needs out of the arguments
//   void Run();                               any thread: the core alone, no Node type
//   napi_value ToJs(napi_env env);            JavaScript thread: the result
//
// and, where it can be so, bool IsBrief() const (any thread), see Job.

/// The synchronous form: the three steps one after the other, in the environment's own working memory.
template <class Op>
napi_value RunSync(napi_env env, napi_callback_info info) {
  Scratch& scratch = Environment::Of(env).scratch;
  Op op(scratch);
  op.Parse(Arguments(env, info, /*borrow=*/true));
  op.Run();
  napi_value result = op.ToJs(env);
  scratch.Shrink();
  return result;
}

/// A promise that was given to JavaScript. JavaScript thread.
class Deferred {
 public:
  napi_value Create(napi_env env) {
    napi_value promise = nullptr;
    Check(napi_create_promise(env, &deferred_, &promise), "napi_create_promise");
    return promise;
  }

  /// With what `result` makes, unless there is an exception or it throws one.
  template <class Result>
  void Settle(napi_env env, std::exception_ptr exception, const Result& result) noexcept {
    napi_value value = nullptr;
    if (!exception) {
      try {
        value = result();
      } catch (...) {
        exception = std::current_exception();
      }
    }
    if (exception) {
      Reject(env, exception);
    } else {
      napi_resolve_deferred(env, deferred_, value);
    }
  }

  void Reject(napi_env env, const std::exception_ptr& reason) noexcept {
    // What Node-API threw itself must not stay pending: the jobs that are settled next could not be.
    napi_value error = TakePendingException(env);
    if (error == nullptr) error = ErrorFrom(env, reason);
    if (error != nullptr) napi_reject_deferred(env, deferred_, error);
  }

 private:
  napi_deferred deferred_ = nullptr;
};

/// Runs a step of a job. Any thread. What it throws is returned.
template <class Step>
std::exception_ptr Attempt(const Step& step) noexcept {
  std::exception_ptr exception;
  try {
    step();
  } catch (...) {
    exception = std::current_exception();
  }
  RequireCleanErrorQueue();
  return exception;
}

/// The promise form: Run on a thread of libuv's pool, where the environment's queue has its turn.
template <class Op>
class AsyncJob : public Job {
 public:
  static napi_value Start(napi_env env, napi_callback_info info) {
    auto job = std::make_unique<AsyncJob>();
    job->op_.Parse(Arguments(env, info, /*borrow=*/false));
    napi_value promise = job->deferred_.Create(env);
    Environment::Of(env).jobs->Push(env, std::move(job));
    return promise;
  }

  bool IsBrief() const noexcept override {
    if constexpr (requires { op_.IsBrief(); }) {
      return op_.IsBrief();
    } else {
      return false;
    }
  }

  void Run() noexcept override {
    exception_ = Attempt([this] { op_.Run(); });
  }

  void Settle(napi_env env) noexcept override {
    deferred_.Settle(env, exception_, [&] { return op_.ToJs(env); });
  }

  void Refuse(napi_env env, const std::exception_ptr& reason) noexcept override { deferred_.Reject(env, reason); }

 private:
  Scratch scratch_;
  Op op_{scratch_};
  Deferred deferred_;
  std::exception_ptr exception_;
};

template <class Op>
napi_value RunAsync(napi_env env, napi_callback_info info) {
  return AsyncJob<Op>::Start(env, info);
}

}  // namespace jose
