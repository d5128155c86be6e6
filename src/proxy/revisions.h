// SPDX-License-Identifier: Apache-2.0
// One core's snapshots: the present one, and older ones that requests still use. Requests count
// themselves in and out on their own core, so the count is a plain integer; whoever leaves an old
// snapshot last hands it to `retire`, which frees it elsewhere.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

#include "proxy/snapshot.h"

namespace cardea::proxy {

/// For one core's thread only. Must outlive its holds.
class Revisions {
 public:
  /// Frees a snapshot off the core; called on the core, must not throw.
  using Retire = std::function<void(std::shared_ptr<const Snapshot>)>;

  explicit Revisions(Retire retire) : retire_(std::move(retire)) {}
  ~Revisions();
  Revisions(const Revisions&) = delete;
  Revisions& operator=(const Revisions&) = delete;

  /// A request's hold on the snapshot it began with.
  class Hold {
   public:
    Hold() = default;
    Hold(Hold&& other) noexcept
        : owner_(other.owner_), revision_(std::exchange(other.revision_, nullptr)) {}
    Hold& operator=(Hold&& other) noexcept;
    ~Hold() { release(); }

    /// Precondition: not empty.
    [[nodiscard]] const Snapshot& snapshot() const;
    void release();

   private:
    friend class Revisions;
    struct Revision;
    Revisions* owner_ = nullptr;
    Revision* revision_ = nullptr;
  };

  /// Precondition: `publish` was called before.
  Hold hold();

  /// From now on requests begin with this one.
  void publish(std::shared_ptr<const Snapshot> snapshot);

  [[nodiscard]] bool is_ready() const { return present_ != nullptr; }

 private:
  void leave(Hold::Revision* revision);

  Retire retire_;
  Hold::Revision* present_ = nullptr;
};

}  // namespace cardea::proxy
