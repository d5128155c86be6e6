// SPDX-License-Identifier: Apache-2.0
// A revision is freed when it is no longer the present one and nobody holds it. `present_` counts
// as one holder.
#include "proxy/revisions.h"

namespace cardea::proxy {

struct Revisions::Hold::Revision {
  std::shared_ptr<const Snapshot> snapshot;
  std::uint64_t holders = 0;
};

Revisions::~Revisions() {
  if (present_ != nullptr) leave(present_);
}

Revisions::Hold Revisions::hold() {
  Hold hold;
  hold.owner_ = this;
  hold.revision_ = present_;
  ++present_->holders;
  return hold;
}

void Revisions::publish(std::shared_ptr<const Snapshot> snapshot) {
  auto next = std::make_unique<Hold::Revision>(std::move(snapshot), 1);
  Hold::Revision* const before = std::exchange(present_, next.release());
  if (before != nullptr) leave(before);
}

void Revisions::leave(Hold::Revision* revision) {
  if (--revision->holders > 0) return;
  const std::unique_ptr<Hold::Revision> last(revision);
  retire_(std::move(last->snapshot));
}

const Snapshot& Revisions::Hold::snapshot() const {
  return *revision_->snapshot;
}

Revisions::Hold& Revisions::Hold::operator=(Hold&& other) noexcept {
  if (this != &other) {
    release();
    owner_ = other.owner_;
    revision_ = std::exchange(other.revision_, nullptr);
  }
  return *this;
}

void Revisions::Hold::release() {
  if (revision_ != nullptr) owner_->leave(std::exchange(revision_, nullptr));
}

}  // namespace cardea::proxy
