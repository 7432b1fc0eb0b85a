#pragma once

#include <napi.h>

#include <cstddef>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>

namespace jose {

/// The threads of libuv's pool: what it reads from UV_THREADPOOL_SIZE when it is first used, and 4 without. Read at the
/// first call, which is to be as late.
std::size_t ThreadCount() noexcept;

/// The most octets that a brief job verifies or signs.
inline constexpr std::size_t kMaxBriefOctets = std::size_t{64} * 1024;

/// An operation on its way through the thread pool.
class Job {
 public:
  Job() = default;
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;
  virtual ~Job() = default;

  /// Whether Run takes a millisecond at most, so that the result of another job may wait for it.
  virtual bool IsBrief() const noexcept = 0;

  /// Any thread. Keeps what it throws.
  virtual void Run() noexcept = 0;

  /// JavaScript thread: settles the promise.
  virtual void Settle(napi_env env) noexcept = 0;

  /// JavaScript thread, instead of Run and Settle: rejects the promise.
  virtual void Refuse(napi_env env, const std::exception_ptr& reason) noexcept = 0;
};

/// The jobs of one environment. A thread of the pool that has done a brief one goes on with the next, until a
/// millisecond is over, before it hands the results over: with 64 verifications of ES256 in flight on two processors
/// each takes 68 instead of 74 us, for the threads interrupt one another less often. Shared with the shifts that are
/// under way, which may outlive the environment.
class JobQueue : public std::enable_shared_from_this<JobQueue> {
 public:
  /// JavaScript thread. Throws, and lets go of the job, when none could ever begin it.
  void Push(napi_env env, std::unique_ptr<Job> job);

 private:
  class Shift;

  /// For a shift that begins: the next job, unless others were quicker.
  std::unique_ptr<Job> Begin() noexcept;
  /// For a shift that goes on: the next job if that is a brief one.
  std::unique_ptr<Job> TakeBrief() noexcept;
  std::unique_ptr<Job> TakeFirst() noexcept;
  /// For a shift that has done its last job; JavaScript may learn of that later.
  void Leave() noexcept;
  void StartShift(napi_env env);
  void EndShift(napi_env env) noexcept;

  std::mutex mutex_;
  std::deque<std::unique_ptr<Job>> waiting_;  // in order; guarded by mutex_
  std::size_t unbegun_ = 0;                   // shifts that wait for a thread; guarded by mutex_
  std::size_t working_ = 0;                   // those, and the ones that have more to do; guarded by mutex_
  std::size_t shifts_ = 0;                    // that JavaScript has not seen end; used on the JavaScript thread only
};

}  // namespace jose
