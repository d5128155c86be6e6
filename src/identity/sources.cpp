// SPDX-License-Identifier: Apache-2.0
// Rows to the objects that are kept in the near cache, and what those weigh.
#include "identity/sources.h"

#include <functional>

#include "base/heap.h"
#include "model/acl_group.h"
#include "model/consumer.h"

namespace cardea::identity {
namespace {

// Texts of up to 15 bytes lie inside their string.
std::size_t heap_of(const std::string& text) {
  return text.capacity() > 15 ? heap_bytes(text.capacity() + 1) : 0;
}

Result<Decoded> decode_consumer(std::span<const store::Row> rows) {
  if (rows.empty()) return Decoded{};
  auto consumer = std::make_shared<model::Consumer>(
      model::Consumer::entity().read<model::Consumer>(rows.front()));
  const std::size_t bytes = footprint(*consumer);
  return Decoded{std::move(consumer), bytes};
}

Result<Decoded> decode_groups(std::span<const store::Row> rows) {
  auto grants = std::make_shared<Grants>();
  for (const store::Row& row : rows) {
    auto one = model::AclGroup::entity().read<model::AclGroup>(row);
    grants->add(std::move(one.group), Lifetime(one.expires_at));
  }
  const std::size_t bytes = grants->footprint() + 32;
  return Decoded{std::move(grants), bytes};
}

}  // namespace

std::size_t footprint(const model::Consumer& consumer) {
  std::size_t bytes = shared_heap_bytes<model::Consumer>() + heap_of(consumer.id);
  for (const auto& name : {std::cref(consumer.username), std::cref(consumer.custom_id)}) {
    if (name.get()) bytes += heap_of(*name.get());
  }
  if (!consumer.tags) return bytes;
  bytes += heap_bytes(consumer.tags->capacity() * sizeof(std::string));
  for (const auto& tag : *consumer.tags) bytes += heap_of(tag);
  return bytes;
}

const Source<model::Consumer>& consumers_by_id() {
  static const auto source = Source<model::Consumer>::of(model::Consumer::entity(), "id");
  return source;
}

const Source<model::Consumer>& consumers_by_username() {
  static const auto source = Source<model::Consumer>::of(model::Consumer::entity(), "username");
  return source;
}

const Source<model::Consumer>& consumers_by_custom_id() {
  static const auto source = Source<model::Consumer>::of(model::Consumer::entity(), "custom_id");
  return source;
}

const Source<Grants>& groups_by_consumer() {
  static const auto source = Source<Grants>::of(model::AclGroup::entity(), "consumer");
  return source;
}

void declare_shared_sources(Directory& directory) {
  directory.declare({&model::Consumer::entity(), "id", decode_consumer, {}});
  directory.declare({&model::Consumer::entity(), "username", decode_consumer, {}});
  directory.declare({&model::Consumer::entity(), "custom_id", decode_consumer, {}});
  directory.declare({&model::AclGroup::entity(), "consumer", decode_groups, {}});
}

}  // namespace cardea::identity
