// SPDX-License-Identifier: Apache-2.0
// A fetch that ends by an exception lands too, as a failure, so that no issuer waits for ever.
#include "issuer/fetcher.h"

#include <exception>
#include <utility>

namespace cardea::issuer {
namespace {

constexpr Duration longest_sleep = std::chrono::hours(1);

}  // namespace

class Fetcher::Flight {
 public:
  Flight(Fetcher& fetcher, std::shared_ptr<Record> record)
      : fetcher_(fetcher), record_(std::move(record)) {}
  Flight(const Flight&) = delete;
  Flight& operator=(const Flight&) = delete;
  ~Flight() {
    --fetcher_.under_way_;
    if (record_) land(fail(Error::internal("the fetch was given up")));
  }

  void land(Result<KeyAnswer> answer) {
    const auto record = std::exchange(record_, nullptr);
    fetcher_.parts_.registry.land(record, std::move(answer));
  }

 private:
  Fetcher& fetcher_;
  std::shared_ptr<Record> record_;
};

Task<void> Fetcher::run() {
  for (;;) {
    parts_.registry.expire();
    for (Registry::Job& job : parts_.registry.take_due(most_at_once - under_way_)) {
      const auto record = job.record;
      ++under_way_;
      if (parts_.gate.spawn(fetch(std::move(job)))) continue;
      --under_way_;
      parts_.registry.land(record, fail(Error::internal("no fetch could be started")));
    }
    const auto next = parts_.registry.next(under_way_ < most_at_once);
    const BootTime now = parts_.clock.boot();
    const Duration pause =
        next ? std::clamp<Duration>(*next - now, Duration::zero(), longest_sleep) : longest_sleep;
    const auto deadline = loop::Deadline::in(pause);
    co_await parts_.registry.woken().wait(deadline);
  }
}

Task<void> Fetcher::fetch(Registry::Job job) {
  Flight flight(*this, job.record);
  http::h1::Client& client = parts_.client;
  KeyQuestion question = std::move(job.question);
  try {
    auto answer = co_await fetch_keys(client, std::move(question));
    flight.land(std::move(answer));
  } catch (const boost::system::system_error&) {
    throw;  // cancelled: the gateway ends
  } catch (const std::exception& error) {
    flight.land(fail(Error::internal(error.what())));
  }
}

}  // namespace cardea::issuer
