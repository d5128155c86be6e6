// SPDX-License-Identifier: Apache-2.0
// Requests counted by HTTP status for one thing (a service and route, a listener): what
// `http_requests_total{service,route,code}` is made of. A status gets its counter when it is first
// seen; after that counting is a short walk over a list that only ever grows at its head, without a
// lock.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>

#include "observe/counter.h"

namespace cardea::observe {

/// One counter a status code. Codes outside 100 to 599 are counted as 0, so that a hostile upstream
/// cannot make it grow beyond 501 entries.
class StatusCounter {
 public:
  explicit StatusCounter(unsigned cores) : cores_(cores) {}
  ~StatusCounter();
  StatusCounter(const StatusCounter&) = delete;
  StatusCounter& operator=(const StatusCounter&) = delete;

  void add(int code) {
    const int known = code >= 100 && code <= 599 ? code : 0;
    for (Node* node = head_.load(std::memory_order_acquire); node != nullptr; node = node->next) {
      if (node->code == known) return node->counter.add();
    }
    insert(known).counter.add();
  }

  /// Calls `visit(code, count)` for each code seen so far.
  void each(const std::function<void(int, std::uint64_t)>& visit) const;

 private:
  struct Node {
    int code;
    Counter counter;
    Node* next;
  };
  Node& insert(int code);

  unsigned cores_;
  std::atomic<Node*> head_{nullptr};
  std::mutex growing_;
};

}  // namespace cardea::observe
