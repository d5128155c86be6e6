// SPDX-License-Identifier: Apache-2.0
// The outside of the tower.
#include "app/gateway.h"

#include "app/tower.h"

namespace cardea::app {

Result<std::unique_ptr<Gateway>> Gateway::start(const LoadedSettings& settings) {
  auto tower = std::make_unique<Tower>(settings);
  const auto started = tower->start();
  if (!started) return fail(started);
  return std::make_unique<Gateway>(std::move(tower));
}

Gateway::Gateway(std::unique_ptr<Tower> tower) : tower_(std::move(tower)) {}
Gateway::~Gateway() = default;

const std::vector<std::string>& Gateway::listening() const {
  return tower_->listening;
}
std::string Gateway::proxy_address() const {
  return tower_->proxy_address;
}
std::string Gateway::admin_address() const {
  return tower_->admin_address;
}
const std::string& Gateway::socket_path() const {
  return tower_->socket_path;
}

void Gateway::wait_for_end() {
  tower_->wait_for_end();
}
void Gateway::stop() {
  tower_->stop();
}

}  // namespace cardea::app
