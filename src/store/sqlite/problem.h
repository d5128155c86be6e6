// SPDX-License-Identifier: Apache-2.0
// What is wrong at present, for `health`: the last failure that was the store's fault, until
// something of the same kind succeeds. Success, which is what nearly always happens, costs one
// relaxed load.
#pragma once

#include <atomic>
#include <mutex>
#include <string>

#include "base/error.h"

namespace cardea::store::sqlite {

/// Thread-safe.
class Problem {
 public:
  /// Faults of our own (kind internal) say nothing about the store and are left out.
  void failed(const Error& error) {
    if (error.kind == ErrorKind::internal) return;
    const std::scoped_lock guard(mutex_);
    text_ = error.detail;
    exists_.store(true, std::memory_order_relaxed);
  }

  void succeeded() {
    if (!exists_.load(std::memory_order_relaxed)) return;
    const std::scoped_lock guard(mutex_);
    text_.clear();
    exists_.store(false, std::memory_order_relaxed);
  }

  [[nodiscard]] bool exists() const { return exists_.load(std::memory_order_relaxed); }

  /// For the operator; empty when all is well.
  [[nodiscard]] std::string text() const {
    const std::scoped_lock guard(mutex_);
    return text_;
  }

 private:
  mutable std::mutex mutex_;
  std::string text_;
  std::atomic<bool> exists_ = false;
};

}  // namespace cardea::store::sqlite
