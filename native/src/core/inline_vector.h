#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <type_traits>

namespace jose {

/// A stack of plain values of which the first kInline need no allocation and are not initialised before they are
/// pushed.
template <class T, std::size_t kInline>
class InlineVector {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
  InlineVector() noexcept {}  // leaves the memory as it is
  InlineVector(const InlineVector&) = delete;
  InlineVector& operator=(const InlineVector&) = delete;
  ~InlineVector() = default;

  void Push(const T& value) {
    if (size_ == capacity_) Grow();
    std::construct_at(data_ + size_, value);
    ++size_;
  }
  void Truncate(std::size_t size) noexcept { size_ = size; }

  std::size_t size() const noexcept { return size_; }
  T& back() noexcept { return data_[size_ - 1]; }
  T* begin() noexcept { return data_; }
  const T* begin() const noexcept { return data_; }
  T* end() noexcept { return data_ + size_; }
  const T* end() const noexcept { return data_ + size_; }

 private:
  void Grow() {
    auto larger = std::make_unique_for_overwrite<T[]>(2 * capacity_);
    std::copy(begin(), end(), larger.get());
    heap_ = std::move(larger);
    data_ = heap_.get();
    capacity_ *= 2;
  }

  union {
    T inline_[kInline];
  };
  std::unique_ptr<T[]> heap_;
  T* data_ = inline_;
  std::size_t size_ = 0;
  std::size_t capacity_ = kInline;
};

}  // namespace jose
