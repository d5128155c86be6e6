// SPDX-License-Identifier: Apache-2.0
// Growing and reading the list of a StatusCounter. A node is published by the release store of the
// head and stays where it is until the counter dies.
#include "observe/status_counter.h"

#include <memory>

namespace cardea::observe {

StatusCounter::~StatusCounter() {
  for (Node* node = head_.load(std::memory_order_acquire); node != nullptr;) {
    const std::unique_ptr<Node> owned(node);
    node = owned->next;
  }
}

StatusCounter::Node& StatusCounter::insert(int code) {
  const std::lock_guard lock(growing_);
  Node* const head = head_.load(std::memory_order_relaxed);
  for (Node* node = head; node != nullptr; node = node->next) {
    if (node->code == code) return *node;  // another thread was faster
  }
  auto made = std::make_unique<Node>(code, Counter(cores_), head);
  head_.store(made.get(), std::memory_order_release);
  return *made.release();
}

void StatusCounter::each(const std::function<void(int, std::uint64_t)>& visit) const {
  for (const Node* node = head_.load(std::memory_order_acquire); node != nullptr;
       node = node->next) {
    visit(node->code, node->counter.value());
  }
}

}  // namespace cardea::observe
