#include "binding/job_queue.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <utility>
#include <vector>

#include "binding/args.h"

namespace jose {

namespace {

/// After that a thread hands over what it has done, and whoever else waits for one gets it.
constexpr std::chrono::milliseconds kLongestShift{1};

/// Of brief jobs: one that works and one that is ready, so that a thread need not wait until JavaScript has time to
/// give it something. Each other job has a shift of its own from the start.
constexpr std::size_t kShiftsPerThread = 2;

/// Enough for a millisecond of the quickest that come here, RS256 verifications.
constexpr std::size_t kMostJobs = 64;

constexpr std::size_t kMostThreads = 1024;  // of libuv

std::size_t ReadThreadCount() noexcept {
  const char* const text = std::getenv("UV_THREADPOOL_SIZE");
  if (text == nullptr) return 4;
  const long count = std::strtol(text, nullptr, 10);  // as libuv: 0 for what is no number
  if (count < 0) return kMostThreads;                 // as libuv, to which it is a very large one
  return std::clamp(static_cast<std::size_t>(count), std::size_t{1}, kMostThreads);
}

}  // namespace

std::size_t ThreadCount() noexcept {
  static const std::size_t count = ReadThreadCount();
  return count;
}

/// One stay on a thread. Owns itself from the moment it is queued until it has ended.
class JobQueue::Shift {
 public:
  explicit Shift(std::shared_ptr<JobQueue> queue) : queue_(std::move(queue)) { done_.reserve(kMostJobs); }

  static void Start(napi_env env, std::unique_ptr<Shift> shift) {
    Check(napi_create_async_work(env, nullptr, AsciiString(env, "jose-openssl", 12), Execute, Complete, shift.get(),
                                 &shift->work_),
          "napi_create_async_work");
    const napi_status queued = napi_queue_async_work(env, shift->work_);
    if (queued != napi_ok) napi_delete_async_work(env, shift->work_);
    Check(queued, "napi_queue_async_work");
    static_cast<void>(shift.release());
  }

 private:
  static void Execute(napi_env /*env*/, void* data) noexcept { static_cast<Shift*>(data)->Work(); }

  static void Complete(napi_env env, napi_status status, void* data) noexcept {
    const std::unique_ptr<Shift> shift(static_cast<Shift*>(data));
    napi_delete_async_work(env, shift->work_);
    if (status == napi_cancelled) return;  // the environment is going away: nobody waits any more
    shift->queue_->EndShift(env);          // first, so that the threads have work meanwhile
    for (const auto& job : shift->done_) job->Settle(env);
  }

  void Work() noexcept {
    const auto end = std::chrono::steady_clock::now() + kLongestShift;
    std::unique_ptr<Job> job = queue_->Begin();
    while (job) {
      job->Run();
      const bool goes_on = job->IsBrief() && done_.size() + 1 < kMostJobs && std::chrono::steady_clock::now() < end;
      done_.push_back(std::move(job));
      job = goes_on ? queue_->TakeBrief() : nullptr;
    }
    queue_->Leave();
  }

  std::shared_ptr<JobQueue> queue_;
  napi_async_work work_ = nullptr;
  std::vector<std::unique_ptr<Job>> done_;  // never grows: a thread must not run out of memory here
};

void JobQueue::Push(napi_env env, std::unique_ptr<Job> job) {
  {
    const std::lock_guard lock(mutex_);
    const bool is_brief = job->IsBrief();
    waiting_.push_back(std::move(job));
    if (waiting_.size() <= unbegun_ || (is_brief && working_ >= kShiftsPerThread * ThreadCount())) return;
  }
  try {
    StartShift(env);
  } catch (...) {
    if (shifts_ != 0) return;  // one of those will come to it
    waiting_.pop_back();       // there is no shift, so no other thread looks at these
    throw;
  }
}

std::unique_ptr<Job> JobQueue::Begin() noexcept {
  const std::lock_guard lock(mutex_);
  --unbegun_;
  return waiting_.empty() ? nullptr : TakeFirst();
}

std::unique_ptr<Job> JobQueue::TakeBrief() noexcept {
  const std::lock_guard lock(mutex_);
  // What a shift will begin that is queued already is left to it: few in flight are sooner done side by side.
  return waiting_.size() <= unbegun_ || !waiting_.front()->IsBrief() ? nullptr : TakeFirst();
}

std::unique_ptr<Job> JobQueue::TakeFirst() noexcept {
  std::unique_ptr<Job> job = std::move(waiting_.front());
  waiting_.pop_front();
  return job;
}

void JobQueue::Leave() noexcept {
  const std::lock_guard lock(mutex_);
  --working_;
}

void JobQueue::StartShift(napi_env env) {
  auto shift = std::make_unique<Shift>(shared_from_this());
  {
    const std::lock_guard lock(mutex_);  // before a thread can begin it
    ++unbegun_;
    ++working_;
  }
  try {
    Shift::Start(env, std::move(shift));
  } catch (...) {
    const std::lock_guard lock(mutex_);
    --unbegun_;
    --working_;
    throw;
  }
  ++shifts_;
}

void JobQueue::EndShift(napi_env env) noexcept {
  --shifts_;
  try {
    {
      const std::lock_guard lock(mutex_);
      if (waiting_.size() <= unbegun_) return;
    }
    StartShift(env);
  } catch (...) {
    // One by one, and without memory: to settle a promise may run JavaScript, which may push others, and start a shift
    // that does the rest.
    while (shifts_ == 0) {
      std::unique_ptr<Job> job;
      {
        const std::lock_guard lock(mutex_);
        if (waiting_.empty()) return;
        job = TakeFirst();
      }
      job->Refuse(env, std::current_exception());
    }
  }
}

}  // namespace jose
