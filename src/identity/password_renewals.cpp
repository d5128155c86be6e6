// SPDX-License-Identifier: Apache-2.0
// Bounded, because a store that hangs must not make them pile up.
#include "identity/password_renewals.h"

#include <utility>

#include "base/time.h"
#include "observe/log.h"
#include "observe/once_per.h"

namespace cardea::identity {
namespace {

constexpr std::size_t most_waiting = 64;

}  // namespace

PasswordRenewals::PasswordRenewals(Parts parts)
    : parts_(std::move(parts)), gate_(parts_.core, "password renewals") {}

void PasswordRenewals::offer(store::Renewal renewal) {
  if (waiting_.fetch_add(1) >= most_waiting) {
    waiting_.fetch_sub(1);
    return;
  }
  parts_.core.post([this, renewal = std::move(renewal)]() mutable { start(std::move(renewal)); });
}

void PasswordRenewals::start(store::Renewal renewal) {
  const bool alone = under_way_.insert(renewal.id).second;
  if (alone && gate_.spawn(run(std::move(renewal)))) return;
  waiting_.fetch_sub(1);
}

Task<void> PasswordRenewals::run(store::Renewal renewal) {
  const std::string id = renewal.id;
  const auto keyring = parts_.keyring();
  const auto renewed =
      co_await store::renew(parts_.store, *keyring, parts_.hashes, std::move(renewal));
  under_way_.erase(id);
  waiting_.fetch_sub(1);
  if (!renewed) {
    failed_.fetch_add(1);
    static observe::OncePer limit(std::chrono::seconds(10));
    const auto held = limit.pass(system_clock().boot());
    if (!held) co_return;
    observe::warn(
        "the stored password of credential {} could not be brought into the present form "
        "(it is tried again at a use a minute later; {} others failed too): {}",
        id, *held, renewed.error().detail);
  } else if (*renewed) {
    renewed_.fetch_add(1);
  }
}

Task<void> PasswordRenewals::close() {
  constexpr Duration grace = std::chrono::seconds(1);
  co_await gate_.close(grace);
}

}  // namespace cardea::identity
