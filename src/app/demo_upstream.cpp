// SPDX-License-Identifier: Apache-2.0
// The Admin API's server carries it: it is a small HTTP server like any other.
#include "app/demo_upstream.h"

#include <boost/json/object.hpp>
#include <future>

#include "base/time.h"

namespace cardea::app {
namespace {

// Far from the indexes of a gateway's cores, which name observation lanes.
constexpr unsigned own_index = 4000;

Task<admin::Reply> echo(const admin::Call& call) {
  json::Object headers;
  for (const auto& [name, value] : call.fields) {
    headers[boost::json::string_view(name)] = boost::json::string_view(value);
  }
  json::Object body;
  body["path"] = boost::json::string_view(call.raw_path);
  body["headers"] = std::move(headers);
  co_return admin::ok(std::move(body));
}

}  // namespace

DemoUpstream::DemoUpstream()
    : core_(own_index),
      server_(core_, system_clock(), {.server = "cardea-demo-echo", .limits = {}}),
      gate_(core_, "demo upstream") {
  door_.serve = echo;
  door_.open = true;
}

Result<std::unique_ptr<DemoUpstream>> DemoUpstream::start() {
  auto made = std::make_unique<DemoUpstream>();
  const auto address = net::Address::from_ip("127.0.0.1", 0);
  if (!address) return fail(address);
  auto listener = net::Listener::open(made->core_, {.address = *address});
  if (!listener) return fail(std::move(listener));
  made->listener_ = std::move(*listener);
  DemoUpstream& self = *made;
  self.gate_.spawn(self.listener_->run(
      [&self](std::unique_ptr<net::Stream> stream) {
        self.server_.serve(std::move(stream), self.door_);
      },
      [](std::string_view) {}));
  self.core_.start();
  return made;
}

DemoUpstream::~DemoUpstream() {
  try {
    stop();
  } catch (...) {  // NOLINT(bugprone-empty-catch): a demo that ends need not say so
  }
}

void DemoUpstream::stop() {
  std::promise<void> closed;
  loop::Gate last(core_, "demo upstream's end");
  constexpr Duration at_once = Duration::zero();
  const auto close = [&]() -> Task<void> {
    if (listener_) listener_->stop();
    co_await gate_.close(at_once);
    co_await server_.close(at_once);
    closed.set_value();
  };
  core_.post([&] { last.spawn(close()); });
  closed.get_future().wait();
  core_.stop();
  core_.join();
}

}  // namespace cardea::app
