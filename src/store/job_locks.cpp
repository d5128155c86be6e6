// SPDX-License-Identifier: Apache-2.0
// The set of names is shared with every lock, because a lock may outlive the store that gave it.
#include "store/job_locks.h"

#include <mutex>
#include <set>
#include <utility>

namespace cardea::store {

struct LocalJobLocks::Names {
  std::mutex mutex;
  std::set<std::string> held;
};

class LocalJobLocks::Held final : public JobLock {
 public:
  Held(std::shared_ptr<Names> names, std::string name)
      : names_(std::move(names)), name_(std::move(name)) {}
  ~Held() override {
    const std::scoped_lock guard(names_->mutex);
    names_->held.erase(name_);
  }

 private:
  std::shared_ptr<Names> names_;
  std::string name_;
};

LocalJobLocks::LocalJobLocks() : names_(std::make_shared<Names>()) {}

std::unique_ptr<JobLock> LocalJobLocks::try_take(std::string name) {
  {
    const std::scoped_lock guard(names_->mutex);
    if (!names_->held.insert(name).second) return nullptr;
  }
  return std::make_unique<Held>(names_, std::move(name));
}

}  // namespace cardea::store
